/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verbs.h - the verbs of the `sourdine` command and their options: one table
 * for --help, completions, man pages and what is refused.
 *
 * A new verb is one entry in verbs.c.  Options that are not in its entry are
 * refused before it runs; `VERB --help` is answered from the entry. */
#ifndef VERBS_H
#define VERBS_H

#include "../tell/tell.h"
#include "conf.h"

struct verb_option {
	const char *name;    /* without dashes; one letter: a single dash */
	const char *value;   /* what follows: NAME, "a|b" to choose from; NULL */
	const char *meaning; /* what it is for, up to 60 letters or so */
};

struct verb {
	const char *name;
	const char *arguments; /* what may follow besides options, or "" */
	const char *meaning;   /* a line of at most 60 letters */
	const struct verb_option *options; /* ends in {0}; NULL: none */
	const char *more;      /* paragraphs for its help, or NULL */

	/* One of the two; argv[0] is the verb; each returns an exit code. */
	int (*run)(const struct conf *c, int argc, char **argv);
	int (*tell)(const struct tell_paths *p, int argc, char **argv);

	const char *words; /* "a|b": what arguments can be, for completions */
	bool without_conf; /* runs where the configuration is broken, too */
	/* Of several meters it needs none to be named: it is about all of them,
	 * or about none. */
	bool of_all;
};

/* In the order of a newcomer's needs; ends with a NULL name. */
extern const struct verb verbs[];
extern const struct verb_option common_options[]; /* before the verb */

const struct verb *verb_find(const char *name);

/* The store to look at: the meter that runs says where its records are, since
 * a simulated one has a store of its own; else the configured one. */
void find_running(const struct conf *c, char *store, size_t size);

/* Several meters: `run` and `status` of each (meters.c). */
int meters_run(const struct conf *all, int argc, char **argv);
int meters_status(int argc, char **argv);
int meters_choose(const char *verb);

/* Hand a verb of tell the paths of the meter. */
int run_tell(const struct conf *c, int argc, char **argv,
	int (*verb)(const struct tell_paths *, int, char **));

/* The verbs that live in src/run. */
int verb_run(const struct conf *c, int argc, char **argv);
int verb_setup(const struct conf *c, int argc, char **argv);
int verb_calibrate(const struct conf *c, int argc, char **argv);
int verb_study(const struct conf *c, int argc, char **argv);
int verb_retention(const struct conf *c, int argc, char **argv);
int verb_devices(const struct conf *c, int argc, char **argv);
int verb_measure(const struct conf *c, int argc, char **argv);
int verb_verify(const struct conf *c, int argc, char **argv);
int verb_notice(const struct conf *c, int argc, char **argv);
int verb_report(const struct conf *c, int argc, char **argv);
int verb_config(const struct conf *c, int argc, char **argv);
int verb_leak(const struct conf *c, int argc, char **argv);
int verb_completions(const struct conf *c, int argc, char **argv);
int verb_help(const struct conf *c, int argc, char **argv);
int verb_version(const struct conf *c, int argc, char **argv);

#endif
