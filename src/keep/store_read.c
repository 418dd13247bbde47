/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_read.c - what anybody may ask of a store. */
#include <stdio.h>
#include <string.h>

#include "store_file.h"

/* Records fetched at once: between two batches nobody is kept waiting, however
 * slowly the caller takes them. */
#define BATCH 256

static slm_tenth_db get_level(sqlite3_stmt *q, int i)
{
	return sqlite3_column_type(q, i) == SQLITE_NULL ? SLM_NO_LEVEL :
		(slm_tenth_db)sqlite3_column_int(q, i);
}

static void get_record(struct store_record *r, sqlite3_stmt *q)
{
	r->sequence = sqlite3_column_int64(q, 0);
	r->series = sqlite3_column_int64(q, 1);
	r->start_utc_s = sqlite3_column_int64(q, 2);
	r->interval_s = sqlite3_column_int(q, 3);
	r->covered_s = sqlite3_column_int(q, 4);
	r->flags = (uint32_t)sqlite3_column_int(q, 5);
	r->LAeq = get_level(q, 6);
	r->spread = (struct slm_spread){
		.LAFmax = get_level(q, 7), .LAF1 = get_level(q, 8),
		.LAF10 = get_level(q, 9), .LAF50 = get_level(q, 10),
		.LAF90 = get_level(q, 11), .LAF95 = get_level(q, 12),
		.LAFmin = get_level(q, 13),
	};
}

/* The next records after `after`, at most BATCH. */
static int get_batch(struct store *s, int64_t after, int64_t last,
	int64_t from_utc_s, int64_t to_utc_s,
	struct store_record r[BATCH], size_t *n)
{
	sqlite3_stmt *q = s->query[RECORDS];
	int error;

	*n = 0;
	if (!store_bind(q, 1, after) || !store_bind(q, 2, last) ||
		!store_bind(q, 3, from_utc_s) || !store_bind(q, 4, to_utc_s) ||
		!store_bind(q, 5, BATCH))
		return STORE_ERR_IO;
	while (store_row(s, RECORDS, &error)) {
		get_record(&r[*n], q);
		/* Out of order in a damaged file: to go on could go on for
		 * ever. */
		if (r[*n].sequence <= after) {
			(void)sqlite3_reset(q);
			return STORE_ERR_FORMAT;
		}
		after = r[(*n)++].sequence;
	}
	return error;
}

int store_records(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_record *each, void *user)
{
	struct store_record r[BATCH];
	int64_t after = 0, last = 0;
	size_t n = 0;
	int error;

	if (!store_bind(s->query[BOUNDS], 1, from_utc_s) ||
		!store_bind(s->query[BOUNDS], 2, to_utc_s))
		return STORE_ERR_IO;
	while (store_row(s, BOUNDS, &error)) {
		after = sqlite3_column_int64(s->query[BOUNDS], 0) - 1;
		last = sqlite3_column_int64(s->query[BOUNDS], 1);
	}
	while (!error && after < last) {
		error = get_batch(s, after, last, from_utc_s, to_utc_s, r, &n);
		if (n == 0)
			break;
		for (size_t i = 0; i < n; i++)
			if (!each(user, &r[i]))
				return STORE_OK;
		after = r[n - 1].sequence;
	}
	return error;
}

bool store_last(struct store *s, struct store_record *r)
{
	bool any = false;
	int error;

	while (store_row(s, LAST, &error)) {
		get_record(r, s->query[LAST]);
		any = true;
	}
	return any && !error;
}

int64_t store_count(struct store *s)
{
	int64_t count = 0;
	int error;

	while (store_row(s, COUNT, &error))
		count = sqlite3_column_int64(s->query[COUNT], 0);
	return error ? -1 : count;
}

int store_hour(struct store *s, int64_t series, int64_t hour_utc_s,
	struct store_histogram *h)
{
	sqlite3_stmt *q = s->query[HOUR];
	int error;

	memset(h, 0, sizeof *h);
	h->series = series;
	h->hour_utc_s = hour_utc_s;
	if (!store_bind(q, 1, hour_utc_s) || !store_bind(q, 2, series))
		return STORE_ERR_IO;
	while (store_row(s, HOUR, &error)) {
		const uint8_t *b = sqlite3_column_blob(q, 0);

		if (sqlite3_column_bytes(q, 0) != 2 * STORE_CLASSES) {
			(void)sqlite3_reset(q);
			return STORE_ERR_FORMAT;
		}
		for (int i = 0; b && i < STORE_CLASSES; i++)
			h->seconds[i] = (uint16_t)(h->seconds[i] +
				(b[2 * i] | b[2 * i + 1] << 8));
	}
	return error;
}

static void get_text(char *out, size_t size, sqlite3_stmt *q, int i)
{
	const unsigned char *text = sqlite3_column_text(q, i);

	snprintf(out, size, "%s", text ? (const char *)text : "");
}

static bool get_series(struct store *s, enum query which,
	struct store_series *series)
{
	sqlite3_stmt *q = s->query[which];
	bool any = false;
	int error;

	while (store_row(s, which, &error)) {
		any = true;
		memset(series, 0, sizeof *series);
		series->id = sqlite3_column_int64(q, 0);
		series->since_utc_s = sqlite3_column_int64(q, 1);
		get_text(series->place, sizeof series->place, q, 2);
		series->height_cm = sqlite3_column_int(q, 3);
		get_text(series->description, sizeof series->description, q, 4);
		get_text(series->microphone, sizeof series->microphone, q, 5);
		get_text(series->source, sizeof series->source, q, 6);
		series->full_scale = sqlite3_column_int(q, 7);
		series->self_noise = sqlite3_column_int(q, 8);
		series->calibrated = sqlite3_column_int(q, 9);
		series->interval_s = sqlite3_column_int(q, 10);
		get_text(series->software, sizeof series->software, q, 11);
	}
	return any && !error;
}

bool store_series(struct store *s, int64_t id, struct store_series *series)
{
	return store_bind(s->query[ONE_SERIES], 1, id) &&
		get_series(s, ONE_SERIES, series);
}

bool store_last_series(struct store *s, struct store_series *series)
{
	return get_series(s, LAST_SERIES, series);
}
