/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_note.c - lines added to the journal. */
#include <stdio.h>

#include "seal.h"
#include "store_file.h"

/* What a line has to refer to; 0: to nothing in particular. */
static int32_t kind_referred(int32_t kind)
{
	switch (kind) {
	case STORE_DIARY_EDIT:
	case STORE_DIARY_REMOVE:
		return STORE_DIARY;
	case STORE_STUDY_END:
	case STORE_ERASED:
		return STORE_STUDY_START;
	case STORE_CLOCK_ANCHOR:
		return STORE_START;
	default:
		return 0;
	}
}

/* A boot may be longer than records are kept: then its start is gone. */
static bool is_removed(struct store *s, int64_t n)
{
	struct seal_checkpoint c;

	return n > 0 && seal_checkpoint(s, &c) && n <= c.n;
}

static bool may_refer(struct store *s, const struct store_journal *j)
{
	int32_t kind = kind_referred(j->kind);
	struct store_journal other;

	if (!kind)
		return true;
	if (store_journal_at(s, j->refers, &other))
		return other.kind == kind;
	return kind == STORE_START && is_removed(s, j->refers);
}

static int note(struct store *s, struct store_journal *j)
{
	struct entry e = { .kind = ENTRY_JOURNAL, .journal = *j };
	int error;

	if (!may_refer(s, j))
		return STORE_ERR_REFUSED;
	error = store_append(s, &e);
	if (!error)
		j->n = e.n;
	return error;
}

int store_note(struct store *s, struct store_journal *j)
{
	int64_t before = j->n;
	int error = store_begin(s);

	if (error)
		return error;
	error = store_end(s, note(s, j));
	if (error)
		j->n = before;
	return error;
}

static bool take_last(void *user, const struct store_study *study)
{
	*(struct store_study *)user = *study;
	return true;
}

/* Seconds are erased with the study that began before they were stored, so the
 * last ones have to be there before another begins: they come with the next
 * record, if there is a meter that runs. */
static bool is_waited_for(struct store *s, int64_t utc_s)
{
	struct store_study last = { .n = 0 };
	struct store_record r;
	int64_t ago_s;

	if (store_studies(s, take_last, &last) || !last.n || !store_last(s, &r))
		return false;
	ago_s = utc_s - last.ended_utc_s;
	return last.ended_utc_s > last.from_utc_s && ago_s >= 0 &&
		ago_s < r.interval_s + 60 &&
		r.start_utc_s + r.interval_s <= last.ended_utc_s;
}

static int study_begin(struct store *s, struct store_journal *j)
{
	struct store_study running;
	int64_t length_s = j->to_utc_s - j->from_utc_s;

	if (length_s <= 0 || length_s > STORE_STUDY_LONGEST_S ||
		store_study(s, j->from_utc_s, &running))
		return STORE_ERR_REFUSED;
	if (is_waited_for(s, j->from_utc_s))
		return STORE_ERR_EARLY;
	return store_note(s, j);
}

int store_study_begin(struct store *s, const char *name, int64_t from_utc_s,
	int64_t until_utc_s)
{
	struct store_journal j = store_event(STORE_STUDY_START, from_utc_s);
	int error = store_begin(s);

	if (error)
		return error;
	j.from_utc_s = from_utc_s;
	j.to_utc_s = until_utc_s;
	snprintf(j.subject, sizeof j.subject, "%s", name);
	return store_end(s, study_begin(s, &j));
}

int store_study_end(struct store *s, int64_t utc_s)
{
	struct store_journal j = store_event(STORE_STUDY_END, utc_s);
	struct store_study running;
	int error = store_begin(s);

	if (error)
		return error;
	if (!store_study(s, utc_s, &running))
		return store_end(s, STORE_ERR_REFUSED);
	j.refers = running.n;
	return store_end(s, store_note(s, &j));
}
