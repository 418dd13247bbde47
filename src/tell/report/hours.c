/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hours.c - the level of each hour by the clock, of each placement. */
#include <math.h>
#include <stdlib.h>

#include "../local_time.h"
#include "gather.h"
#include "hours.h"

struct report_hours {
	int64_t from_utc_s, to_utc_s; /* of the open one */
	struct level_mean mean;
	double highest;               /* LAFmax in it; NAN */
	double loudest[24];
	json_t *all;
};

static void open_hour(struct report_hours *h, int64_t from, int64_t to)
{
	h->from_utc_s = from;
	h->to_utc_s = local_hour_end(from);
	if (h->to_utc_s > to)
		h->to_utc_s = to;
	h->mean = (struct level_mean){ 0 };
	h->highest = NAN;
}

static void close_hour(struct report_hours *h)
{
	double *loudest = &h->loudest[local_second(h->from_utc_s) / 3600];

	*loudest = fmax(*loudest, h->highest);
	json_array_append_new(h->all, json_pack("{s:o, s:I, s:o}", "start",
		report_time(h->from_utc_s), "utc_s",
		(json_int_t)h->from_utc_s, "LAeq", report_level(
		h->mean.weight > 0 ? level_mean_dB(&h->mean) : NAN)));
}

/* The hour of the first record may begin before it. */
static struct report_hours *begin(int64_t utc_s, int64_t from, int64_t to)
{
	struct report_hours *h = calloc(1, sizeof *h);
	int64_t end = local_hour_end(utc_s), start = end - 3600;

	if (!h)
		abort();
	if (local_hour_end(start) != end) /* clocks were set in between */
		start = local_hour_end(start);
	for (int k = 0; k < 24; k++)
		h->loudest[k] = NAN;
	h->all = json_array();
	open_hour(h, start > from ? start : from, to);
	return h;
}

/* What of the record lies in the open hour. */
static void add(struct report_hours *h, const struct csv_row *r)
{
	int64_t from = r->start_utc_s, to = from + r->interval_s;

	from = from > h->from_utc_s ? from : h->from_utc_s;
	to = to < h->to_utc_s ? to : h->to_utc_s;
	if (isnan(r->LAeq) || from >= to)
		return;
	level_mean_add_dB(&h->mean, r->LAeq, r->covered_s / r->interval_s *
		(double)(to - from));
	h->highest = fmax(h->highest, r->LAFmax);
}

void report_hours_add(struct placement *p, const struct csv_row *r,
	int64_t from_utc_s, int64_t to_utc_s)
{
	int64_t end = r->start_utc_s + r->interval_s;
	struct report_hours *h = p->shown;

	if (!h)
		h = p->shown = begin(r->start_utc_s, from_utc_s, to_utc_s);
	end = end < to_utc_s ? end : to_utc_s;
	while (r->start_utc_s >= h->to_utc_s) {
		close_hour(h);
		open_hour(h, h->to_utc_s, to_utc_s);
	}
	add(h, r);
	while (end > h->to_utc_s) { /* it reaches over */
		close_hour(h);
		open_hour(h, h->to_utc_s, to_utc_s);
		add(h, r);
	}
}

json_t *report_hours_end(struct placement *p, double loudest[24])
{
	struct report_hours *h = p->shown;

	for (int k = 0; k < 24; k++)
		loudest[k] = NAN;
	if (!h) /* all of its records were left out */
		return json_array();
	close_hour(h);
	for (int k = 0; k < 24; k++)
		loudest[k] = h->loudest[k];
	return json_incref(h->all);
}

void report_hours_free(struct placement *all)
{
	for (struct placement *p = all; p; p = p->next) {
		struct report_hours *h = p->shown;

		if (h)
			json_decref(h->all);
		free(h);
		p->shown = NULL;
	}
}
