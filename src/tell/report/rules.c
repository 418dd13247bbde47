/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules.c - which landmarks stand beside the levels: the declared source
 * decides, and none of them is a verdict. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "report.h"
#include "chapters.h"
#include "text.h"

/* What the law says of each declared source. */
static const struct noise {
	const char *name, *words, *rule;
} noises[] = {
	{ "domestic", N_("domestic"), N_("For domestic noise (R1336-5 of the "
		"code de la santé publique) duration, repetition or intensity "
		"decide; there is no limit value and no measurement is "
		"needed.  The numbers are landmarks.") },
	{ "professional", N_("a professional activity, or organised sport, "
		"culture or leisure"), N_("R1336-6 and R1336-7 of the code de "
		"la santé publique look at the emergence: 5 dB(A) from 7 to "
		"22 h, 3 dB(A) from 22 to 7 h, more where the source lasts "
		"less than 8 hours.") },
	{ "amplified", N_("amplified music in a closed venue"), N_("R571-26 of "
		"the code de l'environnement: emergence of 3 dB(A), and 3 dB "
		"in each octave from 125 to 4000 Hz, inside the "
		"neighbour's rooms.  This meter gives no octaves here.") },
	{ "building-site", N_("a building site"), N_("For a building site "
		"(R1336-10 of the code de la santé publique) no emergence is "
		"looked for: its conditions, precautions and behaviour "
		"count.") },
	{ "transport", N_("road, rail or air traffic"), N_("For traffic "
		"yearly values outdoors count.  The landmarks given "
		"here are no legal limits for one place.") },
	{ "classified", N_("a classified installation (ICPE)"), N_("The order "
		"of 23 January 1997 has a table of its own for classified "
		"installations; nights include Sundays and holidays, in the "
		"emergence below as well, but not in the levels by period.") },
	{ "unknown", N_("not known"), N_("The source is not known, so no rule "
		"is named: numbers only.") },
};

const char *const report_noises[] = { "domestic", "professional", "amplified",
	"building-site", "transport", "classified", "unknown", NULL };

static const struct noise *noise_of(const json_t *report)
{
	const char *name = report_string(report_at(report, "report/noise"));
	size_t n = sizeof noises / sizeof *noises;

	for (size_t k = 0; k < n; k++)
		if (strcmp(noises[k].name, name) == 0)
			return &noises[k];
	return &noises[n - 1];
}

static bool has(const json_t *report, const char *path, const char *what)
{
	return strcmp(report_string(report_at(report, path)), what) == 0;
}

/* --------------------------------------------------------- emergence */

static const char *indication(const char *name)
{
	if (strcmp(name, "above") == 0)
		return _("above the landmark");
	if (strcmp(name, "too close to say") == 0)
		return _("too close to say");
	if (strcmp(name, "below") == 0)
		return _("below the landmark");
	return "–";
}

static void emergence_row(struct table *t, const char *name, const json_t *e)
{
	table_cell(t, "%s", name);
	table_cell(t, "%s", level_text(json_object_get(e, "LAeq_ambient")));
	table_cell(t, "%s", level_text(json_object_get(e, "LAeq_residual")));
	table_cell(t, "%s", signed_text(json_object_get(e, "emergence")));
	table_cell(t, "%s", level_text(json_object_get(e, "uncertainty_k2")));
	table_cell(t, "%s", isfinite(report_number(json_object_get(e,
		"cumulated_s"))) ? duration_text(report_number(
			json_object_get(e, "cumulated_s"))) : "–");
	table_cell(t, "%s", level_text(json_object_get(e, "limit")));
	table_cell(t, "%s", indication(report_string(json_object_get(e,
		"indication"))));
}

void chapter_emergence(struct doc *d, const json_t *report)
{
	const json_t *e = report_at(report, "emergence");
	struct table t = table_begin(8);

	say(d, DOC_SECTION, "%s", _("What the source adds"));
	say(d, DOC_BODY, _("Declared source: %s.  %s"),
		_(noise_of(report)->words), _(noise_of(report)->rule));
	if (json_array_size(report_at(report, "diary")) == 0) {
		say(d, DOC_BODY, "%s", _("No hours were noted in the diary "
			"(<i>sourdine diary</i>), so the level without the "
			"source cannot be told from the level with it."));
		table_end(&t, NULL);
		return;
	}
	t.doc.caption = _("Emergence, dB(A)");
	t.doc.left[7] = true;
	table_cell(&t, "%s", _("Period"));
	table_cell(&t, "%s", _("ambient"));
	table_cell(&t, "%s", _("residual"));
	table_cell(&t, "%s", _("emergence"));
	table_cell(&t, "±");
	table_cell(&t, "%s", _("duration"));
	table_cell(&t, "%s", _("landmark"));
	table_cell(&t, "%s", _("indication"));
	emergence_row(&t, _("7–22 h"), json_object_get(e, "day"));
	emergence_row(&t, _("22–7 h"), json_object_get(e, "night"));
	table_end(&t, d);
	for (int night = 0; night < 2; night++) {
		const json_t *p = json_object_get(e, night ? "night" : "day");
		const char *why = reason_text(p);

		if (*why)
			say(d, DOC_SMALL, _("%s: %s"), night ? _("22–7 h") :
				_("7–22 h"), why);
	}
	if (report_at(report, "report/weather"))
		say(d, DOC_SMALL, "%s", _("The duration is that of the diary, "
			"in rain and wind as well: only the levels of those "
			"hours cannot be used."));
}

/* ---------------------------------------------------------- landmarks */

static void landmark(struct table *t, const char *name, const json_t *here,
	const char *who, const char *map)
{
	table_cell(t, "%s", name);
	table_cell(t, "%s", level_text(here));
	table_cell(t, "%s", who);
	table_cell(t, "%s", map);
}

static void yearly(struct doc *d, const json_t *report)
{
	struct table t = table_begin(4);

	t.doc.caption = _("Landmarks for a year, outdoors, dB(A)");
	table_cell(&t, "%s", _("Indicator"));
	table_cell(&t, "%s", _("here"));
	table_cell(&t, "%s", _("WHO 2018, road"));
	table_cell(&t, "%s", _("limit of French road maps"));
	landmark(&t, "L<sub>den</sub>", report_at(report,
		"indicators/Lden/value"), "53", "68");
	landmark(&t, "L<sub>night</sub>", report_at(report,
		"indicators/Lnight/value"), "45", "62");
	table_end(&t, d);
	say(d, DOC_SMALL, report_number(report_at(report, "period/length_s")) >
		360 * 86400.0 ? "%s" : _("%s  This report covers less than a "
		"year: the landmarks are meant for one."), _("Road WHO 53 and "
		"45, rail 54 and 44, aircraft 45 and 40 dB.  Yearly landmarks "
		"of sound that arrives, 4 m high; in front of a façade about "
		"3 dB are its reflection."));
}

static void bedroom(struct doc *d, const json_t *report)
{
	struct table t = table_begin(3);

	t.doc.caption = _("Landmarks for a bedroom at night, dB(A)");
	table_cell(&t, "%s", _("Indicator"));
	table_cell(&t, "%s", _("here"));
	table_cell(&t, "%s", _("WHO 1999"));
	table_cell(&t, "%s", _("L<sub>Aeq</sub> 22–6 h"));
	table_cell(&t, "%s", level_text(report_at(report,
		"periods/22-6/value")));
	table_cell(&t, "30");
	table_cell(&t, "%s", _("L<sub>AFmax</sub> 22–6 h"));
	table_cell(&t, "%s", level_text(report_at(report,
		"periods/22-6/LAFmax")));
	table_cell(&t, "45");
	table_end(&t, d);
}

void chapter_landmarks(struct doc *d, const json_t *report)
{
	if (has(report, "instrument/place", "indoors"))
		bedroom(d, report);
	else if (has(report, "instrument/place", "outdoors") &&
		has(report, "report/noise", "transport"))
		yearly(d, report);
}
