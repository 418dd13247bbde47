/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox.h - how a program gives up whatever it does not need, for good. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>

enum sandbox {
	SANDBOX_HEAR,	     /* the sound device itself, or a made-up street */
	SANDBOX_HEAR_SERVER, /* through a sound server or a plug-in */
	SANDBOX_NODE, /* a node's serial line in hear's place */
	SANDBOX_GATE,
	SANDBOX_KEEP,
	SANDBOX_WEB,
	SANDBOX_MEASURE,
	SANDBOX_REPORT,
	SANDBOX_VERIFY, /* sourdine itself, with a stranger's store or export */
	SANDBOXES
};

/* Shut the door: what the program may do from here on is in sandbox_rules.c,
 * and a system call that is not there kills it.  `store` is the file and
 * `live` the socket that keep and web work on; NULL for the others.
 * An exit code: EXIT_OK, or EXIT_FAULT after one line on stderr, and then the
 * program may not go on. */
int sandbox_enter(enum sandbox who, const char *store, const char *live);

/* The same for a program that reads other files: no more than `paths` allow,
 * where the kernel has Landlock. */
struct landlock_path;
int sandbox_enter_files(
	enum sandbox who, const struct landlock_path *paths, size_t n);

#endif
