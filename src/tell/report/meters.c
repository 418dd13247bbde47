/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meters.c - the same indicators of several stores, each with the key
 * that seals it and its head. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "chapters.h"
#include "meters.h"
#include "span.h"
#include "text.h"

static json_t *seal_at(const char *path)
{
	struct store *s;
	json_t *seal = store_open(&s, path) == STORE_OK ? report_seal(s) :
		json_object();

	store_close(s);
	return seal;
}

static json_t *meter(const char *path, const struct report_request *r)
{
	struct report_span s;
	json_t *j;

	if (!report_span(&s, path, r->weather, r->from_utc_s, r->to_utc_s))
		return NULL;
	j = json_pack("{s:s, s:s, s:i, s:s, s:b, s:b, s:i, s:o, s:o}", "place",
		s.first.place, "description", r->redact ? "" :
		s.first.description, "height_cm", (int)s.first.height_cm,
		"microphone", s.first.microphone, "calibrated",
		!s.uncalibrated, "simulated", s.simulated, "placements",
		s.placements, "coverage", report_level(s.coverage), "seal",
		seal_at(path));
	for (int k = 0; j && k < SPAN_VALUES; k++)
		json_object_set_new(j, span_names[k], report_level(
			s.value[k]));
	return j;
}

bool report_add_meters(json_t *report, const char *store,
	const struct report_request *r)
{
	json_t *all;

	if (r->n_also == 0)
		return true;
	all = json_array();
	for (size_t k = 0; k <= r->n_also; k++) {
		json_t *one = meter(k ? r->also[k - 1] : store, r);

		if (!one) {
			if (k)
				fprintf(stderr, _("sourdine: --also %s has "
					"nothing to put beside this meter\n"),
					r->also[k - 1]);
			json_decref(all);
			return false;
		}
		json_array_append_new(all, one);
	}
	json_object_set_new(report, "meters", all);
	return true;
}

static void meter_row(struct table *t, size_t k, const json_t *m)
{
	static const char *const shown[] = { "LAeq", "Lnight", "Lden",
		"LA90,1s" };

	table_cell(t, "%zu", k + 1);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		table_cell(t, "%s", level_text(json_object_get(m, shown[i])));
	table_cell(t, "%s", share_text(json_object_get(m, "coverage")));
	table_cell(t, "%s", json_is_true(json_object_get(m, "simulated")) ?
		_("simulated") : json_is_true(json_object_get(m,
		"calibrated")) ? _("yes") : _("no"));
}

static void say_meter(struct doc *d, size_t k, const json_t *m)
{
	const char *words = report_string(json_object_get(m, "description"));

	say(d, DOC_SMALL, _("Meter %zu: %s, microphone “%s”, key and head of "
		"its chain:"), k + 1, *words ? free_text(words) :
		report_place_name(report_string(json_object_get(m, "place"))),
		free_text(
		report_string(json_object_get(m, "microphone"))));
	say(d, DOC_CODE, "%s", free_text(report_string(report_at(m,
		"seal/public_key"))));
	say(d, DOC_CODE, "%s", free_text(report_string(report_at(m,
		"seal/head"))));
	if (report_number(json_object_get(m, "placements")) > 1)
		say(d, DOC_SMALL, "%s", _("It was moved in this period: the "
			"values are of its last place."));
}

void chapter_meters(struct doc *d, const json_t *report)
{
	const json_t *all = report_at(report, "meters");
	struct table t = table_begin(7);
	size_t k;
	json_t *m;

	if (!all) {
		table_end(&t, NULL);
		return;
	}
	say(d, DOC_SECTION, "%s", _("Several meters"));
	t.doc.caption = _("The same period at several places, dB(A)");
	table_cell(&t, "%s", _("Meter"));
	table_cell(&t, "L<sub>Aeq</sub>");
	table_cell(&t, "L<sub>night</sub>");
	table_cell(&t, "L<sub>den</sub>");
	table_cell(&t, "L<sub>A90,1s</sub>");
	table_cell(&t, "%s", _("measured"));
	table_cell(&t, "%s", _("calibrated"));
	json_array_foreach(all, k, m)
		meter_row(&t, k, m);
	table_end(&t, d);
	say(d, DOC_SMALL, "%s", _("Each level has the ± of its own "
		"instrument, which between two of them does not cancel: a "
		"difference of less than 3 dB says little."));
	json_array_foreach(all, k, m)
		say_meter(d, k, m);
}
