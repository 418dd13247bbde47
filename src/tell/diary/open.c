/* SPDX-License-Identifier: GPL-3.0-or-later */
/* open.c - the entry of the diary that is still going on. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../indicators/marks.h"
#include "open.h"

struct search {
	const char *category; /* NULL: any */
	struct store_journal *found;
	bool any;
};

static bool look(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	struct search *x = user;

	if (!now || now->to_utc_s != STORE_NO_TIME || (x->category &&
		strcmp(now->subject, x->category) != 0))
		return true;
	*x->found = *now;
	x->found->n = first->n;
	x->any = true;
	return true;
}

bool diary_open_entry(struct store *s, const char *category,
	struct store_journal *found, int *error)
{
	struct search x = { category, found, false };

	*error = store_diary(s, INT64_MIN + 1, INT64_MAX, look, &x);
	return !*error && x.any;
}

int diary_note_change(struct store *s, struct store_journal *found,
	int32_t kind, int64_t now_utc_s)
{
	int64_t first = found->n;
	int error;

	found->kind = kind;
	found->refers = first;
	found->utc_s = now_utc_s;
	error = store_note(s, found);
	found->n = first;
	return error;
}

static int toggle(struct store *s, int64_t now_utc_s,
	struct store_journal *entry, enum diary_toggled *what)
{
	const char *source = diary_category_name(DIARY_SOURCE);
	int error;

	if (diary_open_entry(s, source, entry, &error)) {
		*what = entry->from_utc_s < now_utc_s ? DIARY_ENDED :
			DIARY_TAKEN_BACK;
		if (*what == DIARY_ENDED)
			entry->to_utc_s = now_utc_s;
		return diary_note_change(s, entry, *what == DIARY_ENDED ?
			STORE_DIARY_EDIT : STORE_DIARY_REMOVE, now_utc_s);
	}
	if (error)
		return error;
	*what = DIARY_BEGUN;
	*entry = store_event(STORE_DIARY, now_utc_s);
	entry->from_utc_s = now_utc_s;
	snprintf(entry->subject, sizeof entry->subject, "%s", source);
	return store_note(s, entry);
}

int diary_toggle(const char *store_path, int64_t now_utc_s,
	struct store_journal *entry, enum diary_toggled *what)
{
	struct store *s;
	int error;

	if (access(store_path, F_OK) != 0)
		return STORE_ERR_MISSING;
	error = store_join(&s, store_path);
	if (error)
		return error;
	/* In one transaction: somebody else may be noting the same. */
	error = store_begin(s);
	if (!error)
		error = store_end(s, toggle(s, now_utc_s, entry, what));
	store_close(s);
	return error;
}
