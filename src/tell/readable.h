/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readable.h - the files that a command may still read once its door is shut. */
#ifndef READABLE_H
#define READABLE_H

#include <stddef.h>

#include "../run/sandbox.h"

/* {0} to begin with. */
struct readable {
	struct landlock_path *path;
	size_t n, room;
};

/* A file, or all below a folder; NULL, or what is not there: nothing. */
void readable_add(struct readable *r, const char *path);

/* A store, and what is looked for beside it: not its folder, where the meter's
 * key lies. */
void readable_add_store(struct readable *r, const char *store);

/* Read the time zone, shut the door, and forget the list.  An exit code: EXIT_OK, or it has been
 * said why the program may not go on. */
int readable_enter(struct readable *r, enum sandbox who);

#endif
