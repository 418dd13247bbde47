/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.c - the figures of a report, each with the words that stand
 * for it where it cannot be seen. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/language.h"
#include "../local_time.h"
#include "draw.h"
#include "figures.h"
#include "text.h"

static void *allocate(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		abort();
	return p;
}

static double number_at(const json_t *j, const char *name)
{
	return report_number(json_object_get(j, name));
}

/* Hours since the local midnight on which the report's first day begins. */
static double clock_hours(const char *iso)
{
	int h = 0, m = 0, s = 0;

	if (strlen(iso) < 19 ||
		sscanf(iso + 11, "%2d:%2d:%2d", &h, &m, &s) != 3)
		return NAN;
	return h + m / 60.0 + s / 3600.0;
}

static int64_t day_number(const char *iso)
{
	struct local_date d = { 1970, 1, 1 };

	if (sscanf(iso, "%4d-%2d-%2d", &d.year, &d.month, &d.day) != 3)
		return 0;
	return local_day_of(d);
}

/* What clocks show each 3 hours after the moment from_utc_s; that day's 23 or
 * 25 hours are as long as all others.  NAN: a day of 24 hours. */
static const char *const *clock_labels(double from_utc_s)
{
	static char texts[9][16];
	static const char *labels[10];

	for (int i = 0; i <= 8; i++) {
		int hour = isfinite(from_utc_s) ? local_second(
			(int64_t)from_utc_s + 3 * 3600 * i) / 3600 : 3 * i;
		/* TRANSLATORS: an hour on the axis of a figure */
		snprintf(texts[i], sizeof texts[i], _("%d:00"), hour);
		labels[i] = texts[i];
	}
	return labels;
}

/* "lowest 31.2 dB(A), highest 48.9 dB(A)" */
static const char *extremes(const double *v, size_t n)
{
	static char text[128];
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < n; i++)
		if (isfinite(v[i])) {
			low = fmin(low, v[i]);
			high = fmax(high, v[i]);
		}
	if (low > high)
		return _("nothing was measured");
	snprintf(text, sizeof text, _("from %s to %s dB(A)"), decimal(low, 1),
		decimal(high, 1));
	return text;
}

/* ----------------------------------------------------------- hours of day */

void figure_profile(struct doc *d, const json_t *report)
{
	const json_t *hours = report_at(report, "hours_of_day");
	double from[24], to[24], level[24], low[24], high[24];
	char words[256];
	size_t n = json_array_size(hours);

	if (n > 24)
		n = 24;
	for (size_t i = 0; i < n; i++) {
		const json_t *h = json_array_get(hours, i);

		from[i] = (double)i;
		to[i] = (double)i + 1;
		level[i] = number_at(h, "LAeq");
		low[i] = number_at(h, "LA90,1s");
		high[i] = number_at(h, "LA10,1s");
	}
	struct draw_profile p = { .n = n, .from = from, .to = to,
		.level = level, .low = low, .high = high, .width = 24,
		.step = 3, .labels = clock_labels(NAN), .unit = "dB(A)",
		.level_name = _("LAeq, energy mean of all days"),
		.band_name = _("between LA10,1s and LA90,1s") };

	snprintf(words, sizeof words, _("Mean level of each hour of the day: "
		"%s.  The table below has the numbers."), extremes(level, n));
	d->figure(d, &(struct doc_figure){ DOC_WIDTH, 130, draw_profile, &p,
		_("Level by the hour of the day"), words });
}

/* -------------------------------------------------------------- calendar */

/* Did a person note the source at this time? */
static bool noted(const json_t *diary, double utc_from, double utc_to)
{
	size_t i;
	json_t *e;

	json_array_foreach(diary, i, e)
		if (number_at(e, "from_utc_s") < utc_to &&
			number_at(e, "to_utc_s") > utc_from &&
			json_is_true(json_object_get(e, "source_present")))
			return true;
	return false;
}

struct calendar {
	struct draw_calendar draw;
	struct draw_cell *cells;
	const char **names;
	double *levels;
};

/* The hour that clocks show twice has two cells of half the width. */
static void halve_twins(struct calendar *k)
{
	for (size_t i = 1; i < k->draw.n; i++) {
		struct draw_cell *a = &k->cells[i - 1], *b = a + 1;

		if (a->day == b->day && fabs(a->hour - b->hour) < 1e-9) {
			a->hours = b->hours = 0.5;
			b->hour += 0.5;
		}
	}
}

static void calendar_cells(struct calendar *k, const json_t *report,
	int64_t first)
{
	const json_t *hours = report_at(report, "hours");
	const json_t *diary = report_at(report, "diary");
	size_t i;
	json_t *h;

	k->draw.n = json_array_size(hours);
	k->cells = allocate(k->draw.n, sizeof *k->cells);
	k->levels = allocate(k->draw.n, sizeof *k->levels);
	json_array_foreach(hours, i, h) {
		const char *start = report_string(json_object_get(h, "start"));
		double utc_s = number_at(h, "utc_s");

		k->levels[i] = number_at(h, "LAeq");
		k->cells[i] = (struct draw_cell){
			.day = (int)(day_number(start) - first),
			.hour = floor(clock_hours(start)), .hours = 1,
			.level = k->levels[i],
			.marked = noted(diary, utc_s, utc_s + 3600),
		};
	}
	halve_twins(k);
	k->draw.cells = k->cells;
}

/* Names of all days as long as they can be read, else of each month's first. */
static void calendar_names(struct calendar *k, const json_t *days)
{
	size_t i;
	json_t *e;

	k->draw.days = (int)json_array_size(days);
	k->names = allocate((size_t)k->draw.days, sizeof *k->names);
	json_array_foreach(days, i, e) {
		const char *start = report_string(json_object_get(e, "start"));
		bool first = strncmp(start + 8, "01", 2) == 0;

		k->names[i] = k->draw.days <= 45 || first ?
			strdup(day_text(start)) : strdup("");
	}
	k->draw.names = k->names;
}

void figure_calendar(struct doc *d, const json_t *report)
{
	const json_t *days = report_at(report, "days");
	struct calendar k = { .draw = { .unit = "dB(A)",
		.none_name = _("not measured") } };
	char words[256];

	if (json_array_size(days) == 0)
		return;
	calendar_names(&k, days);
	calendar_cells(&k, report, day_number(report_string(json_object_get(
		json_array_get(days, 0), "start"))));
	if (json_array_size(report_at(report, "diary")) > 0)
		k.draw.mark_name = _("hours in which the source was noted in "
			"the diary");
	snprintf(words, sizeof words, _("LAeq of each hour of %d days: %s.  "
		"Hours that were not measured are white."), k.draw.days,
		extremes(k.levels, k.draw.n));
	d->figure(d, &(struct doc_figure){ DOC_WIDTH,
		draw_calendar_height(k.draw.days), draw_calendar, &k.draw,
		_("Each hour of each day, LAeq"), words });
	for (int i = 0; i < k.draw.days; i++)
		free((void *)(uintptr_t)k.names[i]);
	free(k.names);
	free(k.cells);
	free(k.levels);
}

/* ------------------------------------------------------------------ days */

void figure_days(struct doc *d, const json_t *report)
{
	static const char *const names[] = { "Lday", "Levening", "Lnight",
		"Lden" };
	const json_t *days = report_at(report, "days");
	size_t n = json_array_size(days);
	double *v = allocate(4 * n, sizeof *v);
	const char **labels = allocate(n + 1, sizeof *labels);
	char words[256];
	size_t each = n <= 8 ? 1 : (n + 7) / 8;

	for (size_t i = 0; i < n; i++) {
		const json_t *e = json_array_get(days, i);

		for (size_t k = 0; k < 4; k++)
			v[k * n + i] = number_at(e, names[k]);
		labels[i] = i % each ? strdup("") : strdup(day_text(
			report_string(json_object_get(e, "start"))));
	}
	struct draw_series s = { n, 4, v, names, labels, "dB(A)" };

	snprintf(words, sizeof words, _("Lday, Levening, Lnight and Lden of "
		"each of %zu days: Lden %s."), n, extremes(v + 3 * n, n));
	d->figure(d, &(struct doc_figure){ DOC_WIDTH, 165, draw_series, &s,
		_("Each day"), words });
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)labels[i]);
	free(labels);
	free(v);
}

/* --------------------------------------------------------------- one day */

void figure_records(struct doc *d, const json_t *report)
{
	const json_t *records = report_at(report, "records");
	double begin = number_at(report_at(report, "period"), "from_utc_s");
	size_t n = json_array_size(records);
	double *v = allocate(5 * n, sizeof *v);
	char words[256];

	for (size_t i = 0; i < n; i++) {
		const json_t *r = json_array_get(records, i);

		v[i] = (number_at(r, "utc_s") - begin) / 3600;
		v[n + i] = v[i] + number_at(r, "interval_s") / 3600;
		v[2 * n + i] = number_at(r, "LAeq");
		v[3 * n + i] = number_at(r, "LAF90");
		v[4 * n + i] = number_at(r, "LAF10");
	}
	struct draw_profile p = { .n = n, .from = v, .to = v + n,
		.level = v + 2 * n, .low = v + 3 * n, .high = v + 4 * n,
		.width = number_at(report_at(report, "period"), "length_s") /
			3600, .step = 3, .labels = clock_labels(begin),
		.unit = "dB(A)", .level_name = _("LAeq of each record"),
		.band_name = _("between LAF10 and LAF90") };

	snprintf(words, sizeof words, _("LAeq of each record of the day: %s."),
		extremes(v + 2 * n, n));
	d->figure(d, &(struct doc_figure){ DOC_WIDTH, 190, draw_profile, &p,
		_("The day, record by record"), words });
	free(v);
}
