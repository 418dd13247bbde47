/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox_rules.h - the system calls that each program may make. */
#ifndef SANDBOX_RULES_H
#define SANDBOX_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <seccomp.h>

#include "sandbox.h"

/* Descriptors are pinned by their kind, as open when the door is shut. */
enum sandbox_fd {
	ANY_FD, /* or the call has none */
	DEVICE, /* of the sound system */
	SOCKET,
	PIPE_IN,  /* the end to read from, beside descriptors 0 to 2 */
	PIPE_OUT, /* the end to write to */
};

struct sandbox_rule {
	const char *why;
	int call; /* a number of this machine's; libseccomp translates it */
	enum sandbox_fd fd;
	struct scmp_arg_cmp only[2]; /* and all of these; op 0: none */
	uint32_t arch;		     /* 0: all */
	uint16_t error; /* refused with this errno, which does not kill */
};

/* Rules that stand together. */
struct sandbox_rules {
	const struct sandbox_rule *rule;
	size_t n;
};

#define SANDBOX_PARTS 7

struct sandbox_row {
	const char *program;
	struct sandbox_rules part[SANDBOX_PARTS];
};

extern const struct sandbox_row sandbox_rows[SANDBOXES];

/* ANY_FD: none of the others. */
enum sandbox_fd sandbox_kind(int fd);

/* The filter of a program with the descriptors that are open now, for x86-64,
 * arm64 and 32-bit ARM; whatever is not allowed kills.  Not loaded yet; NULL
 * if it cannot be made. */
scmp_filter_ctx sandbox_filter(enum sandbox who);

/* All but filter and Landlock: new privileges, limits, memory, descriptors
 * that were handed down; false and errno if it cannot be done. */
bool sandbox_prepare(enum sandbox who);

/* As far as this user may. */
void sandbox_lock_memory(void);

#endif
