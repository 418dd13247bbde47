/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_journal.c - what happened: the journal, read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_file.h"

struct store_journal store_event(int32_t kind, int64_t utc_s)
{
	return (struct store_journal){ .kind = kind, .utc_s = utc_s,
		.from_utc_s = STORE_NO_TIME, .to_utc_s = STORE_NO_TIME };
}

const char *store_journal_name(int32_t kind)
{
	static const char *const name[STORE_JOURNAL_KINDS] = {
		[STORE_START] = "start",
		[STORE_STOP] = "stop",
		[STORE_GAP] = "gap",
		[STORE_DEVICE] = "device",
		[STORE_CALIBRATION] = "calibration",
		[STORE_CONFIGURATION] = "configuration",
		[STORE_CLOCK_STEP] = "clock-step",
		[STORE_CLOCK_ANCHOR] = "clock-anchor",
		[STORE_BREACH] = "breach",
		[STORE_STUDY_START] = "study-start",
		[STORE_STUDY_END] = "study-end",
		[STORE_RETENTION] = "retention",
		[STORE_ERASED] = "erased",
		[STORE_MOVED] = "moved",
		[STORE_DIARY] = "diary",
		[STORE_DIARY_EDIT] = "diary-edit",
		[STORE_DIARY_REMOVE] = "diary-remove",
		[STORE_FAULT] = "fault",
		[STORE_SEALED_LATE] = "sealed-late",
		[STORE_STATED] = "stated",
	};

	return kind >= STORE_START && kind < STORE_JOURNAL_KINDS ?
		name[kind] : "?";
}

/* --------------------------------------------------------------- reading */

/* The line that a query gives; *any: it gave one. */
static int get_line(struct store *s, enum query which,
	struct store_journal *j, bool *any)
{
	struct entry e;
	int error;

	*any = false;
	while (store_row(s, which, &error)) {
		if (!store_get_entry(&e, ENTRY_JOURNAL, s->query[which])) {
			(void)sqlite3_reset(s->query[which]);
			return STORE_ERR_FORMAT;
		}
		*j = e.journal;
		*any = true;
	}
	return error;
}

int store_journal(struct store *s, int32_t kind, store_each_journal *each,
	void *user)
{
	sqlite3_stmt *q = s->query[JOURNAL];
	struct store_journal j = { .n = 0 };
	int64_t before;
	bool any = true;
	int error = STORE_OK;

	while (!error && any) {
		before = j.n;
		if (!store_bind(q, 1, before) || !store_bind(q, 2, kind) ||
			!store_bind(q, 3, 1))
			return STORE_ERR_IO;
		error = get_line(s, JOURNAL, &j, &any);
		/* Out of order in a damaged file: it could go on for ever. */
		if (!error && any && j.n <= before)
			error = STORE_ERR_FORMAT;
		if (!error && any && ((s->seen_until && j.n > s->seen_until) ||
			!each(user, &j)))
			break;
	}
	return error;
}

bool store_journal_at(struct store *s, int64_t n, struct store_journal *j)
{
	bool any;

	return store_bind(s->query[JOURNAL_AT], 1, n) &&
		!get_line(s, JOURNAL_AT, j, &any) && any;
}

bool store_start_of(struct store *s, int64_t n, struct store_journal *start)
{
	sqlite3_stmt *q = s->query[START_OF];
	bool any;

	return store_bind(q, 1, STORE_START) && store_bind(q, 2, n) &&
		!get_line(s, START_OF, start, &any) && any;
}

/* The newest line of a kind that refers to n, as far as the diary is seen. */
static int get_referring(struct store *s, int32_t kind, int64_t n,
	struct store_journal *j, bool *any)
{
	sqlite3_stmt *q = s->query[REFERRING];

	if (!store_bind(q, 1, kind) || !store_bind(q, 2, n) ||
		!store_bind(q, 3, s->seen_until ? s->seen_until : INT64_MAX))
		return STORE_ERR_IO;
	return get_line(s, REFERRING, j, any);
}

/* ----------------------------------------------------------------- diary */

struct diary {
	struct store *store;
	int64_t from_utc_s, to_utc_s;
	store_each_diary *each;
	void *user;
	int error;
};

/* One without an end is still going on. */
static bool overlaps(const struct store_journal *j, const struct diary *d)
{
	return j->from_utc_s < d->to_utc_s && (j->to_utc_s == STORE_NO_TIME ||
		j->to_utc_s > d->from_utc_s);
}

static bool see_diary(void *user, const struct store_journal *first)
{
	struct diary *d = user;
	struct store_journal now, removed;
	bool edited, gone = false;

	d->error = get_referring(d->store, STORE_DIARY_EDIT, first->n, &now,
		&edited);
	if (!d->error)
		d->error = get_referring(d->store, STORE_DIARY_REMOVE,
			first->n, &removed, &gone);
	if (d->error)
		return false;
	if (!edited)
		now = *first;
	if (!overlaps(first, d) && !overlaps(&now, d))
		return true;
	return d->each(d->user, first, gone ? NULL : &now);
}

void store_seen_until(struct store *s, int64_t n)
{
	s->seen_until = n;
}

int store_diary(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_diary *each, void *user)
{
	struct diary d = { s, from_utc_s, to_utc_s, each, user, STORE_OK };
	int error = store_journal(s, STORE_DIARY, see_diary, &d);

	return error ? error : d.error;
}

/* --------------------------------------------------------------- studies */

struct studies {
	struct store *store;
	store_each_study *each;
	void *user;
	int error;
};

static bool see_study(void *user, const struct store_journal *start)
{
	struct studies *x = user;
	struct store_journal line;
	struct store_study study = {
		.n = start->n,
		.from_utc_s = start->from_utc_s,
		.until_utc_s = start->to_utc_s,
		.ended_utc_s = start->to_utc_s,
	};
	bool any;

	snprintf(study.name, sizeof study.name, "%s", start->subject);
	x->error = get_referring(x->store, STORE_STUDY_END, start->n, &line,
		&any);
	study.closed = any;
	if (!x->error && any && line.utc_s < study.until_utc_s)
		study.ended_utc_s = line.utc_s;
	if (!x->error)
		x->error = get_referring(x->store, STORE_ERASED, start->n,
			&line, &study.erased);
	return !x->error && x->each(x->user, &study);
}

int store_studies(struct store *s, store_each_study *each, void *user)
{
	struct studies x = { s, each, user, STORE_OK };
	int error = store_journal(s, STORE_STUDY_START, see_study, &x);

	return error ? error : x.error;
}

struct search {
	int64_t utc_s;
	struct store_study *found;
	bool any;
};

static bool find_running(void *user, const struct store_study *study)
{
	struct search *x = user;

	if (x->utc_s < study->from_utc_s || x->utc_s >= study->ended_utc_s)
		return true;
	*x->found = *study;
	x->any = true;
	return false;
}

bool store_study(struct store *s, int64_t utc_s, struct store_study *study)
{
	struct search x = { utc_s, study, false };

	return !store_studies(s, find_running, &x) && x.any;
}

/* --------------------------------------------------------------- anchors */

/* For one more. */
static bool make_room(struct store_anchors *a)
{
	struct store_anchor *more;

	if (a->n & (a->n - 1)) /* doubled at each power of two */
		return true;
	more = realloc(a->at, (a->n ? 2 * a->n : 1) * sizeof *more);
	if (more)
		a->at = more;
	return more != NULL;
}

static int get_anchors(struct store *s, struct store_anchors *a)
{
	sqlite3_stmt *q = s->query[ANCHORS];
	int64_t lowest = INT64_MAX;
	int error;

	if (!store_bind(q, 1, STORE_CLOCK_ANCHOR))
		return STORE_ERR_IO;
	while (store_row(s, ANCHORS, &error)) {
		if (!make_room(a)) {
			(void)sqlite3_reset(q);
			return STORE_ERR_IO;
		}
		a->at[a->n++] = (struct store_anchor){
			.first = sqlite3_column_int64(q, 0),
			.last = sqlite3_column_int64(q, 1),
			.seconds = sqlite3_column_int64(q, 2),
			.utc_s = sqlite3_column_int64(q, 3),
		};
	}
	for (size_t i = a->n; i-- > 0;) {
		if (a->at[i].first < lowest)
			lowest = a->at[i].first;
		a->at[i].lowest = lowest;
	}
	return error;
}

/* Is none newer than those that are known? */
static int are_known(struct store *s, bool *known)
{
	const struct store_anchors *a = s->anchors;
	int64_t newest = 0;
	int error;

	if (!store_bind(s->query[LAST_OF_KIND], 1, STORE_CLOCK_ANCHOR))
		return STORE_ERR_IO;
	while (store_row(s, LAST_OF_KIND, &error))
		newest = sqlite3_column_int64(s->query[LAST_OF_KIND], 0);
	*known = a && newest == (a->n ? a->at[a->n - 1].last : 0);
	return error;
}

int store_anchors(struct store *s, const struct store_anchors **out)
{
	struct store_anchors *a;
	bool known;
	int error = are_known(s, &known);

	*out = s->anchors;
	if (error || known)
		return error;
	a = calloc(1, sizeof *a);
	if (!a)
		return STORE_ERR_IO;
	a->before = s->anchors;
	*out = s->anchors = a;
	return get_anchors(s, a);
}

void store_forget_anchors(struct store *s)
{
	while (s->anchors) {
		struct store_anchors *a = s->anchors;

		s->anchors = a->before;
		free(a->at);
		free(a);
	}
}

int64_t store_moved(const struct store_anchors *a, int64_t n)
{
	size_t low = 0, high = a->n;
	int64_t seconds = 0;

	while (low < high) { /* the first that ends at n or later */
		size_t middle = (low + high) / 2;

		if (a->at[middle].last < n)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < a->n && a->at[low].lowest <= n; low++)
		if (a->at[low].first <= n)
			seconds += a->at[low].seconds;
	return seconds;
}
