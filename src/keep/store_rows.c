/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_rows.c - a row of the store's tables as an entry.  A row of a damaged
 * file is refused where it would not fit. */
#include <stdio.h>
#include <string.h>

#include "store_file.h"

static slm_tenth_db get_level(sqlite3_stmt *q, int i)
{
	return sqlite3_column_type(q, i) == SQLITE_NULL ? SLM_NO_LEVEL :
		(slm_tenth_db)sqlite3_column_int(q, i);
}

static int64_t get_time(sqlite3_stmt *q, int i)
{
	return sqlite3_column_type(q, i) == SQLITE_NULL ? STORE_NO_TIME :
		sqlite3_column_int64(q, i);
}

static bool get_bytes(void *out, size_t size, sqlite3_stmt *q, int i)
{
	const void *b = sqlite3_column_blob(q, i);

	if (!b || sqlite3_column_bytes(q, i) != (int)size)
		return false;
	memcpy(out, b, size);
	return true;
}

void store_get_record(struct store_record *r, sqlite3_stmt *q)
{
	r->sequence = sqlite3_column_int64(q, 0);
	r->n = sqlite3_column_int64(q, 1);
	r->series = sqlite3_column_int64(q, 2);
	r->start_utc_s = sqlite3_column_int64(q, 3);
	r->moved_s = 0;
	r->interval_s = sqlite3_column_int(q, 4);
	r->covered_s = sqlite3_column_int(q, 5);
	r->flags = (uint32_t)sqlite3_column_int(q, 6);
	r->LAeq = get_level(q, 7);
	r->spread = (struct slm_spread){
		.LAFmax = get_level(q, 8), .LAF1 = get_level(q, 9),
		.LAF10 = get_level(q, 10), .LAF50 = get_level(q, 11),
		.LAF90 = get_level(q, 12), .LAF95 = get_level(q, 13),
		.LAFmin = get_level(q, 14),
	};
}

static bool get_record(struct entry *e, sqlite3_stmt *q)
{
	store_get_record(&e->record, q);
	e->n = e->record.n;
	return get_bytes(e->link, ENTRY_LINK, q, 15);
}

static bool get_series(struct entry *e, sqlite3_stmt *q)
{
	struct store_series *s = &e->series;

	memset(s, 0, sizeof *s);
	s->id = sqlite3_column_int64(q, 0);
	e->n = sqlite3_column_int64(q, 1);
	s->since_utc_s = sqlite3_column_int64(q, 2);
	store_text(s->place, sizeof s->place, q, 3);
	s->height_cm = sqlite3_column_int(q, 4);
	store_text(s->description, sizeof s->description, q, 5);
	store_text(s->microphone, sizeof s->microphone, q, 6);
	store_text(s->source, sizeof s->source, q, 7);
	s->full_scale = sqlite3_column_int(q, 8);
	s->self_noise = sqlite3_column_int(q, 9);
	s->calibrated = sqlite3_column_int(q, 10);
	s->interval_s = sqlite3_column_int(q, 11);
	store_text(s->software, sizeof s->software, q, 12);
	s->placement = sqlite3_column_int64(q, 13);
	s->calibration = sqlite3_column_int64(q, 14);
	return get_bytes(e->link, ENTRY_LINK, q, 15);
}

static bool get_histogram(struct entry *e, sqlite3_stmt *q)
{
	struct store_histogram *h = &e->histogram;
	const uint8_t *b = sqlite3_column_blob(q, 4);
	int n = sqlite3_column_bytes(q, 4);
	int first = sqlite3_column_int(q, 3);

	memset(h, 0, sizeof *h);
	e->n = sqlite3_column_int64(q, 0);
	h->series = sqlite3_column_int64(q, 1);
	h->hour_utc_s = sqlite3_column_int64(q, 2);
	if (first < 0 || first >= STORE_CLASSES || n % 2 ||
		n > 2 * (STORE_CLASSES - first))
		return false;
	for (int i = 0; b && i < n / 2; i++)
		h->seconds[first + i] = (uint16_t)(b[2 * i] |
			b[2 * i + 1] << 8);
	return get_bytes(e->link, ENTRY_LINK, q, 5);
}

static bool get_seconds(struct entry *e, sqlite3_stmt *q)
{
	struct store_seconds *x = &e->seconds;
	const uint8_t *b = sqlite3_column_blob(q, 4);

	e->n = sqlite3_column_int64(q, 0);
	x->series = sqlite3_column_int64(q, 1);
	x->start_utc_s = sqlite3_column_int64(q, 2);
	x->count = sqlite3_column_int(q, 3);
	x->erased = b == NULL;
	if (x->count < 1 || x->count > STORE_SECONDS)
		return false;
	if (x->erased)
		return get_bytes(e->packed, ENTRY_HASH, q, 5) &&
			get_bytes(e->link, ENTRY_LINK, q, 6);
	if (sqlite3_column_bytes(q, 4) != 2 * x->count)
		return false;
	for (int i = 0; i < x->count; i++)
		x->second[i] = (uint16_t)(b[2 * i] | b[2 * i + 1] << 8);
	return get_bytes(e->link, ENTRY_LINK, q, 6);
}

static bool get_journal(struct entry *e, sqlite3_stmt *q)
{
	struct store_journal *j = &e->journal;

	e->n = j->n = sqlite3_column_int64(q, 0);
	j->kind = sqlite3_column_int(q, 1);
	j->utc_s = sqlite3_column_int64(q, 2);
	j->from_utc_s = get_time(q, 3);
	j->to_utc_s = get_time(q, 4);
	j->refers = sqlite3_column_int64(q, 5);
	j->value = sqlite3_column_int64(q, 6);
	store_text(j->subject, sizeof j->subject, q, 7);
	store_text(j->text, sizeof j->text, q, 8);
	return get_bytes(e->link, ENTRY_LINK, q, 9);
}

static bool get_key(struct entry *e, sqlite3_stmt *q)
{
	e->n = sqlite3_column_int64(q, 0);
	return get_bytes(e->key, ENTRY_KEY_BYTES, q, 1) &&
		get_bytes(e->link, ENTRY_LINK, q, 2);
}

bool store_get_entry(struct entry *e, enum entry_kind kind, sqlite3_stmt *q)
{
	e->kind = kind;
	e->withheld = false;
	switch (kind) {
	case ENTRY_SERIES:
		return get_series(e, q);
	case ENTRY_RECORD:
		return get_record(e, q);
	case ENTRY_HISTOGRAM:
		return get_histogram(e, q);
	case ENTRY_SECONDS:
		return get_seconds(e, q);
	case ENTRY_JOURNAL:
		return get_journal(e, q);
	case ENTRY_KEY:
		return get_key(e, q);
	case ENTRY_KINDS:
		break;
	}
	return false;
}
