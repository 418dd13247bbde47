/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study.c - the study report and the report of one day. */
#include <math.h>
#include <string.h>

#include "../../run/language.h"
#include "chapters.h"
#include "compare.h"
#include "figures.h"
#include "meters.h"
#include "quality.h"
#include "text.h"
#include "weather.h"

static void den_row(struct table *t, const char *name, const json_t *v)
{
	table_cell(t, "%s", name);
	table_cell(t, "%s", level_text(json_object_get(v, "value")));
	table_cell(t, "%s", share_text(json_object_get(v, "coverage")));
	table_cell(t, "%s", reason_text(v));
}

static void chapter_den(struct doc *d, const json_t *report)
{
	static const char *const names[][2] = {
		{ "Lday", "L<sub>day</sub> (6–18)" },
		{ "Levening", "L<sub>evening</sub> (18–22)" },
		{ "Lnight", "L<sub>night</sub> (22–6)" },
		{ "Lden", "L<sub>den</sub>" },
	};
	struct table t = table_begin(4);

	t.doc.caption = _("Indicators of the whole period, French hours, "
		"dB(A)");
	t.doc.left[3] = true;
	table_cell(&t, "%s", _("Indicator"));
	table_cell(&t, "%s", _("level"));
	table_cell(&t, "%s", _("measured"));
	table_cell(&t, "%s", _("if not, why"));
	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		den_row(&t, names[k][1], json_object_get(report_at(report,
			"indicators"), names[k][0]));
	table_end(&t, d);
}

static void chapter_hours(struct doc *d, const json_t *report)
{
	static const char *const names[] = { "LAeq", "LA10,1s", "LA50,1s",
		"LA90,1s" };
	struct table t = table_begin(6);
	size_t k;
	json_t *h;

	t.doc.caption = _("By the hour of the day, dB(A)");
	table_cell(&t, "%s", _("Hour"));
	table_cell(&t, "L<sub>Aeq</sub>");
	table_cell(&t, "L<sub>A10,1s</sub>");
	table_cell(&t, "L<sub>A50,1s</sub>");
	table_cell(&t, "L<sub>A90,1s</sub>");
	table_cell(&t, "%s", _("measured"));
	json_array_foreach(report_at(report, "hours_of_day"), k, h) {
		table_cell(&t, "%zu–%zu", k, k + 1);
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			table_cell(&t, "%s", level_text(json_object_get(h,
				names[i])));
		table_cell(&t, "%s", duration_text(report_number(
			json_object_get(h, "measured_s"))));
	}
	table_end(&t, d);
}

static void chapter_days(struct doc *d, const json_t *report)
{
	static const char *const names[] = { "LAeq", "Lday", "Levening",
		"Lnight", "Lden", "LAFmax" };
	struct table t = table_begin(8);
	size_t i;
	json_t *e;

	t.doc.caption = _("Day by day, dB(A)");
	table_cell(&t, "%s", _("Day"));
	table_cell(&t, "L<sub>Aeq</sub>");
	table_cell(&t, "L<sub>day</sub>");
	table_cell(&t, "L<sub>evening</sub>");
	table_cell(&t, "L<sub>night</sub>");
	table_cell(&t, "L<sub>den</sub>");
	table_cell(&t, "L<sub>AFmax</sub>");
	table_cell(&t, "%s", _("measured"));
	json_array_foreach(report_at(report, "days"), i, e) {
		table_cell(&t, "%s", day_text(report_string(json_object_get(e,
			"start"))));
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			table_cell(&t, "%s", level_text(json_object_get(e,
				names[k])));
		table_cell(&t, "%s", share_text(json_object_get(e,
			"coverage")));
	}
	table_end(&t, d);
}

static void methods(struct doc *d, const json_t *report)
{
	say(d, DOC_SECTION, "%s", _("Method"));
	say(d, DOC_BODY, "%s", _("Levels are A-weighted, re 20 µPa (IEC "
		"61672-1).  The meter keeps one record for each interval: "
		"L<sub>Aeq</sub>, and how the level with time weighting Fast "
		"was distributed.  Each hour it also keeps how many seconds "
		"had which level.  Sound is thrown away as it is measured; "
		"no source is recognised."));
	say(d, DOC_BODY, "%s", _("Days, evenings and nights are those of the "
		"clocks in the time zone named below; on the days when clocks "
		"are set they have 23 or 25 hours.  A period that was covered "
		"too little has no value; what is missing is not estimated."));
	if (!report_at(report, "report/weather"))
		say(d, DOC_BODY, "%s", _("The weather is not known to the "
			"meter."));
}

void chapter_study(struct doc *d, const json_t *report,
	chapter_doubts *doubts)
{
	const json_t *den = report_at(report, "indicators/Lden");
	double Lden = report_number(json_object_get(den, "value"));

	if (isfinite(Lden))
		say(d, DOC_LEAD, _("L<sub>den</sub> of the period is <b>%s "
			"dB(A)</b>, L<sub>night</sub> %s dB(A) (%s), with %s "
			"of the time measured."), decimal(Lden, 1), level_text(
			report_at(report, "indicators/Lnight/value")),
			report_plus_minus(report),
			share_text(report_at(report, "periods/all/coverage")));
	else
		say(d, DOC_LEAD, _("L<sub>den</sub> cannot be computed: %s."),
			reason_text(den));
	say(d, DOC_NOTICE, "%s", d->frame.foot);
	doubts(d, report);
	methods(d, report);
	say(d, DOC_BODY, _("Time zone: %s."), free_text(report_string(
		report_at(report, "report/zone"))));
	say(d, DOC_SECTION, "%s", _("Results"));
	chapter_den(d, report);
	chapter_periods(d, report);
	chapter_weather(d, report);
	chapter_compare(d, report);
	chapter_meters(d, report);
	figure_days(d, report);
	figure_profile(d, report);
	figure_calendar(d, report);
	chapter_landmarks(d, report);
	if (json_array_size(report_at(report, "diary")) > 0)
		chapter_emergence(d, report);
	d->page(d);
	chapter_hours(d, report);
	chapter_days(d, report);
	chapter_day_types(d, report);
	chapter_data_quality(d, report);
}

void chapter_day(struct doc *d, const json_t *report, chapter_doubts *doubts)
{
	say(d, DOC_LEAD, _("The mean level of the day was <b>%s dB(A)</b> "
		"(%s); %s of it was measured."), level_text(report_at(report,
		"periods/all/value")), report_plus_minus(report), share_text(report_at(report,
		"periods/all/coverage")));
	say(d, DOC_NOTICE, "%s", d->frame.foot);
	doubts(d, report);
	figure_records(d, report);
	chapter_den(d, report);
	chapter_periods(d, report);
	chapter_hours(d, report);
}
