/* SPDX-License-Identifier: GPL-3.0-or-later */
/* neighbourhood.c - the answer first, for somebody who has two minutes;
 * then figures, the periods, what the source adds, and what to do next. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "chapters.h"
#include "figures.h"
#include "text.h"

static const struct {
	double below;
	const char *like;
} everyday[] = {
	{ 25, N_("a very quiet bedroom at night") },
	{ 32, N_("a quiet bedroom") },
	{ 40, N_("a quiet living room") },
	{ 48, N_("a calm office, or a quiet street at night") },
	{ 56, N_("a residential street by day") },
	{ 64, N_("a shop, or a street with some traffic") },
	{ 72, N_("a busy street") },
	{ 82, N_("the kerb of a main road") },
	{ INFINITY, N_("a place where hearing needs protection in the long "
		"run") },
};

static const char *like(double dB)
{
	size_t k = 0;

	while (dB >= everyday[k].below)
		k++;
	return _(everyday[k].like);
}

static double value(const json_t *report, const char *path)
{
	return report_number(report_at(report, path));
}

const char *report_plus_minus(const json_t *report)
{
	static char text[32];
	double U = value(report, "uncertainty/U");

	if (isfinite(U))
		snprintf(text, sizeof text, "±\u00a0%s", decimal(U, 1));
	else
		snprintf(text, sizeof text, _("± not known"));
	return text;
}

static void answer_without_diary(struct doc *d, const json_t *report)
{
	const char *pm = report_plus_minus(report);
	double day = value(report, "periods/7-22/value");
	double night = value(report, "periods/22-7/value");

	if (isfinite(day) && isfinite(night))
		say(d, DOC_LEAD, _("The mean level was <b>%s dB(A)</b> (%s) "
			"from 7 to 22 h and <b>%s dB(A)</b> (%s) from 22 to "
			"7 h.  For 90 %% of the time it was above %s dB(A): "
			"the background."), decimal(day, 1), pm,
			decimal(night, 1), pm,
			level_text(report_at(report, "periods/all/LA90,1s")));
	else
		say(d, DOC_LEAD, _("The mean level of what was measured was "
			"<b>%s dB(A)</b> (%s).  Too little was measured to "
			"give a level for the days or the nights."),
			level_text(report_at(report, "periods/all/value")),
			pm);
}

static bool answer_with_diary(struct doc *d, const json_t *report)
{
	const char *periods[] = { "night", "day" };

	for (size_t k = 0; k < 2; k++) {
		char path[64];
		const json_t *e;

		snprintf(path, sizeof path, "emergence/%s", periods[k]);
		e = report_at(report, path);
		if (!isfinite(report_number(json_object_get(e, "emergence"))))
			continue;
		say(d, DOC_LEAD, k == 0 ?
			_("At night (22–7 h), during the hours noted in the "
			"diary, the mean level was <b>%s dB(A)</b>, against %s "
			"without the source: <b>%s dB</b> (±\u00a0%s).") :
			_("By day (7–22 h), during the hours noted in the "
			"diary, the mean level was <b>%s dB(A)</b>, against %s "
			"without the source: <b>%s dB</b> (±\u00a0%s)."),
			level_text(json_object_get(e, "LAeq_ambient")),
			level_text(json_object_get(e, "LAeq_residual")),
			signed_text(json_object_get(e, "emergence")),
			level_text(json_object_get(e, "uncertainty_k2")));
		return true;
	}
	return false;
}

static void answer(struct doc *d, const json_t *report)
{
	bool diary = answer_with_diary(d, report);

	if (!diary)
		answer_without_diary(d, report);
	say(d, DOC_BODY, diary ?
		_("At this place %s of the time was measured.  The source is "
		"the one that a person noted; the device does not recognise "
		"it.") :
		_("At this place %s of the time was measured.  The device "
		"recognises no source: without a diary nothing can be said about one."),
		share_text(report_at(report, "periods/all/coverage")));
}

void chapter_periods(struct doc *d, const json_t *report)
{
	static const struct {
		const char *path, *name;
	} rows[] = {
		{ "periods/7-22", N_("7–22 h") },
		{ "periods/22-7", N_("22–7 h") },
		{ "periods/6-22", N_("6–22 h") },
		{ "periods/22-6", N_("22–6 h") },
		{ "periods/all", N_("whole period") },
	};
	struct table t = table_begin(7);
	char caption[128];

	snprintf(caption, sizeof caption, "%s (%s)", _("By period, dB(A)"),
		report_plus_minus(report));
	t.doc.caption = caption;
	table_cell(&t, "%s", _("Period"));
	table_cell(&t, "L<sub>Aeq</sub>");
	table_cell(&t, "L<sub>A10,1s</sub>");
	table_cell(&t, "L<sub>A50,1s</sub>");
	table_cell(&t, "L<sub>A90,1s</sub>");
	table_cell(&t, "L<sub>AFmax</sub>");
	table_cell(&t, "%s", _("measured"));
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		const json_t *p = report_at(report, rows[k].path);

		table_cell(&t, "%s", _(rows[k].name));
		table_cell(&t, "%s", level_text(json_object_get(p, "value")));
		table_cell(&t, "%s", level_text(json_object_get(p,
			"LA10,1s")));
		table_cell(&t, "%s", level_text(json_object_get(p,
			"LA50,1s")));
		table_cell(&t, "%s", level_text(json_object_get(p,
			"LA90,1s")));
		table_cell(&t, "%s", level_text(json_object_get(p,
			"LAFmax")));
		table_cell(&t, "%s", share_text(json_object_get(p,
			"coverage")));
	}
	table_end(&t, d);
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		const json_t *p = report_at(report, rows[k].path);
		const char *why = reason_text(p);

		if (*why)
			say(d, DOC_SMALL, _("%s: %s"), _(rows[k].name),
				why);
	}
}

static void everyday_terms(struct doc *d, const json_t *report)
{
	double day = value(report, "periods/7-22/value");
	double night = value(report, "periods/22-7/value");

	say(d, DOC_SECTION, "%s", _("In everyday terms"));
	if (isfinite(day))
		say(d, DOC_BODY, _("%s dB(A) from 7 to 22 h is about the level "
			"of %s."), decimal(day, 0), like(day));
	if (isfinite(night))
		say(d, DOC_BODY, _("%s dB(A) from 22 to 7 h is about the level "
			"of %s."), decimal(night, 0), like(night));
	say(d, DOC_BODY, "%s", _("Two equal sources together are 3 dB louder "
		"than one.  10 dB more is heard as about twice as loud.  A "
		"steady level and short loud moments can have the same mean; "
		"L<sub>AFmax</sub> and L<sub>A10,1s</sub> tell them apart."));
}

static void next_steps(struct doc *d, const json_t *report)
{
	bool domestic = strcmp(report_string(report_at(report,
		"report/noise")), "domestic") == 0;

	say(d, DOC_SECTION, "%s", _("What to do next"));
	say(d, DOC_ITEM, "%s", _("Talk first: who makes the noise often does "
		"not know how it is heard next door."));
	say(d, DOC_ITEM, "%s", _("Then a letter with the dates and hours; a "
		"conciliateur de justice helps free of charge, and an amicable "
		"attempt is asked for before most court cases (article 750-1 "
		"of the code de procédure civile)."));
	say(d, DOC_ITEM, "%s", domestic ?
		_("The town hall can act: for domestic noise no measurement is "
		"needed (R1336-5 of the code de la santé publique: its "
		"duration, repetition or intensity suffices, by day or "
		"night).") :
		_("The town hall or the regional health agency (ARS) can have "
		"an approved measurement made, which this one is not."));
	say(d, DOC_ITEM, "%s", _("A commissaire de justice can record what is "
		"heard; the trouble anormal de voisinage is in article 1253 "
		"of the code civil."));
	say(d, DOC_ITEM, "%s", _("Never record your neighbours: words spoken "
		"in private are protected (article 226-1 of the code pénal).  "
		"This meter cannot."));
}

void chapter_neighbourhood(struct doc *d, const json_t *report,
	chapter_doubts *doubts)
{
	answer(d, report);
	say(d, DOC_NOTICE, "%s", d->frame.foot);
	doubts(d, report);
	figure_profile(d, report);
	chapter_periods(d, report);
	chapter_emergence(d, report);
	chapter_landmarks(d, report);
	figure_calendar(d, report);
	everyday_terms(d, report);
	next_steps(d, report);
}
