/* SPDX-License-Identifier: GPL-3.0-or-later */
/* house.h - `sourdine run`: starts hear, gate, keep and web, and watches. */
#ifndef HOUSE_H
#define HOUSE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "breaches.h"
#include "conf.h"
#include "users.h"

enum program { HEAR, GATE, KEEP, WEB, PROGRAMS };

/* One of the four, and when it is to be started again. */
struct child {
	pid_t pid;           /* 0: not running */
	bool filtered;       /* the kernel says that its door is shut */
	int starts;
	int64_t started_ms;  /* monotonic */
	int64_t start_at_ms; /* monotonic; meaningful while pid is 0 */
	int quick_ends;      /* in a row: the wait grows with them */
};

struct house {
	struct conf conf;
	bool simulated;
	char source[16];     /* raw, server or simulated */
	char store[CONF_PATH], live[CONF_PATH], status[CONF_PATH];
	char programs[CONF_PATH]; /* folder that holds them */
	int to_gate[2], to_keep[2];
	struct child child[PROGRAMS];
	struct breaches breaches; /* times that the gate ended by itself */
	bool unnoted_breach;      /* not in the journal yet */
	struct page_user page_user;
	int64_t started_utc_s;
	bool announced;
};

/* Fill in paths and folders; false after one line on stderr. */
bool house_prepare(struct house *h, const struct conf *c);

/* Records come from a node, in place of hear and gate. */
bool house_has_node(const struct house *h);

/* What runs as one of the four; NULL: nothing does. */
const char *house_program(const struct house *h, enum program which);

/* Try the microphone, or the line; fills h->source.  false: none that can be used, and
 * `why` holds one line. */
bool house_probe(struct house *h, char *why, size_t size);

/* Run until SIGINT, SIGTERM or SIGHUP; an exit code. */
int house_run(struct house *h);

/* Block what ends a meter and SIGCHLD, to be waited for. */
void house_signals(sigset_t *signals);
bool house_is_end(int signal);

/* Replace this process by one of the other programs; argv[0] is filled in,
 * and a NULL ends it.  Returns an exit code if that fails. */
int run_program(const char *name, const char **argv);

/* As execv, which forgot a const. */
void execute(const char *path, const char **argv);

/* program.c: what each is started with. */
extern const char *const program_names[PROGRAMS];
pid_t program_start(struct house *h, enum program which);
bool program_folder(char *out, size_t size);

/* status.c: the file that `sourdine status` reads. */
void status_write(const struct house *h);
void status_remove(const struct house *h);

#endif
