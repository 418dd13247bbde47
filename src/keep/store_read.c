/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_read.c - what anybody may ask about levels. */
#include <stdlib.h>
#include <string.h>

#include "store_file.h"

/* Records fetched at once: between two batches nobody is kept waiting, however
 * slowly the caller takes them. */
#define BATCH 256
#define BATCH_PARTS 32

#define DAY_S 86400

/* --------------------------------------------------------------- records */

struct period {
	int64_t from_utc_s, to_utc_s;
	int64_t after, last; /* sequences, or n of seconds */
	const struct store_anchors *anchors;
};

static bool is_within(const struct period *p, int64_t utc_s)
{
	return utc_s >= p->from_utc_s && utc_s < p->to_utc_s;
}

/* The next records after p->after, at most BATCH: by the index, unless some
 * of them were moved. */
static int get_batch(struct store *s, struct period *p,
	struct store_record r[BATCH], size_t *n)
{
	sqlite3_stmt *q = s->query[RECORDS];
	bool moved = p->anchors->n > 0;
	int error;

	*n = 0;
	if (!store_bind(q, 1, p->after) || !store_bind(q, 2, p->last) ||
		!store_bind(q, 3, moved ? INT64_MIN : p->from_utc_s) ||
		!store_bind(q, 4, moved ? INT64_MAX : p->to_utc_s) ||
		!store_bind(q, 5, BATCH))
		return STORE_ERR_IO;
	while (store_row(s, RECORDS, &error)) {
		store_get_record(&r[*n], q);
		/* Out of order in a damaged file: to go on could go on for
		 * ever. */
		if (r[*n].sequence <= p->after) {
			(void)sqlite3_reset(q);
			return STORE_ERR_FORMAT;
		}
		r[*n].moved_s = store_moved(p->anchors, r[*n].n);
		r[*n].start_utc_s += r[*n].moved_s;
		p->after = r[(*n)++].sequence;
	}
	return error;
}

static int sequence_at(struct store *s, int64_t n, int64_t *sequence)
{
	int error;

	if (!store_bind(s->query[SEQUENCE_AT], 1, n))
		return STORE_ERR_IO;
	while (store_row(s, SEQUENCE_AT, &error))
		*sequence = sqlite3_column_int64(s->query[SEQUENCE_AT], 0);
	return error;
}

static int include_moved(struct store *s, struct period *p)
{
	int64_t low = INT64_MAX, high = 0, first = 0, end = 0;
	int error;

	for (size_t i = 0; i < p->anchors->n; i++) {
		const struct store_anchor *a = &p->anchors->at[i];

		if (p->from_utc_s > INT64_MIN + DAY_S &&
			a->utc_s < p->from_utc_s - DAY_S)
			continue;
		low = a->first < low ? a->first : low;
		high = a->last;
	}
	if (high == 0)
		return STORE_OK;
	if ((error = sequence_at(s, low, &first)) ||
		(error = sequence_at(s, high, &end)))
		return error;
	p->after = first - 1 < p->after ? first - 1 : p->after;
	p->last = end - 1 > p->last ? end - 1 : p->last;
	return STORE_OK;
}

/* The sequences between which the period's records lie: those that say so
 * themselves, and all that were moved.  What an anchor moved lies before it, so
 * one that is a day older than the period has nothing in it. */
static int find_bounds(struct store *s, struct period *p)
{
	sqlite3_stmt *q = s->query[BOUNDS];
	int64_t unseen = 0;
	int error;

	p->after = INT64_MAX;
	p->last = 0;
	if (!store_bind(q, 1, p->from_utc_s) || !store_bind(q, 2, p->to_utc_s))
		return STORE_ERR_IO;
	while (store_row(s, BOUNDS, &error)) {
		if (sqlite3_column_type(q, 0) == SQLITE_NULL)
			continue;
		p->after = sqlite3_column_int64(q, 0) - 1;
		p->last = sqlite3_column_int64(q, 1);
	}
	if (!error)
		error = include_moved(s, p);
	if (!error && s->seen_until &&
		!(error = sequence_at(s, s->seen_until + 1, &unseen)) &&
		unseen - 1 < p->last)
		p->last = unseen - 1;
	return error;
}

int store_records(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_record *each, void *user)
{
	struct period p = { .from_utc_s = from_utc_s, .to_utc_s = to_utc_s };
	struct store_record r[BATCH];
	size_t n = 0;
	int error = store_anchors(s, &p.anchors);

	if (!error)
		error = find_bounds(s, &p);
	while (!error && p.after < p.last) {
		error = get_batch(s, &p, r, &n);
		if (n == 0)
			break;
		for (size_t i = 0; i < n; i++)
			if (is_within(&p, r[i].start_utc_s) &&
				!each(user, &r[i]))
				return STORE_OK;
	}
	return error;
}

bool store_last(struct store *s, struct store_record *r)
{
	const struct store_anchors *anchors;
	bool any = false;
	int error;

	if (store_anchors(s, &anchors))
		return false;
	while (store_row(s, LAST, &error)) {
		store_get_record(r, s->query[LAST]);
		r->moved_s = store_moved(anchors, r->n);
		r->start_utc_s += r->moved_s;
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

/* ------------------------------------------------------------ histograms */

int store_hour(struct store *s, int64_t series, int64_t hour_utc_s,
	struct store_histogram *h)
{
	sqlite3_stmt *q = s->query[HOUR];
	const struct store_anchors *anchors;
	struct entry e;
	int error;

	memset(h, 0, sizeof *h);
	h->series = series;
	h->hour_utc_s = hour_utc_s;
	if ((error = store_anchors(s, &anchors)))
		return error;
	if (!store_bind(q, 1, hour_utc_s) || !store_bind(q, 2, series) ||
		!store_bind(q, 3, s->seen_until ? s->seen_until : INT64_MAX))
		return STORE_ERR_IO;
	while (store_row(s, HOUR, &error)) {
		if (!store_get_entry(&e, ENTRY_HISTOGRAM, q)) {
			(void)sqlite3_reset(q);
			return STORE_ERR_FORMAT;
		}
		/* of an hour that was cut at the wrong minutes */
		if (store_moved(anchors, e.n) != 0)
			continue;
		for (int i = 0; i < STORE_CLASSES; i++)
			h->seconds[i] = (uint16_t)(h->seconds[i] +
				e.histogram.seconds[i]);
	}
	return error;
}

/* --------------------------------------------------------------- seconds */

uint16_t store_pack(const struct slm_second *s)
{
	return (uint16_t)(s->state << 12 |
		(s->LAeq == SLM_NO_LEVEL ? 0xfff : s->LAeq));
}

bool store_unpack(struct slm_second *s, uint16_t packed)
{
	int level = packed & 0xfff;
	bool none = level == 0xfff;

	s->state = (uint8_t)(packed >> 12);
	s->LAeq = none ? SLM_NO_LEVEL : (slm_tenth_db)level;
	return s->state < SLM_STATES && none == (s->state >= SLM_STATE_GAP) &&
		(none || level <= SLM_LOUDEST);
}

/* The next parts after p->after, at most BATCH_PARTS. */
static int get_parts(struct store *s, struct period *p,
	struct store_seconds *x, size_t *n)
{
	static const int64_t before = INT64_MIN + STORE_SECONDS;
	sqlite3_stmt *q = s->query[SECONDS];
	bool moved = p->anchors->n > 0;
	struct entry e;
	int error = STORE_OK;

	*n = 0;
	if (!store_bind(q, 1, p->after) || !store_bind(q, 2,
		moved || p->from_utc_s < before ? INT64_MIN :
		p->from_utc_s - STORE_SECONDS) ||
		!store_bind(q, 3, moved ? INT64_MAX : p->to_utc_s) ||
		!store_bind(q, 4, BATCH_PARTS))
		return STORE_ERR_IO;
	while (store_row(s, SECONDS, &error)) {
		if (!store_get_entry(&e, ENTRY_SECONDS, q) ||
			e.n <= p->after) {
			(void)sqlite3_reset(q);
			return STORE_ERR_FORMAT;
		}
		p->after = e.n;
		e.seconds.start_utc_s += store_moved(p->anchors, e.n);
		memcpy(&x[(*n)++], &e.seconds,
			offsetof(struct store_seconds, second) +
			sizeof *x->second * (e.seconds.erased ? 0 :
				(size_t)e.seconds.count));
	}
	return error;
}

static bool overlaps(const struct store_seconds *x, const struct period *p)
{
	return !x->erased && x->start_utc_s < p->to_utc_s &&
		x->start_utc_s + x->count > p->from_utc_s;
}

int store_seconds(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_seconds *each, void *user)
{
	struct period p = { .from_utc_s = from_utc_s, .to_utc_s = to_utc_s };
	struct store_seconds *x = malloc(BATCH_PARTS * sizeof *x);
	size_t n = 1;
	bool more = true;
	int error = x ? store_anchors(s, &p.anchors) : STORE_ERR_IO;

	while (!error && more && n > 0) {
		error = get_parts(s, &p, x, &n);
		for (size_t i = 0; i < n && !error && more; i++)
			if (overlaps(&x[i], &p))
				more = each(user, &x[i]);
	}
	free(x);
	return error;
}

/* ---------------------------------------------------------------- series */

static bool get_series(struct store *s, enum query which,
	struct store_series *series)
{
	struct entry e;
	bool any = false;
	int error;

	while (store_row(s, which, &error))
		any = store_get_entry(&e, ENTRY_SERIES, s->query[which]);
	if (any)
		*series = e.series;
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
