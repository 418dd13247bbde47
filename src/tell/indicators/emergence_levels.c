/* SPDX-License-Identifier: GPL-3.0-or-later */
/* emergence_levels.c - levels with and without a noise, day and night apart. */
#include <math.h>
#include <stdlib.h>

#include "emergence.h"
#include "../level_counts.h"
#include "../levels.h"
#include "../local_time.h"

#define BLOCK_S 60 /* whose spread tells how sure a mean is */

/* Levels of one kind in one period. */
struct kind {
	struct level_mean all;
	struct level_counts seconds;
	struct level_mean block;       /* the open one */
	double blocks, sum, squares;   /* of LAeq of the closed ones */
};

/* The noise's duration as marked.  The rule adds up what lies in one day or in
 * one night; over several of them the longest holds: its term is the least. */
struct duration {
	double all, longest, here; /* s */
	int64_t day;               /* of here: the one that a night ends on */
	int64_t first_utc_s, last_utc_s;
};

struct period {
	struct kind kind[EMERGENCE_MIXED]; /* by mark */
	struct duration marked;
	long left_out;
};

struct emergence_levels {
	enum emergence_source source;
	struct period period[EMERGENCE_PERIODS];
	int64_t hour_until_utc_s;      /* the period cannot change before */
	enum emergence_period now;
	bool of_records;
};

struct emergence_levels *emergence_levels_new(enum emergence_source s)
{
	struct emergence_levels *e = calloc(1, sizeof *e);

	if (e) {
		e->source = s;
		e->hour_until_utc_s = INT64_MIN;
	}
	return e;
}

void emergence_levels_free(struct emergence_levels *e)
{
	free(e);
}

static void add_block(struct kind *k, double LAeq, double s)
{
	level_mean_add_dB(&k->block, LAeq, s);
	if (k->block.weight < BLOCK_S - 1e-9)
		return;
	double L = level_mean_dB(&k->block);

	k->blocks++;
	k->sum += L;
	k->squares += L * L;
	k->block = (struct level_mean){ 0 };
}

static void add_marked(struct duration *d, int64_t utc_s, double s)
{
	/* nights are whole from noon to noon */
	int64_t day = local_day(utc_s + 12 * 3600);
	bool night = local_second(utc_s) < 7 * 3600 ||
		local_second(utc_s) >= 22 * 3600;

	if (!night)
		day = local_day(utc_s);
	if (d->all <= 0)
		d->first_utc_s = utc_s;
	if (day != d->day || d->all <= 0)
		d->here = 0;
	d->day = day;
	d->last_utc_s = utc_s;
	d->all += s;
	d->here += s;
	d->longest = fmax(d->longest, d->here);
}

/* Within 24 hours all of it is one period, wherever the day begins. */
static double marked_s(const struct duration *d)
{
	return d->last_utc_s - d->first_utc_s > 24 * 3600 ? d->longest :
		d->all;
}

void emergence_add(struct emergence_levels *e, int64_t start_utc_s,
	int32_t interval_s, double covered_s, double LAeq,
	enum emergence_mark mark)
{
	if (start_utc_s >= e->hour_until_utc_s) {
		e->now = emergence_period_of(e->source, start_utc_s);
		e->hour_until_utc_s = local_hour_end(start_utc_s);
	}
	struct period *p = &e->period[e->now];

	e->of_records |= interval_s > 1;
	if (mark == EMERGENCE_PARTICULAR)
		add_marked(&p->marked, start_utc_s, interval_s);
	if (isnan(LAeq))
		return;
	if (start_utc_s + interval_s > e->hour_until_utc_s &&
		emergence_period_of(e->source, start_utc_s + interval_s - 1) !=
			e->now)
		mark = EMERGENCE_MIXED;
	if (mark == EMERGENCE_MIXED) {
		p->left_out++;
		return;
	}
	level_mean_add_dB(&p->kind[mark].all, LAeq, covered_s);
	add_block(&p->kind[mark], LAeq, covered_s);
	if (interval_s == 1)
		level_counts_add(&p->kind[mark].seconds, LAeq);
}

void emergence_forget_durations(struct emergence_levels *e)
{
	for (int k = 0; k < EMERGENCE_PERIODS; k++)
		e->period[k].marked = (struct duration){ 0 };
}

void emergence_add_duration(struct emergence_levels *e, int64_t utc_s,
	double s)
{
	add_marked(&e->period[emergence_period_of(e->source, utc_s)].marked,
		utc_s, s);
}

bool emergence_has(const struct emergence_levels *e, enum emergence_period p)
{
	return e->period[p].marked.all > 0 || e->period[p].left_out > 0;
}

double emergence_seconds(const struct emergence_levels *e,
	enum emergence_period p, enum emergence_mark mark)
{
	return e->period[p].kind[mark].all.weight;
}

long emergence_left_out(const struct emergence_levels *e,
	enum emergence_period p)
{
	return e->period[p].left_out;
}

double emergence_LN(const struct emergence_levels *e, enum emergence_period p,
	enum emergence_mark mark, double N)
{
	return e->of_records ? NAN :
		level_counts_LN(&e->period[p].kind[mark].seconds, N);
}

/* The variance of a kind's mean, from how its minutes differ. */
static double variance_of_mean(const struct kind *k)
{
	double n = k->blocks;

	if (n < 2)
		return 0;
	return fmax(k->squares - k->sum * k->sum / n, 0) / (n - 1) / n;
}

static enum emergence_reason not_computable(const struct emergence_levels *e,
	const struct period *p)
{
	double ambient_s = p->kind[EMERGENCE_PARTICULAR].all.weight;
	double residual_s = p->kind[EMERGENCE_RESIDUAL].all.weight;

	if (!(ambient_s > 0))
		return e->of_records && p->left_out > 0 ? EMERGENCE_RECORDS :
			EMERGENCE_NO_AMBIENT;
	if (!(residual_s > 0))
		return EMERGENCE_NO_RESIDUAL;
	return ambient_s + residual_s < EMERGENCE_SHORTEST_S ?
		EMERGENCE_SHORT : EMERGENCE_GIVEN;
}

void emergence_ask(struct emergence_answer *a,
	const struct emergence_levels *e, enum emergence_period period,
	const struct emergence_question *q)
{
	const struct period *p = &e->period[period];
	const struct kind *ambient = &p->kind[EMERGENCE_PARTICULAR];
	const struct kind *residual = &p->kind[EMERGENCE_RESIDUAL];

	*a = (struct emergence_answer){
		.period = period,
		.ambient = level_mean_dB(&ambient->all),
		.residual = level_mean_dB(&residual->all),
		.emergence = NAN,
		.uncertainty = 2 * sqrt(variance_of_mean(ambient) +
			variance_of_mean(residual)),
		.cumulated_s = q->cumulated_s >= 0 ? q->cumulated_s :
			(int64_t)marked_s(&p->marked),
	};
	emergence_judge(a, q,
		emergence_LN(e, period, EMERGENCE_PARTICULAR, 50),
		emergence_LN(e, period, EMERGENCE_RESIDUAL, 50));
	enum emergence_reason none = not_computable(e, p);

	if (none) {
		a->reason = none;
		a->emergence = NAN;
		a->looked_for_known = a->exceeds = false;
		a->indication = EMERGENCE_NOTHING;
	}
}
