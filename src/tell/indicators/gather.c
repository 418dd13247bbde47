/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather.c - levels and marks from a CSV file. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "request.h"
#include "../local_time.h"

static int csv_fault(const struct csv *c)
{
	fprintf(stderr, "sourdine: %s\n", c->why);
	return EXIT_INPUT;
}

/* All of the file is read once before: a fault in its last line is to be said
 * before anything is shown. */
static int find_range(struct csv *c, int64_t *from, int64_t *to)
{
	struct csv_row r;
	int got;

	*from = INT64_MAX;
	*to = INT64_MIN;
	while ((got = csv_next(c, &r)) > 0) {
		if (*from == INT64_MAX)
			*from = r.start_utc_s;
		*to = r.start_utc_s + r.interval_s;
	}
	csv_rewind(c);
	return got;
}

static void mark(const struct gathering *g, struct placement *p,
	const struct csv_row *r)
{
	enum emergence_mark m = r->exceptional ? EMERGENCE_EXCEPTIONAL :
		r->particular ? EMERGENCE_PARTICULAR : EMERGENCE_RESIDUAL;

	/* A day without a name is no Sunday. */
	if (!p->emergence)
		p->emergence = emergence_levels_new(p->placed ?
			g->q->question.source : EMERGENCE_UNKNOWN);
	if (p->emergence)
		emergence_add(p->emergence, r->start_utc_s, r->interval_s,
			r->covered_s, r->LAeq, m);
}

int indicators_gather_csv(struct gathering *g, struct csv *c)
{
	struct csv_row r;
	int64_t from, to;
	int got = find_range(c, &from, &to);

	if (got < 0)
		return csv_fault(c);
	if (!gathering_narrow(g, from, to))
		return EXIT_USAGE;
	if (from == INT64_MAX || g->to_utc_s <= from || g->from_utc_s >= to)
		return gathering_nothing(g, c->name);
	while ((got = csv_next(c, &r)) > 0) {
		struct placement *p = gathering_placement(g, r.placement);

		p->placed = c->has_time || (g->q->start &&
			strchr(g->q->start, 'T'));
		p->simulated |= r.simulated;
		p->indoors |= r.indoors;
		p->uncalibrated |= r.uncalibrated || g->q->question.uncalibrated;
		gathering_add(g, p, &r);
		if (c->has_particular && r.start_utc_s >= g->from_utc_s &&
			r.start_utc_s + r.interval_s <= g->to_utc_s)
			mark(g, p, &r);
	}
	if (got < 0)
		return csv_fault(c);
	gathering_finish(g);
	return EXIT_OK;
}
