/* SPDX-License-Identifier: GPL-3.0-or-later */
/* say.c - what stands on each page, and which chapters a report has. */
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "report.h"
#include "chapters.h"
#include "exports.h"
#include "stated.h"
#include "text.h"

const char *const report_kinds[] = { "neighbourhood", "study", "day", NULL };

/* French law asks for an approved instrument wherever one of its texts is
 * applied (arrêté du 27 octobre 1989).  No page is without this. */
static const char *foot(void)
{
	return _("Indicative measurement.  The device is not type-approved "
		"(French order of 27 October 1989): it can found neither an "
		"official report nor an expert opinion.  It can help to ask "
		"for a visit or for a measurement made together.");
}

static bool is_simulated(const json_t *report)
{
	return json_is_true(report_at(report, "quality/simulated"));
}

static bool is_calibrated(const json_t *report)
{
	return json_is_true(report_at(report, "quality/calibrated"));
}

static const char *watermark(const json_t *report)
{
	if (is_simulated(report))
		return _("SIMULATED");
	if (!is_calibrated(report))
		return _("NOT CALIBRATED");
	return NULL;
}

static const char *title(const json_t *report)
{
	const char *kind = report_string(report_at(report, "report/kind"));

	if (strcmp(kind, "study") == 0)
		return _("Noise levels: study report");
	if (strcmp(kind, "day") == 0)
		return _("Noise levels of a day");
	return _("Noise levels in the neighbourhood");
}

struct doc_frame report_frame(const json_t *report)
{
	return (struct doc_frame){
		.language = report_string(report_at(report,
			"report/language")),
		.title = title(report),
		.made = report_string(report_at(report, "report/made")),
		.foot = foot(),
		.watermark = watermark(report),
		/* TRANSLATORS: number of the page, number of pages */
		.page_of = _("page %d of %d"),
	};
}

/* "Indoors, 1.5 m high: bedroom, window closed" */
static void say_head(struct doc *d, const json_t *report)
{
	const char *from = report_string(report_at(report, "period/first"));
	const char *to = report_string(report_at(report, "period/last"));

	say(d, DOC_TITLE, "%s", title(report));
	if (strncmp(from, to, strlen("2026-03-03")) == 0)
		say(d, DOC_BODY, _("%s.  %s."), date_text(from),
			report_place_text(report));
	else
		say(d, DOC_BODY, _("From %s to %s.  %s."), date_text(from),
			date_text(to), report_place_text(report));
}

static void say_doubts(struct doc *d, const json_t *report)
{
	if (is_simulated(report))
		say(d, DOC_NOTICE, "%s", _("<b>Simulated.</b>  No microphone "
			"was used: the levels are made up, to show what a "
			"report looks like."));
	else if (!is_calibrated(report))
		say(d, DOC_NOTICE, "%s", _("<b>Not calibrated.</b>  The meter "
			"was not set with a sound calibrator during all of "
			"this period.  All levels may be several dB too high "
			"or too low by the same amount; differences between "
			"them hold."));
	if (json_is_true(report_at(report, "quality/doubtful")))
		say(d, DOC_NOTICE, "%s", _("<b>Doubtful.</b>  Two calibrations "
			"differ by more than 0.5 dB; what lies between them "
			"may be off by as much."));
	if (strcmp(report_string(report_at(report, "instrument/source")),
		"server") == 0)
		say(d, DOC_NOTICE, "%s", _("The microphone was reached through "
			"a sound server, which other programs share and which "
			"may change its volume; the device itself is better "
			"in both respects."));
}

/* Seconds that are stored are said wherever levels are shown. */
static void say_studies(struct doc *d, const json_t *report)
{
	size_t i;
	json_t *s;

	json_array_foreach(report_at(report, "studies"), i, s)
		say(d, DOC_SMALL, _("From %s to %s a study (%s) stored the "
			"level of each second."), date_text(report_string(
			json_object_get(s, "from"))), date_text(report_string(
			json_object_get(s, "to"))), free_text(report_string(
			json_object_get(s, "name"))));
}

void report_say(struct doc *d, const void *user)
{
	const json_t *report = user;
	const char *kind = report_string(report_at(report, "report/kind"));

	say_head(d, report);
	say_stated(d, report);
	say_studies(d, report);
	if (strcmp(kind, "study") == 0)
		chapter_study(d, report, say_doubts);
	else if (strcmp(kind, "day") == 0)
		chapter_day(d, report, say_doubts);
	else
		chapter_neighbourhood(d, report, say_doubts);
	/* two pages for who has two minutes, then the annex */
	if (strcmp(kind, "neighbourhood") == 0)
		d->page(d);
	chapter_definitions(d, report);
	chapter_instrument(d, report);
	if (strcmp(kind, "study") == 0)
		chapter_conformance(d, report);
	chapter_quality(d, report);
	chapter_diary(d, report);
	chapter_exports(d, report);
	chapter_check(d, report);
}
