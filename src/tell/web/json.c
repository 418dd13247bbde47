/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c - what the page's interface says, as JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../calibrations.h"
#include "../iso_time.h"
#include "../levels.h"
#include "../local_time.h"
#include "json.h"

/* 140.0 has four digits, and a coverage of 0.983 three. */
#define DIGITS 5

/* The library refuses a value that could not be made, so that want of memory
 * shows as a missing key, and `complete` finds it. */
static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static json_t *complete(json_t *object, size_t keys)
{
	if (json_object_size(object) == keys)
		return object;
	json_decref(object);
	return NULL;
}

static void set_level(json_t *object, const char *key, slm_tenth_db level)
{
	set(object, key,
		level == SLM_NO_LEVEL ? json_null() : json_real(level / 10.0));
}

static void set_time(json_t *object, const char *key, int64_t utc_s)
{
	char text[ISO_TIME_SIZE];

	iso_time_format(text, utc_s);
	set(object, key, json_string(text));
}

static json_t *list_flags(uint32_t flags)
{
	json_t *list = json_array();
	char names[FLAGS_SIZE], *rest = names, *name;

	flags_format(names, flags);
	while ((name = strtok_r(rest, " ", &rest)))
		json_array_append_new(list, json_string(name));
	return list;
}

json_t *web_json_words(const char *text)
{
	json_t *words = json_string(text);

	return words ? words : json_string("?");
}

json_t *web_json_dB(double level)
{
	return isnan(level) ? json_null() : json_real(round(10 * level) / 10);
}

json_t *web_json_share(double share)
{
	/* Sums of fractions of seconds: 0.75 of a day is enough. */
	return isnan(share) ? json_null()
			    : json_real(floor(1000 * share + 1e-6) / 1000);
}

static json_t *coverage(const struct store_record *r)
{
	return web_json_share(
		r->interval_s <= 0 ? 0 : (double)r->covered_s / r->interval_s);
}

json_t *web_json_second(const struct live_second *s)
{
	json_t *j = json_object();

	set_time(j, "time", s->utc_s);
	set_level(j, "LAeq_1s", s->second.LAeq);
	set(j, "state", json_string(live_state_name(s->second.state)));
	return complete(j, 3);
}

json_t *web_json_record(const struct store_record *r)
{
	json_t *j = json_object();

	set(j, "sequence", json_integer(r->sequence));
	set(j, "series", json_integer(r->series));
	set_time(j, "start", r->start_utc_s);
	set(j, "interval_s", json_integer(r->interval_s));
	set(j, "covered_s", json_integer(r->covered_s));
	set(j, "coverage", coverage(r));
	set(j, "flags", list_flags(r->flags));
	set_level(j, "LAeq", r->LAeq);
	set_level(j, "LAFmax", r->spread.LAFmax);
	set_level(j, "LAF1", r->spread.LAF1);
	set_level(j, "LAF10", r->spread.LAF10);
	set_level(j, "LAF50", r->spread.LAF50);
	set_level(j, "LAF90", r->spread.LAF90);
	set_level(j, "LAF95", r->spread.LAF95);
	set_level(j, "LAFmin", r->spread.LAFmin);
	return complete(j, 15);
}

/* What the operator stated; all null while there is no series. */
static void set_series(json_t *j, const struct store_series *s)
{
	set(j, "simulated",
		s ? json_boolean(strcmp(s->source, "simulated") == 0)
		  : json_null());
	set(j, "calibrated", s ? json_boolean(s->calibrated) : json_null());
	set(j, "by_comparison",
		s ? json_boolean(s->calibrated == CALIBRATION_COMPARISON)
		  : json_null());
	set(j, "interval_s", s ? json_integer(s->interval_s) : json_null());
	set(j, "place", s ? json_string(s->place) : json_null());
	set(j, "source", s ? json_string(s->source) : json_null());
	set(j, "self_noise",
		s && s->self_noise > 0 ? json_real(s->self_noise / 10.0)
				       : json_null());
}

/* By the clock of the device: it is announced to people. */
static json_t *study_or_null(const struct store_study *study)
{
	char until[LOCAL_TIME_SIZE];

	if (!study)
		return json_null();
	local_time_format(until, study->until_utc_s);
	return json_pack("{s:o, s:s}", "name", web_json_words(study->name),
		"until", until);
}

json_t *web_json_now(const struct web_now *now)
{
	json_t *j = json_object();

	set_time(j, "time", now->utc_s);
	set(j, "state", json_string(now->state));
	set(j, "seconds_shown", json_boolean(now->seconds_shown));
	set_level(j, "LAeq_1s", now->LAeq_1s);
	set_level(j, "LAeq_minute", now->LAeq_minute);
	set_level(j, "LAeq_hour", now->LAeq_hour);
	set(j, "LAeq_today", web_json_dB(now->LAeq_today));
	set(j, "today_coverage", web_json_share(now->today_coverage));
	set(j, "utc_offset_s", json_integer(now->utc_offset_s));
	set_series(j, now->series);
	set(j, "record", now->last ? web_json_record(now->last) : json_null());
	set(j, "study", study_or_null(now->study));
	set(j, "meter", now->meter ? json_string(now->meter) : json_null());
	return complete(j, 19);
}

json_t *web_json_error(const char *sentence)
{
	json_t *j = json_object();

	set(j, "error", json_string(sentence));
	return complete(j, 1);
}

char *web_json_text(json_t *j)
{
	char *text = NULL;

	if (j)
		text = json_dumps(j, JSON_COMPACT | JSON_ENCODE_ANY |
					     JSON_REAL_PRECISION(DIGITS));
	json_decref(j);
	return text;
}
