/* SPDX-License-Identifier: GPL-3.0-or-later */
/* annex.c - definitions, the instrument and its uncertainty, what was
 * missing, what people noted, and how to check all of it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "chapters.h"
#include "qr.h"
#include "stated.h"
#include "text.h"

static double value(const json_t *report, const char *path)
{
	return report_number(report_at(report, path));
}

const char *report_place_name(const char *place)
{
	return strcmp(place, "outdoors") == 0 ? _("Outdoors") :
		strcmp(place, "window") == 0 ? _("At the window") :
		_("Indoors");
}

const char *report_place_text(const json_t *report)
{
	static char text[512];
	const json_t *i = report_at(report, "instrument");
	const char *words = report_string(json_object_get(i, "description"));
	double cm = report_number(json_object_get(i, "height_cm"));
	char height[64] = "";

	if (cm >= 0)
		snprintf(height, sizeof height, _(", %s m above the ground or "
			"floor"), decimal(cm / 100, 1));
	snprintf(text, sizeof text, "%s%s%s%s",
		report_place_name(report_string(json_object_get(i, "place"))),
		height, *words ? _(": ") : "", free_text(words));
	return text;
}

void chapter_definitions(struct doc *d, const json_t *report)
{
	(void)report;
	say(d, DOC_SECTION, "%s", _("Annex: what the numbers mean"));
	say(d, DOC_SMALL, "%s", _("<b>L<sub>Aeq</sub></b>: the steady level "
		"that carries as much sound energy as the real one over the "
		"same time, A-weighted (IEC 61672-1, 3.9).  Means over several "
		"intervals are means of energy, weighted by the time that was "
		"measured."));
	say(d, DOC_SMALL, "%s", /* xgettext:no-c-format */
		_("<b>L<sub>A10,1s</sub>, "
		"L<sub>A50,1s</sub>, L<sub>A90,1s</sub></b>: the level that "
		"L<sub>Aeq</sub> of one second reached or exceeded during 10, "
		"50, 90 % of the time (niveau fractile, NF S 31-010), from how "
		"many seconds of each hour had which level."));
	say(d, DOC_SMALL, "%s", _("<b>L<sub>AFmax</sub></b>: the highest level "
		"with time weighting Fast (125 ms)."));
	say(d, DOC_SMALL, "%s", _("<b>L<sub>day</sub>, L<sub>evening</sub>, "
		"L<sub>night</sub></b>: L<sub>Aeq</sub> of the hours 6–18, "
		"18–22 and 22–6 (French hours); <b>L<sub>den</sub></b> adds "
		"5 dB to the evening and 10 dB to the night (directive "
		"2002/49/EC).  The law means values of a year."));
	say(d, DOC_SMALL, "%s", _("<b>Emergence</b>: ambient level, with the "
		"source, less the residual level, without it (R1336-7 of the "
		"code de la santé publique)."));
	say(d, DOC_SMALL, _("A value is given where at least %s of its period "
		"was measured.  ± is the expanded uncertainty, k = 2: the true "
		"value lies within it in 95 of 100 cases."), share_text(
		report_at(report, "report/coverage_wanted")));
}

static void budget(struct doc *d, const json_t *report)
{
	const json_t *parts = report_at(report, "uncertainty/parts");
	struct table t = table_begin(3);
	size_t k;
	json_t *p;

	t.doc.caption = _("Uncertainty of a level");
	t.doc.left[2] = true;
	table_cell(&t, "%s", _("From"));
	table_cell(&t, "%s", _("u, dB"));
	table_cell(&t, "%s", _("because"));
	json_array_foreach(parts, k, p) {
		table_cell(&t, "%s", _(report_string(json_object_get(p,
			"name"))));
		double u = report_number(json_object_get(p, "u"));
		table_cell(&t, "%s", isfinite(u) ? decimal(u, 2) : "–");
		table_cell(&t, "%s", _(report_string(json_object_get(p,
			"why"))));
	}
	table_cell(&t, "%s", _("<b>all together, k = 2</b>"));
	table_cell(&t, "<b>%s</b>", level_text(report_at(report,
		"uncertainty/U")));
	table_cell(&t, "%s", _("root of the sum of squares, times two, at "
		"least 2 dB (GUM)"));
	table_end(&t, d);
}

void chapter_instrument(struct doc *d, const json_t *report)
{
	const json_t *i = report_at(report, "instrument");
	const json_t *c = report_at(report, "calibrations");
	double noise = report_number(json_object_get(i, "self_noise_db"));
	size_t k;
	json_t *e;

	say(d, DOC_SECTION, "%s", _("The instrument"));
	say(d, DOC_SMALL, _("Sourdine %s, microphone “%s”, %s.  Records of "
		"%s.  A full-scale sine is %s dB."),
		free_text(report_string(json_object_get(i, "software"))),
		free_text(report_string(json_object_get(i, "microphone"))),
		strcmp(report_string(json_object_get(i, "source")), "raw") ?
			_("through a sound server") : _("the device itself"),
		duration_text(report_number(json_object_get(i,
			"interval_s"))),
		level_text(json_object_get(i, "full_scale_db")));
	if (noise > 0)
		say(d, DOC_SMALL, _("The microphone's own noise is %s dB(A): "
			"levels below %s dB(A) are at most what is shown."),
			decimal(noise, 1), decimal(noise + 7, 1));
	say_response(d, report);
	if (json_array_size(c) == 0)
		say(d, DOC_SMALL, "%s", _("No calibration is in the journal "
			"for this microphone."));
	json_array_foreach(c, k, e)
		say(d, DOC_SMALL, _("Calibrated on %s: a full-scale sine is %s "
			"dB%s%s."), date_text(report_string(json_object_get(e,
			"time"))), level_text(json_object_get(e,
			"full_scale_db")),
			isfinite(report_number(json_object_get(e, "drift_db")))
				? _(", changed by dB: ") : "",
			isfinite(report_number(json_object_get(e, "drift_db")))
				? signed_text(json_object_get(e, "drift_db")) :
				"");
	budget(d, report);
}

void chapter_quality(struct doc *d, const json_t *report)
{
	static const struct {
		const char *flag, *words;
	} flags[] = {
		{ "overload", N_("records with overload (the true level may "
			"be higher): %lld") },
		{ "under_range", N_("records with seconds below what the "
			"microphone can tell: %lld") },
		{ "gap", N_("records with lost sound: %lld") },
		{ "dead", N_("records with a microphone that gave no signal: "
			"%lld") },
		{ "start", N_("records in which the meter started: %lld") },
	};
	const json_t *q = report_at(report, "quality");
	double other = value(report, "quality/other_placement");

	say(d, DOC_SECTION, "%s", _("What was missing"));
	say(d, DOC_SMALL, _("Measured: %s of %s (%s), in %.0f records.  What "
		"was not measured was left out, never filled in."),
		duration_text(value(report, "quality/measured_s")),
		duration_text(value(report, "period/length_s")),
		share_text(report_at(report, "periods/all/coverage")),
		value(report, "quality/records"));
	for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
		long long n = json_integer_value(json_object_get(q,
			flags[k].flag));
		if (n > 0)
			say(d, DOC_ITEM, _(flags[k].words), n);
	}
	if (other > 0)
		say(d, DOC_ITEM, _("records of other places of the microphone, "
			"left out: %.0f"), other);
}

void chapter_diary(struct doc *d, const json_t *report)
{
	const json_t *diary = report_at(report, "diary");
	struct table t = table_begin(3);
	size_t k;
	json_t *e;

	if (json_array_size(diary) == 0)
		return;
	say(d, DOC_SECTION, "%s", _("The diary"));
	say(d, DOC_SMALL, "%s", _("What a person noted; the device heard none "
		"of it as such.  Edited entries show what they say now."));
	t.doc.left[1] = t.doc.left[2] = true;
	table_cell(&t, "%s", _("From, to"));
	table_cell(&t, "%s", _("What"));
	table_cell(&t, "%s", _("In words"));
	json_array_foreach(diary, k, e) {
		const char *from = report_string(json_object_get(e, "from"));
		const char *to = report_string(json_object_get(e, "to"));

		/* of more than a day: its end is not on the next */
		const bool days = json_integer_value(json_object_get(e,
			"to_utc_s")) - json_integer_value(json_object_get(e,
			"from_utc_s")) >= 86400;

		table_cell(&t, "%s %s – %s%s%s", day_text(from),
			clock_text(from), days ? day_text(to) : "",
			days ? " " : "", clock_text(to));
		table_cell(&t, "%s%s", free_text(report_string(
			json_object_get(e, "category"))),
			json_is_true(json_object_get(e, "edited")) ?
				_(" (edited)") : "");
		table_cell(&t, "%s", free_text(report_string(
			json_object_get(e, "text"))));
	}
	table_end(&t, d);
}

/* Who keeps a photograph of it can show later what the head was. */
static void seal_code(struct doc *d, const json_t *report)
{
	char text[256];

	snprintf(text, sizeof text, "sourdine %lld:%s %s", (long long)
		json_integer_value(report_at(report, "seal/entries")),
		report_string(report_at(report, "seal/head")),
		report_string(report_at(report, "seal/public_key")));
	report_qr(d, text, 92, _("The head and the key as a QR code"));
}

void chapter_check(struct doc *d, const json_t *report)
{
	say(d, DOC_SECTION, "%s", _("How to check this report"));
	say(d, DOC_SMALL, "%s", _("This file carries its numbers a second "
		"time, in a form for machines (report.json, an attachment of "
		"the PDF).  With the meter's store, or a sealed export of it, "
		"this command computes them again, and says “valid” or which "
		"number is not:"));
	say(d, DOC_CODE, "sourdine verify REPORT --store STORE --key %s",
		report_string(report_at(report, "seal/public_key")));
	say(d, DOC_SMALL, _("Entries of the chain up to number %lld, whose "
		"head is:"), (long long)json_integer_value(report_at(report,
		"seal/entries")));
	say(d, DOC_CODE, "%s", report_string(report_at(report, "seal/head")));
	seal_code(d, report);
	say(d, DOC_SMALL, "%s", _("The seal proves that nothing was changed "
		"since it was stored.  It cannot prove where the microphone "
		"stood, what made the sound, or that the clock was right."));
}
