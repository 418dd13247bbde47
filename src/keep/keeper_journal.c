/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper_journal.c - what keep notes: that it began and ended, what had
 * changed, clocks that were set, studies, signatures, removal. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keeper.h"
#include "place.h"

#define DAY_S 86400

/* The last word of a start's text when nobody vouched for the clock. */
static const char clock_not_set[] = "clock not set";

static int note(struct store *s, struct store_journal j)
{
	return store_note(s, &j);
}

/* ------------------------------------------------------- what had changed */

static int note_change(struct store *s, int64_t utc_s, const char *key,
	const char *before, const char *now)
{
	struct store_journal j = store_event(STORE_CONFIGURATION, utc_s);

	if (strcmp(before, now) == 0)
		return STORE_OK;
	snprintf(j.subject, sizeof j.subject, "%s", key);
	snprintf(j.text, sizeof j.text, "%s -> %s", before, now);
	return note(s, j);
}

static int note_number(struct store *s, int64_t utc_s, const char *key,
	int64_t before, int64_t now)
{
	char a[24], b[24];

	snprintf(a, sizeof a, "%" PRId64, before);
	snprintf(b, sizeof b, "%" PRId64, now);
	return note_change(s, utc_s, key, a, b);
}

static int note_changes(struct store *s, const struct store_series *before,
	const struct store_series *now)
{
	struct store_journal j = store_event(STORE_DEVICE, now->since_utc_s);
	int64_t t = now->since_utc_s;
	int error = STORE_OK;

	if (strcmp(before->microphone, now->microphone) != 0) {
		snprintf(j.subject, sizeof j.subject, "%s", now->microphone);
		snprintf(j.text, sizeof j.text, "before: %s",
			before->microphone);
		error = note(s, j);
	}
	if (error ||
		(error = note_change(s, t, "place", before->place,
			now->place)) ||
		(error = note_number(s, t, "height_cm", before->height_cm,
			now->height_cm)) ||
		(error = note_change(s, t, "description",
			before->description, now->description)) ||
		(error = note_change(s, t, "source", before->source,
			now->source)) ||
		(error = note_number(s, t, "full_scale", before->full_scale,
			now->full_scale)) ||
		(error = note_number(s, t, "self_noise", before->self_noise,
			now->self_noise)) ||
		(error = note_number(s, t, "calibrated", before->calibrated,
			now->calibrated)) ||
		(error = note_number(s, t, "interval_s", before->interval_s,
			now->interval_s)))
		return error;
	return note_change(s, t, "software", before->software,
		now->software);
}

/* --------------------------------------------------------------- clocks */

/* Everything of this boot was placed by a clock that was off by so much. */
static int note_anchor(struct store *s, int64_t utc_s, int64_t boot_start,
	int64_t step_ms)
{
	struct store_journal j = store_event(STORE_CLOCK_ANCHOR, utc_s);

	j.refers = boot_start;
	j.value = (step_ms + (step_ms < 0 ? -500 : 500)) / 1000;
	return j.value ? note(s, j) : STORE_OK;
}

static int note_step(struct store *s, int64_t utc_ms, int64_t step_ms)
{
	struct store_journal j = store_event(STORE_CLOCK_STEP, utc_ms / 1000);

	j.value = step_ms;
	j.from_utc_s = (utc_ms - step_ms) / 1000;
	j.to_utc_s = utc_ms / 1000;
	return note(s, j);
}

/* While the store refuses, what waits is placed anew in memory: its entries
 * come after the anchor.  An hour that was cut at the wrong minutes cannot. */
static void move_waiting(struct keeper *k, int64_t step_ms)
{
	int64_t seconds = (step_ms + (step_ms < 0 ? -500 : 500)) / 1000;

	for (size_t i = 0; i < k->records_waiting; i++)
		k->waiting[i].start_utc_s += seconds;
	for (size_t i = 0; i < k->parts_waiting; i++)
		k->parts[i].start_utc_s += seconds;
	k->hours_finished = 0;
}

/* The hour and the part before the step end with it. */
static void store_before_step(struct keeper *k)
{
	keeper_close_hour(k);
	keeper_close_part(k);
	k->last_utc_s = PLACE_NEVER;
	(void)keeper_store(k, KEEPER_RECORDS);
	if (!k->failing && store_begin(k->store) == STORE_OK) {
		int error = store_add_histograms(k->store, k->finished,
			k->hours_finished);

		for (size_t i = 0; i < k->parts_waiting && !error; i++)
			error = store_add_seconds(k->store, &k->parts[i]);
		if (!store_end(k->store, error))
			k->hours_finished = k->parts_waiting = 0;
	}
}

void keeper_look(struct keeper *k, int64_t utc_ms, int64_t boot_ms)
{
	int64_t step_ms = clock_watch(&k->clock, utc_ms, boot_ms);
	bool anchor = !k->clock_set && k->boot_start;

	if (!step_ms)
		return;
	store_before_step(k);
	if (anchor && k->records_waiting)
		move_waiting(k, step_ms);
	k->clock_set = true; /* whoever set it vouches for it */
	k->step_ms += step_ms;
	if (anchor)
		k->anchor_ms = step_ms;
	if (!k->failing)
		(void)keeper_note_step(k); /* else before what waits */
}

int keeper_note_step(struct keeper *k)
{
	int error = store_begin(k->store);

	if (error)
		return error;
	error = note_step(k->store, k->clock.utc_ms, k->step_ms);
	if (!error && k->anchor_ms)
		error = note_anchor(k->store, k->clock.utc_ms / 1000,
			k->boot_start, k->anchor_ms);
	error = store_end(k->store, error);
	if (!error)
		k->step_ms = k->anchor_ms = 0;
	return error;
}

/* ------------------------------------------------------------- beginning */

struct last_line {
	struct store_journal start; /* n 0: none */
	int64_t utc_s, offset_ms;   /* of UTC to the time since boot, then */
	bool vouched;
};

static bool find_last(void *user, const struct store_journal *j)
{
	struct last_line *x = user;

	if (j->kind == STORE_START) {
		x->start = *j;
		x->vouched = !strstr(j->text, clock_not_set);
	}
	if (j->kind == STORE_START || j->kind == STORE_STOP) {
		x->utc_s = j->utc_s;
		x->offset_ms = j->value;
	}
	if (j->kind == STORE_CLOCK_STEP) {
		x->utc_s = j->utc_s;
		x->offset_ms += j->value;
		x->vouched = true;
	}
	return true;
}

/* Was the clock set while keep was away? */
static int look_back(struct store *s, const struct last_line *last,
	const struct keeper_start *now)
{
	struct clock_watch w = { .looked = true };
	int64_t step_ms, first;
	int error;

	w.utc_ms = last->utc_s * 1000;
	w.boot_ms = w.utc_ms - last->offset_ms;
	step_ms = clock_watch(&w, now->utc_ms, now->boot_ms);
	if (llabs(step_ms) < 2000) /* times are noted in whole seconds */
		return STORE_OK;
	if ((error = note_step(s, now->utc_ms, step_ms)) || last->vouched)
		return error;
	first = last->start.refers ? last->start.refers : last->start.n;
	return note_anchor(s, now->utc_ms / 1000, first, step_ms);
}

static int note_gap(struct store *s, int64_t utc_s, int32_t interval_s)
{
	struct store_journal j = store_event(STORE_GAP, utc_s);
	struct store_record last;

	if (!store_last(s, &last))
		return STORE_OK;
	j.from_utc_s = last.start_utc_s + last.interval_s;
	j.to_utc_s = utc_s;
	return utc_s - j.from_utc_s > interval_s ? note(s, j) : STORE_OK;
}

static int note_start(struct keeper *k, const struct keeper_start *now,
	const struct store_series *series)
{
	struct store_journal j = store_event(STORE_START, now->utc_ms / 1000);
	static struct last_line last;
	int error;

	memset(&last, 0, sizeof last);
	if ((error = store_journal(k->store, 0, find_last, &last)))
		return error;
	if (last.start.n && strcmp(last.start.subject, now->boot_id) == 0) {
		j.refers = last.start.refers ? last.start.refers :
			last.start.n;
		if ((error = look_back(k->store, &last, now)))
			return error;
	}
	if ((error = note_gap(k->store, j.utc_s, series->interval_s)))
		return error;
	j.value = now->utc_ms - now->boot_ms;
	snprintf(j.subject, sizeof j.subject, "%s", now->boot_id);
	snprintf(j.text, sizeof j.text, "Sourdine %s%s%s", series->software,
		now->clock_set ? "" : "; ",
		now->clock_set ? "" : clock_not_set);
	if ((error = store_note(k->store, &j)))
		return error;
	k->boot_start = j.refers ? j.refers : j.n;
	return STORE_OK;
}

static int begin(struct keeper *k, struct store_series *series,
	const struct keeper_start *now)
{
	struct store_series before;
	bool any = store_last_series(k->store, &before);
	int error = now->key ? seal_announce(k->store, now->key) : STORE_OK;

	if (error || (error = note_start(k, now, series)) ||
		(error = stated_note(k->store, now->utc_ms / 1000, now->stated,
			now->n_stated)) ||
		(error = store_begin_series(k->store, series)))
		return error;
	return any && before.id != series->id ?
		note_changes(k->store, &before, series) : STORE_OK;
}

int keeper_begin(struct keeper *k, struct store *s, const char *path,
	struct live_server *live, struct store_series *series,
	const struct keeper_start *now)
{
	int64_t boot_start;
	int error = store_begin(s);

	if (error)
		return error;
	k->store = s;
	error = store_end(s, begin(k, series, now));
	if (error)
		return error;
	boot_start = k->boot_start;
	keeper_init(k, s, path, live, series);
	k->boot_start = boot_start;
	k->key = now->key;
	k->retention_days = now->retention_days;
	k->clock_set = now->clock_set;
	(void)clock_watch(&k->clock, now->utc_ms, now->boot_ms);
	keeper_look_after(k, now->utc_ms / 1000);
	return STORE_OK;
}

void keeper_say_stop(struct keeper *k)
{
	struct store_journal j = store_event(STORE_STOP,
		k->clock.looked ? k->clock.utc_ms / 1000 : k->stored_until_s);

	if (!k->boot_start)
		return; /* nor was it said that it began */
	j.value = k->clock.utc_ms - k->clock.boot_ms;
	if (store_note(k->store, &j) == STORE_OK && k->key)
		(void)seal_sign(k->store, k->key, j.utc_s);
}

/* ------------------------------------------------------------ looking after */

/* A study that ran out is closed; the one that runs is taken note of. */
static bool close_study(void *user, const struct store_study *study)
{
	struct keeper *k = user;
	struct store_journal j = store_event(STORE_STUDY_END,
		study->until_utc_s);

	if (study->closed || study->until_utc_s > k->signed_s)
		return true;
	j.refers = study->n;
	return store_note(k->store, &j) == STORE_OK;
}

/* Before the record is stored: what was heard of a study that has ended goes
 * with it, so that the next study may begin after it. */
void keeper_look_at_studies(struct keeper *k, int64_t utc_s)
{
	struct store_study now;

	if (!store_study(k->store, utc_s, &now))
		now.n = 0;
	if (now.n != k->study.n)
		keeper_close_part(k);
	k->study = now;
}

/* The microphone may have been moved: then a new series begins. */
static void look_at_series(struct keeper *k, int64_t utc_s)
{
	struct store_series now = k->properties;

	now.since_utc_s = utc_s;
	if (store_begin_series(k->store, &now) || now.id == k->series)
		return;
	keeper_close_hour(k);
	keeper_close_part(k);
	k->series = now.id;
	k->properties = now;
}

static void look_after(struct keeper *k, int64_t utc_s)
{
	int64_t removed, before_s;

	k->signed_s = utc_s;
	(void)store_studies(k->store, close_study, k);
	(void)seal_erase(k->store, utc_s);
	if (!k->key)
		return;
	if (k->retention_days) {
		before_s = (utc_s / DAY_S - k->retention_days) * DAY_S;
		(void)seal_prune(k->store, k->key, before_s, utc_s, &removed);
	}
	(void)seal_sign(k->store, k->key, utc_s);
}

void keeper_look_after(struct keeper *k, int64_t utc_s)
{
	if (k->boot_start) /* else nothing is journalled */
		look_at_series(k, utc_s);
	keeper_look_at_studies(k, utc_s);
	/* once an hour, and when the clock was set back */
	if (place_hour(utc_s) != place_hour(k->signed_s))
		look_after(k, utc_s);
}
