/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c - records as one JSON object, or as lines of JSON. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../calibrations.h"
#include "write.h"
#include "../iso_time.h"
#include "../levels.h"
#include "../local_time.h"

/* 140.0 has four digits. */
#define JSON_STYLE (JSON_COMPACT | JSON_REAL_PRECISION(5))

static json_t *json_level(slm_tenth_db level)
{
	return level == SLM_NO_LEVEL ? json_null() : json_real(level / 10.0);
}

static json_t *json_time(int64_t utc_s)
{
	char text[ISO_TIME_SIZE];

	iso_time_format(text, utc_s);
	return json_string(text);
}

static json_t *json_flags(uint32_t flags)
{
	json_t *list = json_array();

	for (unsigned i = 0; flag_name(i); i++)
		if (flags >> i & 1)
			json_array_append_new(list, json_string(flag_name(i)));
	return list;
}

static json_t *json_record(const struct export_row *row)
{
	const struct store_record *r = row->record;
	const struct slm_spread *l = &r->spread;

	return json_pack("{s:I, s:I, s:o, s:i, s:i, s:o,"
		" s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
		"sequence", (json_int_t)r->sequence,
		"series", (json_int_t)r->series,
		"start", json_time(r->start_utc_s),
		"interval_s", (int)r->interval_s,
		"covered_s", (int)r->covered_s,
		"flags", json_flags(r->flags),
		"LAeq", json_level(r->LAeq),
		"LAFmax", json_level(l->LAFmax),
		"LAF1", json_level(l->LAF1),
		"LAF10", json_level(l->LAF10),
		"LAF50", json_level(l->LAF50),
		"LAF90", json_level(l->LAF90),
		"LAF95", json_level(l->LAF95),
		"LAFmin", json_level(l->LAFmin),
		"doubtful", (int)row->doubtful);
}

static json_t *json_series(const struct store_series *s)
{
	return json_pack("{s:I, s:o, s:s, s:o, s:s, s:s, s:s, s:o, s:o,"
		" s:b, s:b, s:s, s:i, s:s}",
		"id", (json_int_t)s->id,
		"since", json_time(s->since_utc_s),
		"place", s->place,
		"height_m", s->height_cm < 0 ? json_null() :
			json_real(s->height_cm / 100.0),
		"description", s->description,
		"microphone", s->microphone,
		"source", s->source,
		"full_scale_dB", json_real(s->full_scale / 10.0),
		"self_noise_dB", s->self_noise == 0 ? json_null() :
			json_real(s->self_noise / 10.0),
		"simulated", (int)export_is_simulated(s),
		"calibrated", (int)(s->calibrated != 0),
		"calibration", calibration_kind_name(s->calibrated),
		"interval_s", (int)s->interval_s,
		"software", s->software);
}

/* Releases j.  jansson refuses text that is not UTF-8: not our store. */
static bool json_put(FILE *to, json_t *j, bool first)
{
	char *text = j ? json_dumps(j, JSON_STYLE) : NULL;

	json_decref(j);
	if (!text)
		return false;
	fprintf(to, "%s%s", first ? "\n" : ",\n", text);
	free(text);
	return true;
}

static bool put_record(struct export_stream *st, const struct export_row *row)
{
	return json_put(st->to, json_record(row), st->written == 0);
}

static void begin(struct export_stream *st)
{
	fputs("{\"records\": [", st->to);
}

/* And the series of the records above; a number without a row is no series. */
static bool end(struct export_stream *st)
{
	struct store_series s;

	fputs("\n],\n\"series\": [", st->to);
	for (int64_t id = st->first_series; id && id <= st->series.id; id++)
		if (!store_series(st->store, id, &s) ||
			!json_put(st->to, json_series(&s),
				id == st->first_series))
			return false;
	fputs("\n]}\n", st->to);
	return true;
}

const struct export_format export_json = { "json", begin, put_record, end };

/* A line for each record, which says all of it. */
static bool put_line(struct export_stream *st, const struct export_row *row)
{
	const struct store_series *s = row->series;
	json_t *j = json_record(row);
	char start[LOCAL_TIME_SIZE];
	bool good;

	if (!j)
		return false;
	local_time_format(start, row->record->start_utc_s);
	json_object_set_new(j, "start_local", json_string(start));
	json_object_set_new(j, "placement", json_integer(s->placement));
	json_object_set_new(j, "place", json_string(s->place));
	json_object_set_new(j, "simulated", json_boolean(export_is_simulated(s)));
	json_object_set_new(j, "calibration",
		json_string(calibration_kind_name(s->calibrated)));
	good = json_dumpf(j, st->to, JSON_STYLE) == 0 &&
		fputc('\n', st->to) != EOF;
	json_decref(j);
	return good;
}

const struct export_format export_jsonl = { "jsonl", NULL, put_line, NULL };
