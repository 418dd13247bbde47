/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_add.c - what keep adds: a series, a record, a histogram. */
#include <string.h>

#include "store_file.h"

static bool bind_level(sqlite3_stmt *q, int i, slm_tenth_db level)
{
	return (level == SLM_NO_LEVEL ? sqlite3_bind_null(q, i) :
		sqlite3_bind_int(q, i, level)) == SQLITE_OK;
}

static bool bind_text(sqlite3_stmt *q, int i, const char *text)
{
	return sqlite3_bind_text(q, i, text, -1, SQLITE_TRANSIENT) ==
		SQLITE_OK;
}

static int add_record(struct store *s, const struct store_record *r)
{
	sqlite3_stmt *q = s->query[ADD_RECORD];
	const struct slm_spread *l = &r->spread;
	bool bound = store_bind(q, 2, r->series) &&
		store_bind(q, 3, r->start_utc_s) &&
		store_bind(q, 4, r->interval_s) &&
		store_bind(q, 5, r->covered_s) && store_bind(q, 6, r->flags) &&
		bind_level(q, 7, r->LAeq) && bind_level(q, 8, l->LAFmax) &&
		bind_level(q, 9, l->LAF1) && bind_level(q, 10, l->LAF10) &&
		bind_level(q, 11, l->LAF50) && bind_level(q, 12, l->LAF90) &&
		bind_level(q, 13, l->LAF95) && bind_level(q, 14, l->LAFmin);

	return bound ? store_run(s, ADD_RECORD) : STORE_ERR_IO;
}

static int add_histogram(struct store *s, const struct store_histogram *h)
{
	sqlite3_stmt *q = s->query[ADD_HISTOGRAM];
	uint8_t bytes[2 * STORE_CLASSES];

	for (int i = 0; i < STORE_CLASSES; i++) {
		bytes[2 * i] = (uint8_t)h->seconds[i];
		bytes[2 * i + 1] = (uint8_t)(h->seconds[i] >> 8);
	}
	if (!store_bind(q, 1, h->series) || !store_bind(q, 2, h->hour_utc_s) ||
		sqlite3_bind_blob(q, 3, bytes, sizeof bytes,
			SQLITE_TRANSIENT) != SQLITE_OK)
		return STORE_ERR_IO;
	return store_run(s, ADD_HISTOGRAM);
}

static int add(struct store *s, struct store_record *r,
	const struct store_histogram *h, size_t n)
{
	int64_t sequence = 0;
	int error = store_run(s, BEGIN);

	if (error)
		return error;
	if (r && !(error = add_record(s, r)))
		sequence = sqlite3_last_insert_rowid(s->db);
	for (size_t i = 0; i < n && !error; i++)
		error = add_histogram(s, &h[i]);
	if (!error)
		error = store_run(s, COMMIT);
	/* After some errors SQLite has rolled back by itself. */
	if (error && !sqlite3_get_autocommit(s->db))
		(void)store_run(s, ROLLBACK);
	if (!error && r)
		r->sequence = sequence;
	return error;
}

int store_add(struct store *s, struct store_record *r,
	const struct store_histogram *h, size_t n)
{
	return add(s, r, h, n);
}

int store_add_histograms(struct store *s, const struct store_histogram *h,
	size_t n)
{
	return n ? add(s, NULL, h, n) : STORE_OK;
}

static bool is_same(const struct store_series *a, const struct store_series *b)
{
	return strcmp(a->place, b->place) == 0 &&
		a->height_cm == b->height_cm &&
		strcmp(a->description, b->description) == 0 &&
		strcmp(a->microphone, b->microphone) == 0 &&
		strcmp(a->source, b->source) == 0 &&
		a->full_scale == b->full_scale &&
		a->self_noise == b->self_noise &&
		a->calibrated == b->calibrated &&
		a->interval_s == b->interval_s &&
		strcmp(a->software, b->software) == 0;
}

int store_begin_series(struct store *s, struct store_series *series)
{
	sqlite3_stmt *q = s->query[ADD_SERIES];
	struct store_series newest;
	int error;

	if (store_last_series(s, &newest) && is_same(&newest, series)) {
		*series = newest;
		return STORE_OK;
	}
	if (!store_bind(q, 2, series->since_utc_s) ||
		!bind_text(q, 3, series->place) ||
		!store_bind(q, 4, series->height_cm) ||
		!bind_text(q, 5, series->description) ||
		!bind_text(q, 6, series->microphone) ||
		!bind_text(q, 7, series->source) ||
		!store_bind(q, 8, series->full_scale) ||
		!store_bind(q, 9, series->self_noise) ||
		!store_bind(q, 10, series->calibrated) ||
		!store_bind(q, 11, series->interval_s) ||
		!bind_text(q, 12, series->software))
		return STORE_ERR_IO;
	error = store_run(s, ADD_SERIES);
	if (!error)
		series->id = sqlite3_last_insert_rowid(s->db);
	return error;
}
