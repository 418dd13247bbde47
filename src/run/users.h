/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users.h - a meter that root starts gives the page to another user, who may
 * read the store, not the key beside it, and write nothing. */
#ifndef USERS_H
#define USERS_H

#include <stdbool.h>
#include <sys/types.h>

struct page_user {
	char name[32]; /* "": the same as the other programs' */
	uid_t uid;
	gid_t gid;
};

/* sourdine-web where there is such a user, else nobody; the same as the others
 * where root does not start it, or where that user cannot reach the program,
 * the store's folder and `runtime`.  Folders of the meter's own are opened to
 * his group. */
void users_find(struct page_user *u, const char *program, const char *store,
	const char *runtime);

/* In the child that will be the page; false: it is not that user. */
bool users_become(const struct page_user *u);

/* keep's files become his group's, who may read the store. */
bool users_take_group(const struct page_user *u);
void users_share(const struct page_user *u, const char *store);

#endif
