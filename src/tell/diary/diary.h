/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diary.h - the parts of `sourdine diary`, for diary*.c.
 *
 * A function that answers int answers an exit code, or an error of the store,
 * which is below 0. */
#ifndef DIARY_H
#define DIARY_H

#include "../../keep/store.h"
#include "when.h"

struct diary_request {
	int64_t now_utc_s;
	const char *when, *category, *text, *zone; /* or NULL: not given */
	bool json, all;
	int argc;      /* what stands behind the verb */
	char **argv;
};

/* What is given of the request, into the entry; false: why. */
bool diary_fill(struct store_journal *j, const struct diary_request *q,
	char why[DIARY_WHY]);

/* One line of the list; what happened to it, or NULL. */
void diary_show(const struct store_journal *j, const char *what);

int diary_list(struct store *s, const struct diary_request *q);

/* All lines of a CSV file with the columns when (or from and to), category
 * and text, or none of them. */
int diary_import(struct store *s, const struct diary_request *q);

#endif
