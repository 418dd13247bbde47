/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_write.c - the records of a period as CSV or JSON, one at a time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "calibrations.h"
#include "export_write.h"
#include "iso_time.h"
#include "levels.h"

/* 140.0 has four digits. */
#define JSON_STYLE (JSON_COMPACT | JSON_REAL_PRECISION(5))

struct stream {
	FILE *to;
	struct store *store;
	const struct export_request *request;
	int64_t written;
	struct store_series series; /* of the record before; id 0: none yet */
	int64_t first_series;
	int error;
};

static bool is_simulated(const struct store_series *s)
{
	return strcmp(s->source, "simulated") == 0;
}

/* ------------------------------------------------------------------- CSV */

static const char csv_header[] =
	"sequence,start_utc,interval_s,covered_s,flags,LAeq_dB,LAFmax_dB,"
	"LAF1_dB,LAF10_dB,LAF50_dB,LAF90_dB,LAF95_dB,LAFmin_dB,series,place,"
	"simulated,calibrated,calibration,doubtful\r\n";

static void csv_level(FILE *to, slm_tenth_db level)
{
	char text[LEVEL_SIZE] = "";

	if (level != SLM_NO_LEVEL)
		level_format(text, level, false, false);
	fprintf(to, ",%s", text);
}

static void csv_text(FILE *to, const char *text)
{
	bool quoted = strpbrk(text, ",\"\r\n") != NULL;

	fputs(quoted ? ",\"" : ",", to);
	for (; *text; text++)
		fprintf(to, *text == '"' ? "%c\"" : "%c", *text);
	fputs(quoted ? "\"" : "", to);
}

static void csv_record(FILE *to, const struct store_record *r,
	const struct store_series *s, bool doubtful)
{
	const struct slm_spread *l = &r->spread;
	char start[ISO_TIME_SIZE], flags[FLAGS_SIZE];

	iso_time_format(start, r->start_utc_s);
	flags_format(flags, r->flags);
	fprintf(to, "%" PRId64 ",%s,%" PRId32 ",%" PRId32 ",%s", r->sequence,
		start, r->interval_s, r->covered_s, flags);
	csv_level(to, r->LAeq);
	csv_level(to, l->LAFmax);
	csv_level(to, l->LAF1);
	csv_level(to, l->LAF10);
	csv_level(to, l->LAF50);
	csv_level(to, l->LAF90);
	csv_level(to, l->LAF95);
	csv_level(to, l->LAFmin);
	fprintf(to, ",%" PRId64, s->id);
	csv_text(to, s->place);
	fprintf(to, ",%s,%s,%s,%s\r\n", is_simulated(s) ? "true" : "false",
		s->calibrated ? "true" : "false",
		calibration_kind_name(s->calibrated),
		doubtful ? "true" : "false");
}

/* ------------------------------------------------------------------ JSON */

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

static json_t *json_record(const struct store_record *r, bool doubtful)
{
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
		"doubtful", (int)doubtful);
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
		"simulated", (int)is_simulated(s),
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

/* The series of the records above; a number without a row is no series. */
static int json_all_series(struct stream *st)
{
	struct store_series s;

	for (int64_t id = st->first_series; id && id <= st->series.id; id++)
		if (!store_series(st->store, id, &s) ||
			!json_put(st->to, json_series(&s),
				id == st->first_series))
			return STORE_ERR_FORMAT;
	return STORE_OK;
}

/* ------------------------------------------------------------- streaming */

static bool find_series(struct stream *st, int64_t id)
{
	if (st->series.id == id)
		return true;
	if (!store_series(st->store, id, &st->series))
		return false;
	if (st->first_series == 0)
		st->first_series = id;
	return true;
}

static bool write_record(void *user, const struct store_record *r)
{
	struct stream *st = user;
	bool doubtful;

	if (!find_series(st, r->series)) {
		st->error = STORE_ERR_FORMAT;
		return false;
	}
	doubtful = !is_simulated(&st->series) &&
		calibrations_doubt(&st->request->calibrations,
			st->series.microphone, r->start_utc_s,
			r->start_utc_s + r->interval_s);
	if (!st->request->json)
		csv_record(st->to, r, &st->series, doubtful);
	else if (!json_put(st->to, json_record(r, doubtful), st->written == 0))
		st->error = STORE_ERR_FORMAT;
	st->written++;
	return !st->error && !ferror(st->to) && !*st->request->stop;
}

int export_write(FILE *to, struct store *s, const struct export_request *r)
{
	struct stream st = { .to = to, .store = s, .request = r };
	int error;

	fputs(r->json ? "{\"records\": [" : csv_header, to);
	error = store_records(s, r->from_utc_s, r->to_utc_s, write_record,
		&st);
	if (!error)
		error = st.error;
	if (error || !r->json || ferror(to))
		return error;
	fputs("\n],\n\"series\": [", to);
	error = json_all_series(&st);
	fputs("\n]}\n", to);
	return error;
}
