/* SPDX-License-Identifier: GPL-3.0-or-later */
/* landlock.h - no file, no TCP, no signal to others: a second lock, for the
 * kernels that have it. */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

/* What may be done below a folder; all else is refused. */
enum landlock_may {
	LANDLOCK_READ = 1,    /* open files to read, list folders */
	LANDLOCK_WRITE = 2,   /* make, change, cut and remove files */
	LANDLOCK_REMOVE = 4,  /* remove files */
	LANDLOCK_CONNECT = 8, /* connect to Unix sockets (kernel 7.1 on) */
};

struct landlock_path {
	const char *path; /* must exist; it may be a file for LANDLOCK_READ */
	unsigned may;
};

/* The interface that this kernel has, from 1 on; 0: none, or switched off. */
int landlock_version(void);

/* Refuse all that `paths` do not allow, to this thread, and from version 8 on
 * to all of them.  true where the kernel has no Landlock, too. */
bool landlock_enter(const struct landlock_path *paths, size_t n);

#endif
