/* SPDX-License-Identifier: GPL-3.0-or-later */
/* open.h - the entry of the diary that is still going on: for `sourdine
 * diary` and for the key of `sourdine live`.
 *
 * A function that answers int answers an error of the store. */
#ifndef DIARY_OPEN_H
#define DIARY_OPEN_H

#include "../../keep/store.h"

/* The newest entry without an end as it reads now, with the n of the first
 * line; of that category only, unless it is NULL.  false: there is none, or
 * *error is not STORE_OK. */
bool diary_open_entry(struct store *s, const char *category,
	struct store_journal *found, int *error);

/* Note that the entry found reads so from now on, or no longer counts (kind:
 * STORE_DIARY_EDIT or STORE_DIARY_REMOVE).  Its n stays that of the first
 * line. */
int diary_note_change(struct store *s, struct store_journal *found,
	int32_t kind, int64_t now_utc_s);

enum diary_toggled {
	DIARY_BEGUN,
	DIARY_ENDED,
	DIARY_TAKEN_BACK, /* it had begun in this very second */
};

/* The noise in question begins now; or, where an entry says that it has begun,
 * is over now.  *entry is what the diary then says.  A store that is not there
 * is not made for it. */
int diary_toggle(const char *store_path, int64_t now_utc_s,
	struct store_journal *entry, enum diary_toggled *what);

#endif
