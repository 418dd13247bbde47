/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quality.c - the tables of data quality and of types of day. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "../indicators/emergence.h"
#include "../indicators/indicators.h"
#include "../local_time.h"
#include "gather.h"
#include "quality.h"
#include "text.h"

/* ----------------------------------------------------------- types of day */

enum { WORKING, SATURDAY, SUNDAY, TYPES };
static const char *const types[TYPES] = { "working", "saturday", "sunday" };
static const char *const levels[] = { "LAeq", "Lday", "Levening", "Lnight",
	"Lden" };
#define LEVELS (sizeof levels / sizeof *levels)

struct type {
	int days, measured, holidays;
	struct level_mean mean[LEVELS];
	double lowest, highest; /* Lden of a day; NAN */
};

static int type_of(int64_t day)
{
	int weekday = local_weekday(day);

	if (weekday == 6 || emergence_holiday(day))
		return SUNDAY;
	return weekday == 5 ? SATURDAY : WORKING;
}

static void add_day(struct type all[TYPES], const json_t *e)
{
	struct local_date d = { 1970, 1, 1 };
	double Lden = report_number(json_object_get(e, "Lden"));

	if (sscanf(report_string(json_object_get(e, "start")), "%d-%d-%d",
		&d.year, &d.month, &d.day) != 3)
		return;
	struct type *t = &all[type_of(local_day_of(d))];
	t->days++;
	t->holidays += emergence_holiday(local_day_of(d));
	if (!(report_number(json_object_get(e, "coverage")) >=
		INDICATORS_COVERAGE))
		return;
	t->measured++;
	for (size_t k = 0; k < LEVELS; k++) {
		double L = report_number(json_object_get(e, levels[k]));

		if (isfinite(L))
			level_mean_add_dB(&t->mean[k], L, 1);
	}
	t->lowest = fmin(t->lowest, Lden);
	t->highest = fmax(t->highest, Lden);
}

json_t *report_day_types(const json_t *days)
{
	struct type all[TYPES] = { { .lowest = NAN, .highest = NAN },
		{ .lowest = NAN, .highest = NAN },
		{ .lowest = NAN, .highest = NAN } };
	json_t *out = json_array(), *e;
	size_t i;

	json_array_foreach(days, i, e)
		add_day(all, e);
	for (int t = 0; t < TYPES; t++) {
		e = json_pack("{s:s, s:i, s:i, s:i, s:o, s:o}", "type",
			types[t], "days", all[t].days, "measured",
			all[t].measured, "holidays", all[t].holidays,
			"Lden_lowest", report_level(all[t].lowest),
			"Lden_highest", report_level(all[t].highest));
		for (size_t k = 0; k < LEVELS; k++)
			json_object_set_new(e, levels[k], report_level(
				level_mean_dB(&all[t].mean[k])));
		json_array_append_new(out, e);
	}
	return out;
}

void chapter_day_types(struct doc *d, const json_t *report)
{
	static const char *const words[TYPES] = { N_("working days"),
		N_("Saturdays"), N_("Sundays, holidays") };
	struct table t = table_begin(8);
	size_t i;
	json_t *e;

	t.doc.caption = _("By type of day, dB(A)");
	table_cell(&t, "%s", _("Days"));
	table_cell(&t, "%s", _("measured"));
	table_cell(&t, "L<sub>Aeq</sub>");
	table_cell(&t, "L<sub>day</sub>");
	table_cell(&t, "L<sub>evening</sub>");
	table_cell(&t, "L<sub>night</sub>");
	table_cell(&t, "L<sub>den</sub>");
	table_cell(&t, "%s", _("L<sub>den</sub> of a day"));
	json_array_foreach(report_at(report, "day_types"), i, e) {
		table_cell(&t, "%s", i < TYPES ? _(words[i]) : "");
		table_cell(&t, "%.0f / %.0f", report_number(json_object_get(e,
			"measured")), report_number(json_object_get(e,
			"days")));
		for (size_t k = 0; k < LEVELS; k++)
			table_cell(&t, "%s", level_text(json_object_get(e,
				levels[k])));
		table_cell(&t, "%s – %s", level_text(json_object_get(e,
			"Lden_lowest")), level_text(json_object_get(e,
			"Lden_highest")));
	}
	table_end(&t, d);
	say(d, DOC_SMALL, "%s", _("Means of energy over the days of which "
		"enough was measured, each day with the same weight.  "
		"Holidays are the French public ones."));
}

/* ----------------------------------------------------------------- quality */

static void time_row(struct table *t, const char *what, double s, double whole)
{
	table_cell(t, "%s", what);
	table_cell(t, "%s", duration_text(s));
	table_cell(t, "%s %%", decimal(100 * s / whole, 1));
}

static void records_row(struct table *t, const char *what, const json_t *n,
	double whole)
{
	table_cell(t, "%s", what);
	table_cell(t, "%.0f", report_number(n));
	table_cell(t, "%s %%", whole > 0 ? decimal(100 * report_number(n) /
		whole, 1) : "–");
}

static void count_row(struct table *t, const char *what, const char *n)
{
	table_cell(t, "%s", what);
	table_cell(t, "%s", n);
	table_cell(t, " ");
}

static void times(struct table *t, const json_t *report)
{
	const json_t *q = report_at(report, "quality");
	double whole = report_number(report_at(report, "period/length_s"));
	double measured = report_number(json_object_get(q, "measured_s"));
	double out = report_number(json_object_get(q, "weather_left_out_s"));
	char text[32];

	time_row(t, _("measured and used"), measured, whole);
	if (isfinite(out))
		time_row(t, _("left out, rain or wind"), out, whole);
	time_row(t, _("not measured"), whole - measured -
		(isfinite(out) ? out : 0), whole);
	snprintf(text, sizeof text, "%.0f", report_number(json_object_get(q,
		"gaps")));
	count_row(t, _("stretches without a record"), text);
	count_row(t, _("the longest of them"), duration_text(report_number(
		json_object_get(q, "longest_gap_s"))));
}

void chapter_data_quality(struct doc *d, const json_t *report)
{
	static const struct {
		const char *name, *words;
	} rows[] = {
		{ "uncalibrated", N_("records not calibrated") },
		{ "overload", N_("records with overload") },
		{ "under_range", N_("records with seconds below the range") },
		{ "gap", N_("records with lost sound") },
		{ "dead", N_("records without a signal") },
		{ "start", N_("records in which the meter started") },
		{ "moved_in_time", N_("records with a clock that was set") },
	};
	const json_t *q = report_at(report, "quality");
	double records = report_number(json_object_get(q, "records"));
	struct table t = table_begin(3);
	char other[32];

	t.doc.caption = _("Data quality");
	table_cell(&t, "%s", _("What"));
	table_cell(&t, "%s", _("how much"));
	table_cell(&t, "%s", _("share"));
	times(&t, report);
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
		records_row(&t, _(rows[k].words), json_object_get(q,
			rows[k].name), records);
	snprintf(other, sizeof other, "%.0f", report_number(json_object_get(q,
		"other_placement")));
	count_row(&t, _("records of other places, left out"), other);
	table_end(&t, d);
}
