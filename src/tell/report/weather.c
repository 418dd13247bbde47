/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weather.c - times of bad weather, and what the report says of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/language.h"
#include "text.h"
#include "weather.h"
#include "weather_spans.h"

void weather_add(struct weather *w, int64_t from, int64_t to, bool bad)
{
	struct weather_span *last = w->n ? &w->spans[w->n - 1] : NULL;

	if (last && last->to == from && last->bad == bad) {
		last->to = to;
		return;
	}
	if ((w->n & (w->n - 1)) == 0) {
		void *more = realloc(w->spans, (w->n ? 2 * w->n : 1) *
			sizeof *w->spans);
		if (!more)
			abort(); /* a few bytes: nothing sensible is left */
		w->spans = more;
	}
	w->spans[w->n++] = (struct weather_span){ from, to, bad };
}

void weather_free(struct weather *w)
{
	if (w)
		free(w->spans);
	free(w);
}

/* The first span that ends after this moment. */
static size_t find(const struct weather *w, int64_t utc_s)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (w->spans[middle].to > utc_s)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

bool weather_is_bad(const void *weather, int64_t from, int64_t to)
{
	const struct weather *w = weather;

	for (size_t k = w ? find(w, from) : 0; w && k < w->n &&
		w->spans[k].from < to; k++)
		if (w->spans[k].bad)
			return true;
	return false;
}

bool weather_is_known(const struct weather *w, int64_t from, int64_t to)
{
	for (size_t k = find(w, from); k < w->n && w->spans[k].from <= from;
		k++) {
		from = w->spans[k].to;
		if (from >= to)
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- as JSON */

json_t *weather_to_json(const struct weather *w)
{
	json_t *spans = json_array();

	for (size_t k = 0; k < w->n; k++)
		json_array_append_new(spans, json_pack("[I, I, b]",
			(json_int_t)w->spans[k].from,
			(json_int_t)w->spans[k].to, w->spans[k].bad));
	return json_pack("{s:s, s:s, s:I, s:f, s:o}", "file", w->file,
		"sha256", w->sha256, "rows", (json_int_t)w->rows,
		"wind_over_m_s", WEATHER_WIND_M_S, "spans", spans);
}

struct weather *weather_from_json(const json_t *j)
{
	struct weather *w = calloc(1, sizeof *w);
	int64_t end = INT64_MIN;
	size_t k;
	json_t *e;

	if (!w)
		return NULL;
	snprintf(w->file, sizeof w->file, "%s", report_string(json_object_get(
		j, "file")));
	snprintf(w->sha256, sizeof w->sha256, "%s", report_string(
		json_object_get(j, "sha256")));
	w->rows = json_integer_value(json_object_get(j, "rows"));
	json_array_foreach(json_object_get(j, "spans"), k, e) {
		int64_t from = json_integer_value(json_array_get(e, 0));
		int64_t to = json_integer_value(json_array_get(e, 1));

		if (from < end || to <= from) {
			weather_free(w);
			return NULL;
		}
		weather_add(w, from, to, json_is_true(json_array_get(e, 2)));
		end = to;
	}
	return w;
}

/* --------------------------------------------------------------- in words */

void chapter_weather(struct doc *d, const json_t *report)
{
	const json_t *w = report_at(report, "report/weather");
	const json_t *q = report_at(report, "quality");
	double unknown = report_number(json_object_get(q,
		"weather_unknown_s"));

	if (!w)
		return;
	say(d, DOC_PART, "%s", _("Weather"));
	say(d, DOC_BODY, _("Left out of all levels: %s in %.0f records, with "
		"rain or a wind over 5 m/s.  Percentiles leave out the whole "
		"hours in which that was."), duration_text(report_number(
		json_object_get(q, "weather_left_out_s"))), report_number(
		json_object_get(q, "weather_left_out")));
	if (unknown > 0)
		say(d, DOC_BODY, _("The file says nothing about %s that were "
			"measured: they were kept."), duration_text(unknown));
	say(d, DOC_SMALL, _("The weather is what the file %s says, %.0f lines, "
		"SHA-256:"), free_text(report_string(json_object_get(w,
		"file"))), report_number(json_object_get(w, "rows")));
	say(d, DOC_CODE, "%s", free_text(report_string(json_object_get(w,
		"sha256"))));
}
