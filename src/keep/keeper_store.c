/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper_store.c - from memory to the store, and what when it refuses. */
#include <stdio.h>
#include <string.h>

#include "../run/language.h"
#include "keeper.h"
#include "place.h"

/* --------------------------------------------------- seconds of a study */

static bool find_study(void *user, const struct store_study *study)
{
	struct store_study *x = user;

	if (study->n == x->n)
		*x = *study;
	return true;
}

/* The operator may have ended the study since it was last looked at: what was
 * heard after that is not stored. */
static void cut_part(struct keeper *k)
{
	int64_t left;

	if (k->part.count == 0 || !k->study.n)
		return;
	(void)store_studies(k->store, find_study, &k->study);
	left = k->study.ended_utc_s - k->part.start_utc_s;
	if (left < k->part.count)
		k->part.count = left > 0 ? (int32_t)left : 0;
}

/* To those that wait.  Without a disk an hour is one part, so that they stay
 * few; over a day without one its records are lost too. */
void keeper_close_part(struct keeper *k)
{
	cut_part(k);
	if (k->part.count > 0 && k->parts_waiting < KEEPER_HOURS)
		k->parts[k->parts_waiting++] = k->part;
	k->part.count = 0;
}

/* Seconds that are missed are left out; one that comes again, by a clock that
 * was set back or by a leap second, begins another part. */
void keeper_add_second(struct keeper *k, const struct live_second *s)
{
	struct store_seconds *p = &k->part;
	int64_t at = s->utc_s - p->start_utc_s;

	if (s->utc_s < k->study.from_utc_s || s->utc_s >= k->study.ended_utc_s)
		return;
	if (p->count > 0 && (at < p->count || at >= STORE_SECONDS ||
		place_hour(s->utc_s) != place_hour(p->start_utc_s)))
		keeper_close_part(k);
	if (p->count == 0) {
		p->series = k->series;
		p->start_utc_s = s->utc_s;
		p->erased = 0;
		at = 0;
	}
	while (p->count < at)
		p->second[p->count++] = STORE_NO_SECOND;
	p->second[p->count++] = store_pack(&s->second);
}

/* --------------------------------------------------------------- storing */

static void say_failing(struct keeper *k, int error)
{
	char why[512];

	if (k->failing)
		return;
	k->failing = true;
	k->failing_since_s = k->records_waiting ? k->waiting[0].start_utc_s :
		k->stored_until_s;
	store_explain(why, sizeof why, error, k->path);
	fprintf(stderr, _("sourdine-keep: %s; until then records wait in "
		"memory, for a day at most\n"), why);
}

/* It is in the journal, too; if that is refused, this is said all the same. */
static void note_fault(struct keeper *k)
{
	struct store_journal j = store_event(STORE_FAULT, k->stored_until_s);

	j.from_utc_s = k->failing_since_s;
	j.to_utc_s = k->stored_until_s;
	j.value = (int64_t)k->lost;
	snprintf(j.text, sizeof j.text, "the store could not be written");
	(void)store_note(k->store, &j);
}

static void say_mended(struct keeper *k)
{
	if (!k->failing)
		return;
	k->failing = false;
	note_fault(k);
	if (k->lost > 0)
		fprintf(stderr, _("sourdine-keep: %s is written again; %zu "
			"records are lost\n"), k->path, k->lost);
	else
		fprintf(stderr, _("sourdine-keep: %s is written again; nothing "
			"is lost\n"), k->path);
	k->lost = 0;
}

/* A record, with the hours and the seconds that were finished before it. */
static int store_one(struct keeper *k, struct store_record *r)
{
	int error = store_begin(k->store);

	if (error)
		return error;
	for (size_t i = 0; i < k->parts_waiting && !error; i++)
		error = store_add_seconds(k->store, &k->parts[i]);
	if (!error)
		error = store_add(k->store, r, k->finished,
			k->hours_finished);
	error = store_end(k->store, error);
	if (!error) {
		k->hours_finished = k->parts_waiting = 0;
		k->stored_until_s = r->start_utc_s + r->interval_s;
	}
	return error;
}

/* Hours and seconds that no record came after. */
static int store_rest(struct keeper *k)
{
	int error = store_begin(k->store);

	if (error)
		return error;
	for (size_t i = 0; i < k->parts_waiting && !error; i++)
		error = store_add_seconds(k->store, &k->parts[i]);
	if (!error)
		error = store_add_histograms(k->store, k->finished,
			k->hours_finished);
	error = store_end(k->store, error);
	if (!error)
		k->hours_finished = k->parts_waiting = 0;
	return error;
}

int keeper_store(struct keeper *k, size_t most)
{
	size_t stored = 0;
	int error = k->step_ms ? keeper_note_step(k) : STORE_OK;

	while (!error && stored < k->records_waiting && stored < most) {
		error = store_one(k, &k->waiting[stored]);
		stored += !error;
	}
	k->records_waiting -= stored;
	memmove(k->waiting, k->waiting + stored,
		k->records_waiting * sizeof k->waiting[0]);
	if (error)
		say_failing(k, error);
	else if (k->records_waiting == 0)
		say_mended(k);
	return error;
}

bool keeper_stop(struct keeper *k)
{
	int error;

	keeper_close_hour(k);
	keeper_close_part(k);
	error = keeper_store(k, KEEPER_RECORDS);
	if (!error)
		error = store_rest(k);
	if (!error) {
		keeper_say_stop(k);
		return true;
	}
	say_failing(k, error);
	fprintf(stderr, _("sourdine-keep: lost at the end: %zu records and the "
		"levels of %zu hours\n"), k->records_waiting,
		k->hours_finished);
	return false;
}
