/* SPDX-License-Identifier: GPL-3.0-or-later */
/* emergence_json.c - emergence as JSON. */
#include <math.h>

#include <jansson.h>

#include "request.h"

static json_t *level(double dB)
{
	return isnan(dB) ? json_null() : json_real(round(dB * 100) / 100);
}

static json_t *limit_of(const struct emergence_answer *a, int value)
{
	return a->limit < 0 ? json_null() : json_integer(value);
}

json_t *emergence_json_answer(const struct emergence_answer *a,
	const struct indicators_request *q)
{
	const char *indication = emergence_indication_name(a->indication);
	bool known = a->looked_for_known && a->limit >= 0;
	json_t *o = json_object();

	json_object_set_new(o, "period", !emergence_has_period(q) ?
		json_null() : json_string(
		a->period == EMERGENCE_NIGHT ? "night" : "day"));
	json_object_set_new(o, "source_kind", json_string(
		emergence_source_name(q->question.source)));
	json_object_set_new(o, "LAeq_ambient", level(a->ambient));
	json_object_set_new(o, "LAeq_residual", level(a->residual));
	json_object_set_new(o, "emergence", level(a->emergence));
	json_object_set_new(o, "uncertainty_k2", level(a->uncertainty));
	json_object_set_new(o, "cumulated_s", a->cumulated_s < 0 ? json_null() :
		json_integer(a->cumulated_s));
	json_object_set_new(o, "term", limit_of(a, a->term));
	json_object_set_new(o, "limit", limit_of(a, a->limit));
	json_object_set_new(o, "threshold", level(a->threshold));
	json_object_set_new(o, "looked_for", known ?
		json_boolean(a->looked_for) : json_null());
	json_object_set_new(o, "exceeds", known ? json_boolean(a->exceeds) :
		json_null());
	json_object_set_new(o, "indication", indication ?
		json_string(indication) : json_null());
	json_object_set_new(o, "residual_at_most",
		json_boolean(a->residual_at_most));
	json_object_set_new(o, "by_L50", json_boolean(a->by_L50));
	json_object_set_new(o, "reason", a->reason ?
		json_string(emergence_explain(a->reason)) : json_null());
	return o;
}

static json_t *marked(const struct indicators_request *q,
	const struct placement *p, enum emergence_period period)
{
	const struct emergence_levels *e = p->emergence;
	const struct emergence_question asked = emergence_question_of(q, p);
	struct emergence_answer a;
	json_t *o;

	emergence_ask(&a, e, period, &asked);
	o = emergence_json_answer(&a, q);
	json_object_set_new(o, "particular_seconds_in_file", json_integer(
		llround(emergence_seconds(e, period, EMERGENCE_PARTICULAR))));
	json_object_set_new(o, "residual_seconds_in_file", json_integer(
		llround(emergence_seconds(e, period, EMERGENCE_RESIDUAL))));
	json_object_set_new(o, "exceptional_seconds_in_file", json_integer(
		llround(emergence_seconds(e, period, EMERGENCE_EXCEPTIONAL))));
	json_object_set_new(o, "records_left_out",
		json_integer(emergence_left_out(e, period)));
	json_object_set_new(o, "L50_ambient", level(
		emergence_LN(e, period, EMERGENCE_PARTICULAR, 50)));
	json_object_set_new(o, "L50_residual", level(
		emergence_LN(e, period, EMERGENCE_RESIDUAL, 50)));
	json_object_set_new(o, "L90_ambient", level(
		emergence_LN(e, period, EMERGENCE_PARTICULAR, 90)));
	json_object_set_new(o, "L90_residual", level(
		emergence_LN(e, period, EMERGENCE_RESIDUAL, 90)));
	return o;
}

/* Day and night are treated apart; one of them alone needs no name. */
void emergence_json(json_t *o, const struct indicators_request *q,
	const struct placement *p)
{
	bool day, night;
	json_t *one;

	if (!p->emergence)
		return;
	day = emergence_has(p->emergence, EMERGENCE_DAY);
	night = emergence_has(p->emergence, EMERGENCE_NIGHT);
	if (day && night) {
		json_object_set_new(o, "emergence", json_pack("{s:o, s:o}",
			"day", marked(q, p, EMERGENCE_DAY),
			"night", marked(q, p, EMERGENCE_NIGHT)));
		return;
	}
	one = marked(q, p, night ? EMERGENCE_NIGHT : EMERGENCE_DAY);
	json_object_update(o, one);
	json_decref(one);
}

/* Octave bands, and which of them exceed. */
void emergence_json_octaves(json_t *o, const struct indicators_request *q)
{
	json_t *all = json_object(), *above = json_array();
	json_t *limits = json_object();
	double e[EMERGENCE_OCTAVES];
	bool exceeds[EMERGENCE_OCTAVES];
	char key[16];
	int limit;

	emergence_octaves(e, exceeds, &q->question, q->ambient_octave,
		q->residual_octave);
	for (int i = 0; i < EMERGENCE_OCTAVES; i++) {
		snprintf(key, sizeof key, "%d", emergence_octave_Hz[i]);
		json_object_set_new(all, key, level(e[i]));
		limit = emergence_octave_limit(&q->question, i);
		json_object_set_new(limits, key, limit < 0 ? json_null() :
			json_integer(limit));
		if (exceeds[i])
			json_array_append_new(above,
				json_integer(emergence_octave_Hz[i]));
	}
	json_object_set_new(o, "emergence", all);
	json_object_set_new(o, "limit_bands", limits);
	json_object_set_new(o, "exceeds_bands", above);
}
