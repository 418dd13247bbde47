/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather.c - all that a report says, as JSON: what `sourdine indicators`
 * finds in the store, for the period, its days and its hours. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "../indicators/request.h"
#include "../local_time.h"
#include "report.h"
#include "compare.h"
#include "gather.h"
#include "hours.h"
#include "meters.h"
#include "quality.h"
#include "weather.h"

struct report {
	const struct report_request *request;
	const char *store;
	report_progress *progress;
	int64_t placement;  /* the newest of the period; others are left out */
	int64_t begun;      /* days so far */
	double expected;    /* days */
	json_t *days;
	double loudest[24]; /* LAFmax by the hour of the day; NAN */
	char from[LOCAL_TIME_SIZE], to[LOCAL_TIME_SIZE];
};

json_t *report_level(double dB)
{
	return isfinite(dB) ? json_real(round(dB * 100) / 100) : json_null();
}

json_t *report_time(int64_t utc_s)
{
	char text[LOCAL_TIME_SIZE];

	local_time_format(text, utc_s);
	return json_string(text);
}

static json_t *share(double part)
{
	return json_real(round(part * 1e4) / 1e4);
}

/* {"value": .., "coverage": .., "reason": ".."} */
static json_t *indicator(const struct indicator *v)
{
	char reason[INDICATOR_REASON_SIZE];
	json_t *j = json_pack("{s:o, s:o}", "value", report_level(v->value),
		"coverage", share(v->coverage));

	indicator_explain(reason, v);
	if (reason[0])
		json_object_update_new(j, json_pack("{s:s, s:i, s:s, s:f}",
			"reason", reason, "reason_code", (int)v->reason,
			"lacking", v->lacking ? v->lacking : "", "wanted",
			v->wanted));
	return j;
}

/* ------------------------------------------------------- hours and days */

static void step(struct report *r)
{
	if (r->progress)
		r->progress(fmin(1, (double)++r->begun / r->expected));
}

/* What is shown of a day: nothing of another placement. */
static void each_day(void *user, struct placement *p)
{
	struct report *r = user;
	struct indicators_den d = indicators_den(&p->group, &INDICATORS_FRENCH,
		INDICATORS_COVERAGE);
	struct indicator all = indicators_LAeq(&p->group, 0);

	json_array_append_new(r->days, json_pack(
		"{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"placement", (json_int_t)p->id, "day",
		(json_int_t)local_day(p->group.from_utc_s), "start",
		report_time(p->group.from_utc_s), "LAeq",
		report_level(all.value), "Lday", report_level(d.Lday.value),
		"Levening", report_level(d.Levening.value), "Lnight",
		report_level(d.Lnight.value), "Lden",
		report_level(d.Lden.value), "LAFmax",
		report_level(p->group.loudest), "coverage",
		share(all.coverage)));
	step(r);
}

static void each_record(void *user, struct placement *p,
	const struct csv_row *row)
{
	const struct report_request *q = ((struct report *)user)->request;

	report_hours_add(p, row, q->from_utc_s, q->to_utc_s);
}

static json_t *empty_day(int64_t day)
{
	static const char *const names[] = { "LAeq", "Lday", "Levening",
		"Lnight", "Lden", "LAFmax" };
	json_t *j = json_pack("{s:o, s:f}", "start",
		report_time(local_utc(day, 0)), "coverage", 0.0);

	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		json_object_set_new(j, names[k], json_null());
	return j;
}

/* A day without a record is a day, too. */
static json_t *all_days(const struct report *r)
{
	const struct report_request *q = r->request;
	json_t *all = json_array(), *d;
	size_t k = 0;

	for (int64_t day = local_day(q->from_utc_s);
		local_utc(day, 0) < q->to_utc_s; day++) {
		json_t *found = NULL;

		json_array_foreach(r->days, k, d)
			if (json_integer_value(json_object_get(d, "day")) ==
				day && json_integer_value(json_object_get(d,
				"placement")) == r->placement)
				found = d;
		if (found) {
			json_object_del(found, "day");
			json_object_del(found, "placement");
		}
		json_array_append_new(all, found ? json_incref(found) :
			empty_day(day));
	}
	return all;
}

/* --------------------------------------------------------- the whole period */

/* Of the hours from..to that clocks show: counts are added, then asked. */
static void percentiles(json_t *j, const struct indicators *i, int from,
	int to)
{
	static const struct { const char *name; double N; } of[] = {
		{ "LA10,1s", 10 }, { "LA50,1s", 50 }, { "LA90,1s", 90 },
	};
	struct level_classes sum = { 0 };

	for (int n = (to - from + 23) % 24 + 1, h = from; n > 0;
		n--, h = (h + 1) % 24) {
		const struct level_classes *c = &i->hour_classes[h];

		sum.total += c->total;
		for (size_t k = 0; k < LEVEL_CLASSES; k++)
			sum.n[k] += c->n[k];
	}
	for (size_t k = 0; k < sizeof of / sizeof *of; k++)
		json_object_set_new(j, of[k].name, report_level(
			level_classes_LN(&sum, of[k].N)));
}

static json_t *hours_of_day(const struct indicators *i)
{
	json_t *all = json_array();

	for (int h = 0; h < 24; h++) {
		struct indicator v = indicators_between(i, h, (h + 1) % 24, 0);
		json_t *j = json_pack("{s:i, s:o, s:f}", "hour", h, "LAeq",
			report_level(v.value), "measured_s", i->hour[h].weight);

		percentiles(j, i, h, h + 1);
		json_array_append_new(all, j);
	}
	return all;
}

static json_t *one_period(const struct report *r, const struct indicators *i,
	int from, int to)
{
	struct indicator v = indicators_between(i, from, to,
		INDICATORS_COVERAGE);
	json_t *j = indicator(&v);
	double loudest = NAN;

	for (int h = from; h != to; h = (h + 1) % 24)
		loudest = fmax(loudest, r->loudest[h]);
	percentiles(j, i, from, to);
	json_object_set_new(j, "LAFmax", report_level(loudest));
	return j;
}

static json_t *periods(const struct report *r, const struct indicators *i)
{
	struct indicator v = indicators_LAeq(i, 0);
	json_t *all = indicator(&v);

	percentiles(all, i, 0, 24);
	json_object_set_new(all, "LAFmax", report_level(i->loudest));
	json_object_set_new(all, "LAFmin", report_level(i->quietest));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "all", all,
		"6-22", one_period(r, i, 6, 22), "22-6",
		one_period(r, i, 22, 6), "7-22", one_period(r, i, 7, 22),
		"22-7", one_period(r, i, 22, 7));
}

static json_t *den(const struct indicators *i)
{
	struct indicators_den d = indicators_den(i, &INDICATORS_FRENCH,
		INDICATORS_COVERAGE);

	return json_pack("{s:o, s:o, s:o, s:o}", "Lday", indicator(&d.Lday),
		"Levening", indicator(&d.Levening), "Lnight",
		indicator(&d.Lnight), "Lden", indicator(&d.Lden));
}

static json_t *emergence(const struct indicators_request *q,
	const struct placement *p)
{
	const struct emergence_question asked = emergence_question_of(q, p);
	json_t *all = json_object();

	for (int k = 0; p->emergence && k < EMERGENCE_PERIODS; k++) {
		enum emergence_period period = (enum emergence_period)k;
		struct emergence_answer a;
		json_t *j;

		if (!emergence_has(p->emergence, period))
			continue;
		emergence_ask(&a, p->emergence, period, &asked);
		j = emergence_json_answer(&a, q);
		json_object_set_new(j, "left_out", json_integer(
			emergence_left_out(p->emergence, period)));
		json_object_set_new(all, k == EMERGENCE_NIGHT ? "night" : "day",
			j);
	}
	return all;
}

static json_t *request_json(const struct report_request *r)
{
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:o, s:I, s:b, s:f}", "kind",
		report_kinds[r->kind], "language", r->language, "noise",
		r->noise, "zone", local_time_zone(), "made",
		report_time(r->made_utc_s), "made_utc_s",
		(json_int_t)r->made_utc_s, "redacted", r->redact,
		"coverage_wanted", INDICATORS_COVERAGE);

	if (r->before_from_utc_s < r->before_to_utc_s) {
		json_object_set_new(j, "before_from_utc_s",
			json_integer(r->before_from_utc_s));
		json_object_set_new(j, "before_to_utc_s",
			json_integer(r->before_to_utc_s));
	}
	if (r->attached)
		json_object_set(j, "attached", r->attached);
	if (r->weather)
		json_object_set_new(j, "weather", weather_to_json(r->weather));
	return j;
}

static json_t *period(const struct report_request *r)
{
	return json_pack("{s:o, s:o, s:o, s:I, s:I, s:f}", "first",
		report_time(r->from_utc_s), "last",
		report_time(r->to_utc_s - 1), "end", report_time(r->to_utc_s),
		"from_utc_s", (json_int_t)r->from_utc_s, "to_utc_s",
		(json_int_t)r->to_utc_s, "length_s",
		(double)(r->to_utc_s - r->from_utc_s));
}

/* ------------------------------------------------------------------- whole */

static struct placement *find(struct placement *p, int64_t id)
{
	while (p && p->id != id)
		p = p->next;
	return p;
}

/* One pass over the store, by days and by hours. */
static json_t *pass(struct report *r, struct gathering *g,
	struct indicators_request *q)
{
	struct placement *p;
	json_t *hours;

	q->by = BY_DAY;
	*g = (struct gathering){ .q = q, .each_group = each_day,
		.each_record = each_record, .user = r,
		.left_out = weather_is_bad,
		.left_out_of = r->request->weather };
	if (indicators_gather_store(g, r->store) != EXIT_OK)
		return NULL;
	for (p = g->placements; p; p = p->next)
		r->placement = p->id;
	p = find(g->placements, r->placement);
	if (!p)
		return NULL;
	hours = report_hours_end(p, r->loudest);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "report",
		request_json(r->request), "period", period(r->request),
		"periods", periods(r, &p->total), "indicators",
		den(&p->total), "hours_of_day", hours_of_day(&p->total),
		"days", all_days(r), "hours", hours, "emergence",
		emergence(q, p));
}

/* What is asked of the indicators: the same as on the command line. */
static struct indicators_request question(struct report *r)
{
	struct indicators_request q = { .rule = { .day = -1 },
		.share = INDICATORS_COVERAGE, .ambient = NAN, .residual = NAN,
		.question = { .cumulated_s = -1 } };

	q.seen_until = r->request->until_n;
	local_time_format(r->from, r->request->from_utc_s);
	local_time_format(r->to, r->request->to_utc_s);
	q.from = r->from;
	q.to = r->to;
	for (int k = 0; k < EMERGENCE_SOURCES; k++)
		if (strcmp(emergence_source_name((enum emergence_source)k),
			r->request->noise) == 0)
			q.question.source = (enum emergence_source)k;
	return q;
}

json_t *report_gather(const char *store, const struct report_request *request,
	report_progress *progress)
{
	struct report r = { .request = request, .store = store,
		.progress = progress, .expected = (double)(request->to_utc_s -
			request->from_utc_s) / 86400, .days = json_array() };
	struct indicators_request q = question(&r);
	struct gathering g = { 0 };

	json_t *j = pass(&r, &g, &q);
	report_hours_free(g.placements);
	gathering_free(&g);
	json_decref(r.days);
	if (j && request->kind == REPORT_STUDY)
		json_object_set_new(j, "day_types", report_day_types(
			json_object_get(j, "days")));
	if (j && (!report_add_context(j, store, request, r.placement) ||
		!report_add_compare(j, store, request) ||
		!report_add_meters(j, store, request))) {
		json_decref(j);
		return NULL;
	}
	return j;
}
