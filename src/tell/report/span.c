/* SPDX-License-Identifier: GPL-3.0-or-later */
/* span.c - the same indicators as `sourdine indicators`, of a stretch of
 * days and of each of its days. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../run/exit_codes.h"
#include "../indicators/request.h"
#include "../local_time.h"
#include "span.h"
#include "weather.h"

const char *const span_names[SPAN_VALUES] = { "LAeq", "Lday", "Levening",
	"Lnight", "Lden", "LA90,1s" };

static void values(double v[SPAN_VALUES], const struct indicators *i)
{
	struct indicators_den d = indicators_den(i, &INDICATORS_FRENCH,
		INDICATORS_COVERAGE);

	v[SPAN_LAEQ] = indicators_LAeq(i, 0).value;
	v[SPAN_LDAY] = d.Lday.value;
	v[SPAN_LEVENING] = d.Levening.value;
	v[SPAN_LNIGHT] = d.Lnight.value;
	v[SPAN_LDEN] = d.Lden.value;
	v[SPAN_LA90] = level_classes_LN(&i->classes, 90);
}

/* A day that was covered too little says little of how days differ. */
static void each_day(void *user, struct placement *p)
{
	struct span_days *days = p->shown;
	double v[SPAN_VALUES];

	(void)user;
	if (!days)
		days = p->shown = calloc(SPAN_VALUES, sizeof *days);
	if (!days || indicators_LAeq(&p->group, 0).coverage <
		INDICATORS_COVERAGE)
		return;
	values(v, &p->group);
	for (int k = 0; k < SPAN_VALUES; k++) {
		double off = v[k] - days[k].mean;

		if (!isfinite(off))
			continue;
		days[k].mean += off / ++days[k].n;
		days[k].squares += off * (v[k] - days[k].mean);
	}
}

double span_spread(const struct span_days *d)
{
	return d->n < 2 ? NAN : sqrt(d->squares / (d->n - 1) / d->n);
}

static void fill(struct report_span *s, const struct gathering *g)
{
	const struct placement *p = g->placements;

	for (s->placements = 1; p->next; p = p->next)
		s->placements++;
	s->placement = p->id;
	s->first = p->first;
	s->series = p->series;
	s->uncalibrated = p->uncalibrated;
	s->simulated = p->simulated;
	s->coverage = indicators_LAeq(&p->total, 0).coverage;
	values(s->value, &p->total);
	for (int k = 0; p->shown && k < SPAN_VALUES; k++)
		s->days[k] = ((struct span_days *)p->shown)[k];
}

bool report_span(struct report_span *s, const char *store,
	const struct weather *weather, int64_t from_utc_s, int64_t to_utc_s)
{
	char from[LOCAL_TIME_SIZE], to[LOCAL_TIME_SIZE];
	struct indicators_request q = { .rule = { .day = -1 }, .by = BY_DAY,
		.share = INDICATORS_COVERAGE, .ambient = NAN, .residual = NAN,
		.question = { .cumulated_s = -1 }, .from = from, .to = to };
	struct gathering g = { .q = &q, .each_group = each_day,
		.left_out = weather_is_bad, .left_out_of = weather };
	bool good;

	*s = (struct report_span){ 0 };
	local_time_format(from, from_utc_s);
	local_time_format(to, to_utc_s);
	good = indicators_gather_store(&g, store) == EXIT_OK && g.placements;
	if (good)
		fill(s, &g);
	for (struct placement *p = g.placements; p; p = p->next) {
		free(p->shown);
		p->shown = NULL;
	}
	gathering_free(&g);
	return good;
}
