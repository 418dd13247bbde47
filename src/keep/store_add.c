/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_add.c - what is added: each entry at the end of the chain, in one
 * transaction with the chain's new end. */
#include <string.h>

#include "seal.h"
#include "store_file.h"

/* ---------------------------------------------------------- transactions */

int store_begin(struct store *s)
{
	int error = s->depth ? STORE_OK : store_run(s, BEGIN);

	if (error)
		return error;
	if (s->depth++ == 0)
		s->added_n = 0;
	return error;
}

/* The disk may refuse only the last sync of a commit: then all of it is there,
 * and to add it again would be to have it twice. */
static bool arrived(struct store *s)
{
	uint8_t hash[ENTRY_HASH];
	int64_t n;

	return s->added_n && seal_tip(s, &n, hash) && n == s->added_n &&
		memcmp(hash, s->added, sizeof hash) == 0;
}

int store_end(struct store *s, int error)
{
	if (--s->depth > 0)
		return error;
	if (!error)
		error = store_run(s, COMMIT);
	/* After some errors SQLite has rolled back by itself. */
	if (error && !sqlite3_get_autocommit(s->db))
		(void)store_run(s, ROLLBACK);
	return error && arrived(s) ? STORE_OK : error;
}

/* ----------------------------------------------------------------- rows */

static bool bind_level(sqlite3_stmt *q, int i, slm_tenth_db level)
{
	return (level == SLM_NO_LEVEL ? sqlite3_bind_null(q, i) :
		sqlite3_bind_int(q, i, level)) == SQLITE_OK;
}

static bool bind_time(sqlite3_stmt *q, int i, int64_t utc_s)
{
	return (utc_s == STORE_NO_TIME ? sqlite3_bind_null(q, i) :
		sqlite3_bind_int64(q, i, utc_s)) == SQLITE_OK;
}

static bool bind_link(sqlite3_stmt *q, int i, const struct entry *e)
{
	return store_bind_blob(q, i, e->link, ENTRY_LINK);
}

static bool bind_record(sqlite3_stmt *q, const struct entry *e)
{
	const struct store_record *r = &e->record;
	const struct slm_spread *l = &r->spread;

	return store_bind(q, 1, r->sequence) && store_bind(q, 2, e->n) &&
		store_bind(q, 3, r->series) &&
		store_bind(q, 4, r->start_utc_s) &&
		store_bind(q, 5, r->interval_s) &&
		store_bind(q, 6, r->covered_s) && store_bind(q, 7, r->flags) &&
		bind_level(q, 8, r->LAeq) && bind_level(q, 9, l->LAFmax) &&
		bind_level(q, 10, l->LAF1) && bind_level(q, 11, l->LAF10) &&
		bind_level(q, 12, l->LAF50) && bind_level(q, 13, l->LAF90) &&
		bind_level(q, 14, l->LAF95) && bind_level(q, 15, l->LAFmin) &&
		bind_link(q, 16, e);
}

static bool bind_histogram(sqlite3_stmt *q, const struct entry *e)
{
	uint8_t bytes[2 * STORE_CLASSES];
	int first;
	size_t n = entry_histogram_bytes(bytes, &first, &e->histogram);

	return store_bind(q, 1, e->n) &&
		store_bind(q, 2, e->histogram.series) &&
		store_bind(q, 3, e->histogram.hour_utc_s) &&
		store_bind(q, 4, first) && store_bind_blob(q, 5, bytes, n) &&
		bind_link(q, 6, e);
}

static bool bind_seconds(sqlite3_stmt *q, const struct entry *e)
{
	uint8_t bytes[2 * STORE_SECONDS];
	size_t n = entry_seconds_bytes(bytes, &e->seconds);

	return store_bind(q, 1, e->n) &&
		store_bind(q, 2, e->seconds.series) &&
		store_bind(q, 3, e->seconds.start_utc_s) &&
		store_bind(q, 4, e->seconds.count) &&
		store_bind_blob(q, 5, bytes, n) && bind_link(q, 6, e);
}

static bool bind_series(sqlite3_stmt *q, const struct entry *e)
{
	const struct store_series *s = &e->series;

	return store_bind(q, 1, s->id) && store_bind(q, 2, e->n) &&
		store_bind(q, 3, s->since_utc_s) &&
		store_bind_text(q, 4, s->place) &&
		store_bind(q, 5, s->height_cm) &&
		store_bind_text(q, 6, s->description) &&
		store_bind_text(q, 7, s->microphone) &&
		store_bind_text(q, 8, s->source) &&
		store_bind(q, 9, s->full_scale) &&
		store_bind(q, 10, s->self_noise) &&
		store_bind(q, 11, s->calibrated) &&
		store_bind(q, 12, s->interval_s) &&
		store_bind_text(q, 13, s->software) &&
		store_bind(q, 14, s->placement) &&
		store_bind(q, 15, s->calibration) && bind_link(q, 16, e);
}

static bool bind_journal(sqlite3_stmt *q, const struct entry *e)
{
	const struct store_journal *j = &e->journal;

	return store_bind(q, 1, e->n) && store_bind(q, 2, j->kind) &&
		store_bind(q, 3, j->utc_s) && bind_time(q, 4, j->from_utc_s) &&
		bind_time(q, 5, j->to_utc_s) && store_bind(q, 6, j->refers) &&
		store_bind(q, 7, j->value) &&
		store_bind_text(q, 8, j->subject) &&
		store_bind_text(q, 9, j->text) && bind_link(q, 10, e);
}

static bool bind_key(sqlite3_stmt *q, const struct entry *e)
{
	return store_bind(q, 1, e->n) &&
		store_bind_blob(q, 2, e->key, ENTRY_KEY_BYTES) &&
		bind_link(q, 3, e);
}

/* ------------------------------------------------------------- the chain */

int store_append(struct store *s, struct entry *e)
{
	static const struct {
		enum query query;
		bool (*bind)(sqlite3_stmt *, const struct entry *);
	} row[ENTRY_KINDS] = {
		[ENTRY_SERIES] = { ADD_SERIES, bind_series },
		[ENTRY_RECORD] = { ADD_RECORD, bind_record },
		[ENTRY_HISTOGRAM] = { ADD_HISTOGRAM, bind_histogram },
		[ENTRY_SECONDS] = { ADD_SECONDS, bind_seconds },
		[ENTRY_JOURNAL] = { ADD_JOURNAL, bind_journal },
		[ENTRY_KEY] = { ADD_KEY, bind_key },
	};
	uint8_t hash[ENTRY_HASH], digest[ENTRY_HASH];
	sqlite3_stmt *tip = s->query[SET_TIP];
	int64_t n;
	int error;

	if (!seal_tip(s, &n, hash))
		return STORE_ERR_FORMAT;
	e->n = n + 1;
	entry_digest(digest, e);
	entry_chain_next(hash, digest);
	memcpy(e->link, hash, ENTRY_LINK);
	if (!row[e->kind].bind(s->query[row[e->kind].query], e))
		return STORE_ERR_IO;
	if ((error = store_run(s, row[e->kind].query)))
		return error;
	if (!store_bind(tip, 1, e->n) ||
		!store_bind_blob(tip, 2, hash, sizeof hash))
		return STORE_ERR_IO;
	s->added_n = e->n;
	memcpy(s->added, hash, sizeof hash);
	return store_run(s, SET_TIP);
}

/* In a transaction of its own, unless one is open. */
static int append(struct store *s, struct entry *e)
{
	int error = store_begin(s);

	return error ? error : store_end(s, store_append(s, e));
}

/* ------------------------------------------------------- what keep adds */

static int next_sequence(struct store *s, int64_t *sequence)
{
	int error;

	while (store_row(s, NEXT_SEQUENCE, &error))
		*sequence = sqlite3_column_int64(s->query[NEXT_SEQUENCE], 0);
	return error;
}

static int add_record(struct store *s, struct store_record *r)
{
	struct entry e = { .kind = ENTRY_RECORD, .record = *r };
	int error = next_sequence(s, &e.record.sequence);

	e.record.moved_s = 0;
	if (!error)
		error = store_append(s, &e);
	if (!error) {
		r->sequence = e.record.sequence;
		r->n = e.n;
	}
	return error;
}

static int add_histogram(struct store *s, const struct store_histogram *h)
{
	struct entry e = { .kind = ENTRY_HISTOGRAM, .histogram = *h };

	return store_append(s, &e);
}

int store_add(struct store *s, struct store_record *r,
	const struct store_histogram *h, size_t n)
{
	struct store_record added = *r;
	int error = store_begin(s);

	if (error)
		return error;
	error = add_record(s, &added);
	for (size_t i = 0; i < n && !error; i++)
		error = add_histogram(s, &h[i]);
	error = store_end(s, error);
	if (!error)
		*r = added;
	return error;
}

int store_add_histograms(struct store *s, const struct store_histogram *h,
	size_t n)
{
	int error = n ? store_begin(s) : STORE_OK;

	if (error || n == 0)
		return error;
	for (size_t i = 0; i < n && !error; i++)
		error = add_histogram(s, &h[i]);
	return store_end(s, error);
}

int store_add_seconds(struct store *s, const struct store_seconds *seconds)
{
	struct entry e = { .kind = ENTRY_SECONDS, .seconds = *seconds };

	e.seconds.erased = 0;
	return seconds->count < 1 || seconds->count > STORE_SECONDS ?
		STORE_ERR_REFUSED : append(s, &e);
}

/* ---------------------------------------------------------------- series */

static bool is_same_placement(const struct store_series *a,
	const struct store_series *b)
{
	return strcmp(a->place, b->place) == 0 &&
		a->height_cm == b->height_cm &&
		strcmp(a->description, b->description) == 0;
}

static bool is_same(const struct store_series *a, const struct store_series *b)
{
	return a->placement == b->placement &&
		a->calibration == b->calibration &&
		strcmp(a->microphone, b->microphone) == 0 &&
		strcmp(a->source, b->source) == 0 &&
		a->full_scale == b->full_scale &&
		a->self_noise == b->self_noise &&
		a->calibrated == b->calibrated &&
		a->interval_s == b->interval_s &&
		strcmp(a->software, b->software) == 0;
}

/* n of the calibration that the full scale comes from. */
static int find_calibration(struct store *s, struct store_series *series)
{
	sqlite3_stmt *q = s->query[CALIBRATED];
	int error;

	series->calibration = 0;
	if (!series->calibrated)
		return STORE_OK;
	if (!store_bind(q, 1, STORE_CALIBRATION) ||
		!store_bind_text(q, 2, series->microphone) ||
		!store_bind(q, 3, 10 * (int64_t)series->full_scale))
		return STORE_ERR_IO;
	while (store_row(s, CALIBRATED, &error))
		series->calibration = sqlite3_column_int64(q, 0);
	return error;
}

/* Was the microphone moved after entry n? */
static int find_move(struct store *s, int64_t n, bool *moved)
{
	sqlite3_stmt *q = s->query[LAST_OF_KIND];
	int error;

	if (!store_bind(q, 1, STORE_MOVED))
		return STORE_ERR_IO;
	while (store_row(s, LAST_OF_KIND, &error))
		*moved = sqlite3_column_int64(q, 0) > n;
	return error;
}

/* The newest series and its n; false: there is none yet. */
static int find_newest(struct store *s, struct entry *e, bool *any)
{
	int error;

	*any = false;
	while (store_row(s, LAST_SERIES, &error))
		*any = store_get_entry(e, ENTRY_SERIES, s->query[LAST_SERIES]);
	return error;
}

static int begin_series(struct store *s, struct store_series *series)
{
	struct entry e, newest;
	bool any, moved = false;
	int error;

	if ((error = find_newest(s, &newest, &any)) ||
		(any && (error = find_move(s, newest.n, &moved))) ||
		(error = find_calibration(s, series)))
		return error;
	series->placement = 1;
	series->id = 1;
	if (any) {
		series->placement = newest.series.placement + (moved ||
			!is_same_placement(&newest.series, series));
		if (is_same(&newest.series, series)) {
			*series = newest.series;
			return STORE_OK;
		}
		series->id = newest.series.id + 1;
	}
	e.kind = ENTRY_SERIES;
	e.withheld = false;
	e.series = *series;
	return store_append(s, &e);
}

int store_begin_series(struct store *s, struct store_series *series)
{
	struct store_series begun = *series;
	int error = store_begin(s);

	if (error)
		return error;
	error = store_end(s, begin_series(s, &begun));
	if (!error)
		*series = begun;
	return error;
}
