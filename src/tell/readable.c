/* SPDX-License-Identifier: GPL-3.0-or-later */
/* readable.c - collects what a command reads, and shuts the door behind it. */
#define _GNU_SOURCE /* realpath */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../run/landlock.h"
#include "calibrations.h"
#include "readable.h"

/* What is not there, or not for this user, needs no permission. */
void readable_add(struct readable *r, const char *path)
{
	if (!path || access(path, R_OK) != 0)
		return;
	if (r->n == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->path = realloc(r->path, r->room * sizeof *r->path);
	}
	char *own = strdup(path);
	if (!own || !r->path)
		abort(); /* a few bytes: nothing sensible is left */
	r->path[r->n++] = (struct landlock_path){ own, LANDLOCK_READ };
}

void readable_add_store(struct readable *r, const char *store)
{
	char real[PATH_MAX], beside[PATH_MAX + 16];

	if (!store || !realpath(store, real))
		return;
	readable_add(r, real);
	snprintf(beside, sizeof beside, "%s-journal", real);
	readable_add(r, beside);
	calibrations_path(beside, sizeof beside, store);
	readable_add(r, beside);
}

int readable_enter(struct readable *r, enum sandbox who)
{
	int code;

	tzset(); /* this machine's own zone */
	/* for SQLite, and the C library's words for what went wrong */
	readable_add(r, "/dev/urandom");
	readable_add(r, "/usr/share/locale");
	code = sandbox_enter_files(who, r->path, r->n);
	for (size_t k = 0; k < r->n; k++)
		free((char *)(uintptr_t)r->path[k].path);
	free(r->path);
	*r = (struct readable){ 0 };
	return code;
}
