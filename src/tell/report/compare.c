/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.c - the levels of two periods side by side, and whether their
 * difference is more than chance.
 *
 * One instrument that was not moved: what both periods have in common (the
 * calibrator, the microphone's response, the place) cancels in a difference.
 * What is left is drift and that no two days are alike. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "compare.h"
#include "span.h"
#include "text.h"

#define LEAST_U 0.5 /* dB, k = 2: nobody knows an instrument better */

static double drift(const json_t *report)
{
	size_t k;
	json_t *p;

	json_array_foreach(report_at(report, "uncertainty/parts"), k, p)
		if (strcmp(report_string(json_object_get(p, "name")),
			"drift") == 0)
			return report_number(json_object_get(p, "u"));
	return NAN;
}

/* Not calibrated is no harm as long as nothing was set anew. */
static bool same_setting(const struct report_span *a,
	const struct report_span *b)
{
	return (!a->uncalibrated && !b->uncalibrated) || (a->series == 1 &&
		b->series == 1 && a->first.id == b->first.id);
}

static const char *indication(double difference, double U)
{
	if (!isfinite(difference) || !isfinite(U))
		return "not known";
	if (fabs(difference) < U)
		return "too close to say";
	return difference < 0 ? "lower" : "higher";
}

static json_t *row(const struct report_span *before,
	const struct report_span *after, int k, double u_drift)
{
	double difference = after->value[k] - before->value[k];
	double a = span_spread(&before->days[k]);
	double b = span_spread(&after->days[k]);
	double U = fmax(LEAST_U, 2 * sqrt(u_drift * u_drift + a * a + b * b));

	if (!isfinite(u_drift) || !isfinite(a) || !isfinite(b))
		U = NAN;
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:i, s:s}",
		"name", span_names[k], "before", report_level(
		before->value[k]), "after", report_level(after->value[k]),
		"difference", report_level(difference), "U", report_level(U),
		"u_days_before", report_level(a), "u_days_after",
		report_level(b), "days_before", before->days[k].n,
		"days_after", after->days[k].n, "indication",
		indication(difference, U));
}

/* NULL: they can be compared. */
static const char *other_place(const struct report_span *a,
	const struct report_span *b)
{
	if (a->placements > 1)
		return _("the microphone was moved or replaced during the "
			"period before");
	if (b->placements > 1)
		return _("the microphone was moved or replaced during the "
			"period after");
	if (a->placement != b->placement || strcmp(a->first.microphone,
		b->first.microphone) != 0)
		return _("the microphone was moved or replaced between the "
			"two periods");
	return NULL;
}

static json_t *compare(const json_t *report, const struct report_request *r,
	const struct report_span *before, const struct report_span *after)
{
	const bool same = same_setting(before, after);
	const double u_drift = same ? drift(report) : NAN;
	json_t *rows = json_array();

	for (int k = 0; k < SPAN_VALUES; k++)
		json_array_append_new(rows, row(before, after, k, u_drift));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:o}", "first",
		report_time(r->before_from_utc_s), "last",
		report_time(r->before_to_utc_s - 1), "coverage_before",
		report_level(before->coverage), "coverage_after",
		report_level(after->coverage), "u_drift",
		report_level(u_drift), "same_setting", same, "rows", rows);
}

bool report_add_compare(json_t *report, const char *store,
	const struct report_request *r)
{
	struct report_span before, after;
	const char *why;

	if (r->before_from_utc_s == r->before_to_utc_s)
		return true;
	if (!report_span(&before, store, r->weather, r->before_from_utc_s,
		r->before_to_utc_s) || !report_span(&after, store, r->weather,
		r->from_utc_s, r->to_utc_s))
		return false;
	why = other_place(&before, &after);
	if (why) {
		fprintf(stderr, _("sourdine: before and after cannot be "
			"compared: %s.  Levels of two places differ by more "
			"than what changed there; choose two periods of one "
			"place.\n"), why);
		return false;
	}
	json_object_set_new(report, "compare", compare(report, r, &before,
		&after));
	return true;
}

/* ---------------------------------------------------------------- in words */

static const char *indication_words(const char *name)
{
	if (strcmp(name, "lower") == 0)
		return _("lower");
	if (strcmp(name, "higher") == 0)
		return _("higher");
	if (strcmp(name, "too close to say") == 0)
		return _("too close to say");
	return _("not known");
}

static void compare_row(struct table *t, const json_t *row)
{
	static const char *const marked[SPAN_VALUES] = { "L<sub>Aeq</sub>",
		"L<sub>day</sub>", "L<sub>evening</sub>", "L<sub>night</sub>",
		"L<sub>den</sub>", "L<sub>A90,1s</sub>" };
	const char *name = report_string(json_object_get(row, "name"));

	for (int k = 0; k < SPAN_VALUES; k++)
		if (strcmp(name, span_names[k]) == 0)
			table_cell(t, "%s", marked[k]);
	table_cell(t, "%s", level_text(json_object_get(row, "before")));
	table_cell(t, "%s", level_text(json_object_get(row, "after")));
	table_cell(t, "%s", signed_text(json_object_get(row, "difference")));
	table_cell(t, "%s", level_text(json_object_get(row, "U")));
	table_cell(t, "%.0f, %.0f", report_number(json_object_get(row,
		"days_before")), report_number(json_object_get(row,
		"days_after")));
	table_cell(t, "%s", indication_words(report_string(json_object_get(row,
		"indication"))));
}

void chapter_compare(struct doc *d, const json_t *report)
{
	const json_t *c = report_at(report, "compare");
	struct table t = table_begin(7);
	size_t k;
	json_t *e;

	if (!c) {
		table_end(&t, NULL);
		return;
	}
	say(d, DOC_SECTION, "%s", _("Before and after"));
	say(d, DOC_BODY, _("Before: from %s to %s, %s of the time measured.  "
		"After: the period of this report, %s measured."), date_text(
		report_string(json_object_get(c, "first"))), date_text(
		report_string(json_object_get(c, "last"))), share_text(
		json_object_get(c, "coverage_before")), share_text(
		json_object_get(c, "coverage_after")));
	t.doc.caption = _("The same place in two periods, dB(A)");
	table_cell(&t, "%s", _("Indicator"));
	table_cell(&t, "%s", _("before"));
	table_cell(&t, "%s", _("after"));
	table_cell(&t, "%s", _("difference"));
	table_cell(&t, "%s", _("± (k = 2)"));
	table_cell(&t, "%s", _("days"));
	table_cell(&t, "%s", _("after it is"));
	json_array_foreach(json_object_get(c, "rows"), k, e)
		compare_row(&t, e);
	table_end(&t, d);
	say(d, DOC_SMALL, "%s", _("One instrument at one place: what both "
		"periods have in common cancels.  The ± is twice the root of "
		"the sum of squares of the drift and of the spread of the "
		"days of each period, at least 0.5 dB; it is not known with "
		"fewer than two days.  A difference that is smaller is too "
		"close to say.  What made it is not for the meter to say."));
	if (!json_is_true(json_object_get(c, "same_setting")))
		say(d, DOC_NOTICE, "%s", _("The level was not calibrated all "
			"the time and may have been set anew between the two: "
			"the ± of the differences is not known."));
}
