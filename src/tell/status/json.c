/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c - how a meter does, for programs. */
#include <stdio.h>

#include <jansson.h>

#include "../calibrations.h"
#include "../iso_time.h"
#include "../levels.h"
#include "json.h"

static json_t *level(slm_tenth_db l)
{
	return l == SLM_NO_LEVEL ? json_null() : json_real(l / 10.0);
}

static json_t *moment(int64_t utc_s)
{
	char text[ISO_TIME_SIZE];

	iso_time_format(text, utc_s);
	return json_string(text);
}

/* "" is nothing. */
static json_t *text_or_null(const char *text)
{
	return *text ? json_string(text) : json_null();
}

static json_t *flags(uint32_t set)
{
	json_t *list = json_array();

	for (unsigned i = 0; flag_name(i); i++)
		if (set >> i & 1)
			json_array_append_new(list, json_string(flag_name(i)));
	return list;
}

static json_t *programs(const struct status *s)
{
	json_t *list = json_array();

	for (int i = 0; i < s->programs; i++) {
		const struct status_program *p = &s->program[i];

		json_array_append_new(list, json_pack("{s:s, s:b, s:o, s:o, s:i}",
			"name", p->name, "running", (int)p->running,
			"locked", p->filtered == FILTERED_HIDDEN ? json_null() :
				json_boolean(p->filtered == FILTERED_YES),
			"pid", p->running ? json_integer(p->pid) : json_null(),
			"starts", p->starts));
	}
	return list;
}

static json_t *last(const struct status *s)
{
	if (!s->has_last)
		return json_null();
	return json_pack("{s:I, s:o, s:i, s:i, s:o, s:o}",
		"sequence", (json_int_t)s->last.sequence,
		"start", moment(s->last.start_utc_s),
		"interval_s", (int)s->last.interval_s,
		"covered_s", (int)s->last.covered_s,
		"flags", flags(s->last.flags),
		"LAeq", level(s->last.LAeq));
}

static json_t *store(const struct status *s)
{
	char why[1024];

	store_explain(why, sizeof why, s->store_error, s->store);
	return json_pack("{s:s, s:o, s:I, s:I, s:i, s:i, s:o, s:o}",
		"path", s->store,
		"error", s->store_error ? json_string(why) : json_null(),
		"bytes", (json_int_t)s->bytes,
		"records", (json_int_t)s->records,
		"covered_24h_s", s->covered_s,
		"doubtful_24h_s", s->doubtful_s,
		"calibration", s->has_series ? json_string(
			calibration_kind_name(s->series.calibrated)) :
			json_null(),
		"last", last(s));
}

static json_t *seal(const struct status *s)
{
	char hex[2 * ENTRY_KEY_BYTES + 1];

	if (!s->has_key)
		return json_null();
	for (size_t i = 0; i < sizeof s->key; i++)
		snprintf(hex + 2 * i, 3, "%02x", s->key[i]);
	return json_pack("{s:s, s:I, s:o}", "key", hex,
		"signed_n", (json_int_t)s->head.n,
		"signed", s->head.n ? moment(s->head.utc_s) : json_null());
}

static json_t *study(const struct status *s)
{
	if (!s->study.n)
		return json_null();
	return json_pack("{s:s, s:o, s:o}", "name", s->study.name,
		"from", moment(s->study.from_utc_s),
		"until", moment(s->study.ended_utc_s));
}

static json_t *now(const struct status *s)
{
	if (!s->has_now)
		return json_null();
	return json_pack("{s:o, s:o, s:s}",
		"time", moment(s->now.utc_s),
		"LAeq_1s", level(s->now.second.LAeq),
		"state", live_state_name(s->now.second.state));
}

bool status_json(const struct status *s)
{
	json_t *j = json_pack("{s:b, s:b, s:o, s:o, s:b, s:o, s:o, s:o, s:i,"
		" s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o}",
		"measuring", (int)status_is_good(s),
		"running", (int)s->running,
		"started", text_or_null(s->running ? s->started : ""),
		"pid", s->running ? json_integer(s->pid) : json_null(),
		"simulated", (int)s->simulated,
		"microphone", text_or_null(s->microphone),
		"source", text_or_null(s->source),
		"page", text_or_null(s->running ? s->page : ""),
		"breaches", s->breaches,
		"closed_until", text_or_null(s->closed_until),
		"landlock", s->landlock,
		"page_user", text_or_null(s->page_user),
		"programs", programs(s),
		"store", store(s),
		"seal", seal(s),
		"study", study(s),
		"now", now(s));
	bool written = j && json_dumpf(j, stdout, JSON_INDENT(1) |
		JSON_REAL_PRECISION(5)) == 0;

	json_decref(j);
	putchar('\n');
	return written;
}
