/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.c - GET /metrics: the last closed record and how the meter does,
 * in the text format of OpenMetrics.  No second is ever in it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../levels.h"
#include "web.h"

#define METRICS_SIZE 8192

struct text {
	char *at, *end;
};

__attribute__((format(printf, 2, 3))) static void add(
	struct text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->at, (size_t)(t->end - t->at), format, args);
	va_end(args);
	/* Names and numbers of bounded length: it always fits. */
	if (n < 0 || n >= t->end - t->at)
		abort();
	t->at += n;
}

static void head(struct text *t, const char *name, const char *unit,
	const char *type, const char *help)
{
	add(t, "# TYPE sourdine_%s %s\n", name, type);
	if (*unit)
		add(t, "# UNIT sourdine_%s %s\n", name, unit);
	add(t, "# HELP sourdine_%s %s\n", name, help);
}

/* No level, no line: "nothing" is never a number. */
static void level(
	struct text *t, const char *name, slm_tenth_db value, const char *help)
{
	head(t, name, "decibels", "gauge", help);
	if (value != SLM_NO_LEVEL)
		add(t, "sourdine_%s %d.%d\n", name, value / 10, value % 10);
}

static void number(struct text *t, const char *name, const char *unit,
	int64_t value, const char *help)
{
	head(t, name, unit, "gauge", help);
	add(t, "sourdine_%s %lld\n", name, (long long)value);
}

static void add_record(struct text *t, const struct store_record *r)
{
	const struct slm_spread *s = &r->spread;

	level(t, "record_laeq_decibels", r->LAeq,
		"LAeq of the last closed record, dB re 20 uPa.");
	level(t, "record_lafmax_decibels", s->LAFmax,
		"LAFmax of the last closed record.");
	level(t, "record_laf10_decibels", s->LAF10,
		"LAF10 of the last closed record.");
	level(t, "record_laf50_decibels", s->LAF50,
		"LAF50 of the last closed record.");
	level(t, "record_laf90_decibels", s->LAF90,
		"LAF90 of the last closed record.");
	level(t, "record_lafmin_decibels", s->LAFmin,
		"LAFmin of the last closed record.");
	number(t, "record_interval_seconds", "seconds", r->interval_s,
		"Length of the last closed record.");
	number(t, "record_covered_seconds", "seconds", r->covered_s,
		"Seconds of it that had a level.");
	number(t, "record_end_timestamp_seconds", "seconds",
		r->start_utc_s + r->interval_s,
		"When it ended, seconds since 1970.");
	head(t, "record_flag", "", "gauge", "1: the flag is set in it.");
	for (unsigned i = 0; flag_name(i); i++)
		add(t, "sourdine_record_flag{flag=\"%s\"} %u\n", flag_name(i),
			(unsigned)(r->flags >> i & 1));
}

static void add_series(struct text *t, const struct store_series *s)
{
	/* place and source are each one of a few words */
	head(t, "build_info", "", "gauge", "Version, place and source.");
	add(t,
		"sourdine_build_info{version=\"%s\",place=\"%s\","
		"source=\"%s\"} 1\n",
		SOURDINE_VERSION, s->place, s->source);
	number(t, "calibrated", "", s->calibrated,
		"1: with a sound calibrator; 2: beside another meter.");
	number(t, "simulated", "", strcmp(s->source, "simulated") == 0,
		"1: made-up sound, no microphone.");
}

enum MHD_Result web_metrics(struct web *w, struct MHD_Connection *c)
{
	char *start = malloc(METRICS_SIZE);
	struct text t = {start, start + METRICS_SIZE};
	int64_t count = 0;

	if (!start)
		return MHD_NO;
	web_store_look(&w->store, w->utc_s);
	if (w->store.store)
		count = store_count(w->store.store);
	number(&t, "store_up", "", w->store.store && count >= 0,
		"1: the store can be read.");
	if (w->store.has_series)
		add_series(&t, &w->store.series);
	if (w->store.has_last)
		add_record(&t, &w->store.last);
	if (count > 0) {
		head(&t, "records", "", "counter",
			"Records that were stored so far.");
		add(&t, "sourdine_records_total %lld\n", (long long)count);
	}
	add(&t, "# EOF\n");
	return web_reply(c, MHD_HTTP_OK,
		"application/openmetrics-text; version=1.0.0; charset=utf-8",
		"no-store",
		MHD_create_response_from_buffer(
			(size_t)(t.at - start), start, MHD_RESPMEM_MUST_FREE));
}
