/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - levels from a store: records, the histogram of each
 * hour and, where there was a study, its seconds; marks from the diary. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "request.h"
#include "marks.h"

struct reading {
	struct gathering *g;
	struct store *store;
	struct store_series series;
	struct placement *placement;
	struct marks *marks;         /* of the diary; NULL: none */
	struct chunk *chunk;         /* where the records are now */
	int error;
};

/* Seconds of studies, packed, a month at a time: to ask for them each hour
 * would search all of them each hour. */
#define CHUNK_S (31 * 86400)

struct chunk {
	int64_t from_utc_s;
	bool any;
	uint16_t second[CHUNK_S];
};

static bool first_only(void *user, const struct store_record *r)
{
	*(int64_t *)user = r->start_utc_s;
	return false;
}

/* The placement of this series.  Made-up sound is in a place of its own. */
static bool find_series(struct reading *x, int64_t id)
{
	struct placement *p;
	bool simulated;

	if (x->placement && x->series.id == id)
		return true;
	if (!store_series(x->store, id, &x->series))
		return false;
	simulated = strcmp(x->series.source, "simulated") == 0;
	p = x->placement = gathering_placement(x->g,
		2 * x->series.placement + simulated);
	if (p->series == 0)
		p->first = x->series;
	if (id > p->newest_series) {
		p->newest_series = id;
		p->series++;
	}
	p->simulated = simulated;
	p->indoors = strcmp(x->series.place, "indoors") == 0;
	p->uncalibrated |= !x->series.calibrated;
	p->self_noise = x->series.self_noise / 10.0;
	return true;
}

/* ----------------------------------------------------------- each hour */

static bool keep_seconds(void *user, const struct store_seconds *s)
{
	struct chunk *c = user;

	for (int i = 0; i < s->count; i++) {
		int64_t at = s->start_utc_s + i - c->from_utc_s;
		struct slm_second one;

		if (at < 0 || at >= CHUNK_S ||
			!store_unpack(&one, s->second[i]) ||
			one.LAeq == SLM_NO_LEVEL)
			continue;
		c->second[at] = s->second[i];
		c->any = true;
	}
	return true;
}

static bool in_chunk(const struct chunk *c, int64_t utc_s)
{
	return utc_s >= c->from_utc_s && utc_s < c->from_utc_s + CHUNK_S;
}

static int move_chunk(struct reading *x, int64_t utc_s)
{
	struct chunk *c = x->chunk;
	int64_t end;

	if (in_chunk(c, utc_s))
		return STORE_OK;
	c->from_utc_s = utc_s;
	c->any = false;
	memset(c->second, 0xff, sizeof c->second);
	end = utc_s + CHUNK_S < x->g->to_utc_s ? utc_s + CHUNK_S :
		x->g->to_utc_s;
	return store_seconds(x->store, utc_s, end, keep_seconds, c);
}

static double second_at(const struct reading *x, int64_t utc_s)
{
	struct slm_second one;

	return in_chunk(x->chunk, utc_s) && store_unpack(&one,
		x->chunk->second[utc_s - x->chunk->from_utc_s]) ?
		level_dB(one.LAeq) : NAN;
}

/* Those of a record, in the period that it belongs to; the first record after
 * a change of their length may lie over the last one before. */
static void add_seconds(struct reading *x, const struct csv_row *r)
{
	int64_t end = r->start_utc_s + r->interval_s;
	struct placement *p = x->placement;
	int64_t t = r->start_utc_s > p->seconds_until_utc_s ? r->start_utc_s :
		p->seconds_until_utc_s;

	for (; x->chunk->any && t < end; t++) {
		double L = second_at(x, t);

		indicators_add_second(&p->total, t, L);
		if (p->group_open)
			indicators_add_second(&p->group, t, L);
	}
	if (end > p->seconds_until_utc_s)
		p->seconds_until_utc_s = end;
}

static bool left_out(const struct reading *x, int64_t from, int64_t to)
{
	return x->g->left_out && x->g->left_out(x->g->left_out_of, from, to);
}

/* Once an hour and series: how its seconds were distributed. */
static int begin_hour(struct reading *x, int64_t utc_s)
{
	struct placement *p = x->placement;
	int64_t hour = utc_s - utc_s % 3600;
	struct store_histogram h;
	int error;

	if (hour <= p->last_hour_utc_s && p->last_series == x->series.id)
		return STORE_OK;
	p->last_hour_utc_s = hour;
	p->last_series = x->series.id;
	if (left_out(x, hour, hour + 3600)) /* of a part nobody can say */
		return move_chunk(x, hour);
	if ((error = store_hour(x->store, x->series.id, hour, &h)) ||
		(error = move_chunk(x, hour)))
		return error;
	indicators_add_classes(&p->total, hour, h.seconds);
	if (p->group_open)
		indicators_add_classes(&p->group, hour, h.seconds);
	return STORE_OK;
}

/* --------------------------------------------------------- each record */

/* By its seconds where all of them are known, else as a whole. */
static void mark(struct reading *x, const struct csv_row *r)
{
	struct emergence_levels *e = x->placement->emergence;
	int64_t end = r->start_utc_s + r->interval_s;
	int known = 0;

	for (int64_t t = r->start_utc_s; x->chunk->any && t < end; t++)
		known += !isnan(second_at(x, t));
	if (known == 0 || known < r->covered_s) {
		emergence_add(e, r->start_utc_s, r->interval_s, r->covered_s,
			r->LAeq, marks_at(x->marks, r->start_utc_s, end));
		return;
	}
	for (int64_t t = r->start_utc_s; t < end; t++)
		emergence_add(e, t, 1, 1, second_at(x, t),
			marks_at(x->marks, t, t + 1));
}

static struct csv_row row_of(const struct store_record *r)
{
	const struct slm_spread *l = &r->spread;

	return (struct csv_row){
		.start_utc_s = r->start_utc_s,
		.interval_s = r->interval_s,
		.covered_s = r->covered_s,
		.LAeq = level_dB(r->LAeq),
		.LAFmax = level_dB(l->LAFmax),
		.LAFmin = level_dB(l->LAFmin),
		.LAFN = { level_dB(l->LAF1), level_dB(l->LAF10), level_dB(l->LAF50),
			level_dB(l->LAF90), level_dB(l->LAF95) },
	};
}

static bool add_record(void *user, const struct store_record *r)
{
	const struct csv_row row = row_of(r);
	struct reading *x = user;

	if (!find_series(x, r->series)) {
		x->error = STORE_ERR_FORMAT;
		return false;
	}
	if (left_out(x, r->start_utc_s, r->start_utc_s + r->interval_s))
		return true;
	gathering_add(x->g, x->placement, &row);
	x->error = begin_hour(x, r->start_utc_s);
	if (!x->error)
		add_seconds(x, &row);
	/* As of a CSV: what the window cuts is of no side. */
	if (x->error || !x->marks || r->start_utc_s + r->interval_s >
		x->g->to_utc_s)
		return !x->error;
	if (!x->placement->emergence)
		x->placement->emergence = emergence_levels_new(
			x->g->q->question.source);
	if (x->placement->emergence)
		mark(x, &row);
	return true;
}

static int read_records(struct reading *x)
{
	struct gathering *g = x->g;
	int error;

	x->marks = marks_of_diary(x->store, g->from_utc_s, g->to_utc_s,
		&error);
	if (!error)
		error = store_records(x->store, g->from_utc_s, g->to_utc_s,
			add_record, x);
	for (struct placement *p = g->placements; p; p = p->next)
		if (p->emergence)
			marks_durations(x->marks, p->emergence);
	marks_free(x->marks);
	return error ? error : x->error;
}

static int read_store(struct reading *x)
{
	struct gathering *g = x->g;
	int64_t first = INT64_MIN;
	struct store_record last;
	int error = store_records(x->store, INT64_MIN, INT64_MAX, first_only,
		&first);

	if (error)
		return error;
	if (first == INT64_MIN || !store_last(x->store, &last)) {
		g->code = gathering_nothing(g, _("the store"));
		return STORE_OK;
	}
	if (!gathering_narrow(g, first, last.start_utc_s + last.interval_s)) {
		g->code = EXIT_USAGE;
		return STORE_OK;
	}
	error = read_records(x);
	if (!error && !g->placements)
		g->code = gathering_nothing(g, _("the store"));
	return error;
}

int indicators_gather_store(struct gathering *g, const char *path)
{
	struct reading x = { .g = g, .chunk = malloc(sizeof *x.chunk) };
	int error = store_open(&x.store, path);
	char why[512];

	if (!x.chunk)
		error = STORE_ERR_IO;
	else
		x.chunk->from_utc_s = INT64_MIN;
	if (!error)
		store_seen_until(x.store, g->q->seen_until);
	if (!error)
		error = read_store(&x);
	store_close(x.store);
	free(x.chunk);
	if (error) {
		store_explain(why, sizeof why, error, path);
		fprintf(stderr, "sourdine: %s\n", why);
		return EXIT_STORE;
	}
	if (!g->code)
		gathering_finish(g);
	return g->code;
}
