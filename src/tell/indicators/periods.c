/* SPDX-License-Identifier: GPL-3.0-or-later */
/* periods.c - hours, days, weeks, months and years by the clock,
 * and the sums of each placement. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "request.h"
#include "../local_time.h"

/* The day on which the week, month or year of this one begins; n later. */
static int64_t begin_of(enum indicators_by by, int64_t day, int n)
{
	struct local_date d = local_date(day);

	switch (by) {
	case BY_WEEK:
		return day - local_weekday(day) + 7 * n;
	case BY_MONTH:
		d.month += n;
		d.day = 1;
		return local_day_of(d);
	case BY_YEAR:
		return local_day_of((struct local_date){ d.year + n, 1, 1 });
	default:
		return day + n;
	}
}

static void period_of(enum indicators_by by, int64_t utc_s, int64_t *from,
	int64_t *to)
{
	if (by == BY_HOUR) {
		/* hours begin with minute 0, or when clocks are set */
		*to = local_hour_end(utc_s);
		*from = *to - 3600;
		if (local_hour_end(*from) != *to)
			*from = local_hour_end(*from);
		return;
	}
	int64_t day = local_day(utc_s);

	if (local_utc(day + 1, 0) <= utc_s) /* midnight that is struck twice */
		day++;
	*from = local_utc(begin_of(by, day, 0), 0);
	*to = local_utc(begin_of(by, day, 1), 0);
}

/* ISO 8601: week 1 has the year's first Thursday. */
static void name_week(char out[PERIOD_NAME_SIZE], int64_t day)
{
	int64_t thursday = day - local_weekday(day) + 3;
	int year = local_date(thursday).year;
	int64_t first = local_day_of((struct local_date){ year, 1, 1 });

	snprintf(out, PERIOD_NAME_SIZE, "%04d-W%02d", year,
		(int)((thursday - first) / 7 + 1));
}

void period_name(char out[PERIOD_NAME_SIZE], enum indicators_by by,
	int64_t utc_s)
{
	struct local_date d = local_date(local_day(utc_s));
	char text[LOCAL_TIME_SIZE];

	switch (by) {
	case BY_WEEK:
		name_week(out, local_day(utc_s));
		break;
	case BY_MONTH:
		snprintf(out, PERIOD_NAME_SIZE, "%04d-%02d", d.year, d.month);
		break;
	case BY_YEAR:
		snprintf(out, PERIOD_NAME_SIZE, "%04d", d.year);
		break;
	case BY_HOUR:
		/* with its offset: an hour may be struck twice */
		local_time_format(text, utc_s);
		snprintf(out, PERIOD_NAME_SIZE, "%.16s%.6s", text, text + 19);
		break;
	default:
		snprintf(out, PERIOD_NAME_SIZE, "%04d-%02d-%02d", d.year,
			d.month, d.day);
	}
}

/* ---------------------------------------------------------- placements */

static void *allocate(size_t size)
{
	void *p = calloc(1, size);

	if (!p) {
		fputs("sourdine: out of memory\n", stderr);
		exit(EXIT_FAULT);
	}
	return p;
}

struct placement *gathering_placement(struct gathering *g, int64_t id)
{
	struct placement **p = &g->placements;

	while (*p && (*p)->id != id)
		p = &(*p)->next;
	if (*p)
		return *p;
	*p = allocate(sizeof **p);
	(*p)->id = id;
	(*p)->placed = true;
	(*p)->last_hour_utc_s = (*p)->seconds_until_utc_s = INT64_MIN;
	(*p)->total_seconds = allocate(sizeof *(*p)->total_seconds);
	indicators_begin(&(*p)->total, g->from_utc_s, g->to_utc_s,
		(*p)->total_seconds);
	if (g->q->by != BY_NOTHING)
		(*p)->group_seconds = allocate(sizeof *(*p)->group_seconds);
	return *p;
}

void gathering_free(struct gathering *g)
{
	while (g->placements) {
		struct placement *p = g->placements;

		g->placements = p->next;
		free(p->total_seconds);
		free(p->group_seconds);
		free(p->emergence);
		free(p);
	}
}

static void close_group(struct gathering *g, struct placement *p)
{
	if (p->group_open)
		g->each_group(g->user, p);
	p->group_open = false;
}

static void open_group(struct gathering *g, struct placement *p, int64_t utc_s)
{
	int64_t from, to;

	period_of(g->q->by, utc_s, &from, &to);
	/* Who asks for a part of a period gets that part. */
	if (g->q->from && from < g->from_utc_s)
		from = g->from_utc_s;
	if (g->q->to && to > g->to_utc_s)
		to = g->to_utc_s;
	indicators_begin(&p->group, from, to, p->group_seconds);
	p->group_open = true;
}

/* The period that this moment is in; the empty ones before it are shown, too:
 * a missing night is said. */
static void move_group(struct gathering *g, struct placement *p, int64_t utc_s)
{
	if (!p->group_open)
		open_group(g, p, utc_s);
	while (utc_s >= p->group.to_utc_s && p->group.to_utc_s < g->to_utc_s) {
		int64_t next = p->group.to_utc_s;

		close_group(g, p);
		open_group(g, p, next);
	}
}

static void add_to(struct indicators *i, double LAFN[CSV_LAFN],
	const struct csv_row *r)
{
	int64_t before = i->records;

	indicators_add(i, r->start_utc_s, r->interval_s, r->covered_s,
		r->LAeq);
	if (r->interval_s == 1)
		indicators_add_second(i, r->start_utc_s, r->LAeq);
	if (i->records == before)
		return;
	indicators_add_extremes(i, r->LAFmax, r->LAFmin);
	for (int k = 0; k < CSV_LAFN; k++)
		LAFN[k] = r->LAFN[k];
}

void gathering_add(struct gathering *g, struct placement *p,
	const struct csv_row *r)
{
	int64_t end = r->start_utc_s + r->interval_s;

	end = end < g->to_utc_s ? end : g->to_utc_s;
	add_to(&p->total, p->LAFN, r);
	if (g->q->by == BY_NOTHING || r->start_utc_s < g->from_utc_s ||
		r->start_utc_s >= g->to_utc_s)
		return;
	if (g->each_record)
		g->each_record(g->user, p, r);
	move_group(g, p, r->start_utc_s);
	add_to(&p->group, p->group_LAFN, r);
	/* what reaches over into the next ones */
	while (end > p->group.to_utc_s) {
		move_group(g, p, p->group.to_utc_s);
		add_to(&p->group, p->group_LAFN, r);
	}
}

void gathering_finish(struct gathering *g)
{
	for (struct placement *p = g->placements; p; p = p->next)
		close_group(g, p);
}

/* -------------------------------------------------------------- window */

int gathering_nothing(const struct gathering *g, const char *where)
{
	fprintf(stderr, g->q->from || g->q->to ?
		_("sourdine: %s: no level in the time that was asked for\n") :
		_("sourdine: %s: no level at all\n"), where);
	return EXIT_INPUT;
}

bool gathering_narrow(struct gathering *g, int64_t from_utc_s,
	int64_t to_utc_s)
{
	int64_t asked_from, asked_to;

	if (!indicators_window(g->q, &asked_from, &asked_to))
		return false;
	g->from_utc_s = g->q->from ? asked_from : from_utc_s;
	g->to_utc_s = g->q->to ? asked_to : to_utc_s;
	return true;
}
