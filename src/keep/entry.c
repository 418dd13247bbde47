/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry.c - what is stored, as the bytes that the chain is made of. */
#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "entry.h"

#define ENTRY_BYTES 4096 /* more than the longest has */

struct bytes {
	size_t n;
	uint8_t b[ENTRY_BYTES];
};

static void put(struct bytes *out, const void *data, size_t n)
{
	assert(out->n + n <= sizeof out->b);
	if (n)
		memcpy(out->b + out->n, data, n);
	out->n += n;
}

/* Low byte first; two's complement. */
static void put_number(struct bytes *out, int64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t b = (uint8_t)((uint64_t)v >> (8 * i));

		put(out, &b, 1);
	}
}

static void put_text(struct bytes *out, const char *text)
{
	size_t n = strlen(text);

	put_number(out, (int64_t)n, 2);
	put(out, text, n);
}

static void put_series(struct bytes *out, const struct store_series *s)
{
	put_number(out, s->id, 8);
	put_number(out, s->since_utc_s, 8);
	put_text(out, s->place);
	put_number(out, s->height_cm, 4);
	put_text(out, s->description);
	put_text(out, s->microphone);
	put_text(out, s->source);
	put_number(out, s->full_scale, 4);
	put_number(out, s->self_noise, 4);
	put_number(out, s->calibrated, 1);
	put_number(out, s->interval_s, 4);
	put_text(out, s->software);
	put_number(out, s->placement, 8);
	put_number(out, s->calibration, 8);
}

static void put_record(struct bytes *out, const struct store_record *r)
{
	const struct slm_spread *l = &r->spread;
	const slm_tenth_db level[] = { r->LAeq, l->LAFmax, l->LAF1, l->LAF10,
		l->LAF50, l->LAF90, l->LAF95, l->LAFmin };

	put_number(out, r->sequence, 8);
	put_number(out, r->series, 8);
	/* as it was stored: an anchor moves what is read, not what is kept */
	put_number(out, r->start_utc_s - r->moved_s, 8);
	put_number(out, r->interval_s, 4);
	put_number(out, r->covered_s, 4);
	put_number(out, r->flags, 4);
	for (size_t i = 0; i < sizeof level / sizeof *level; i++)
		put_number(out, level[i], 2);
}

size_t entry_histogram_bytes(uint8_t out[2 * STORE_CLASSES], int *first,
	const struct store_histogram *h)
{
	int last = STORE_CLASSES - 1;
	size_t n = 0;

	*first = 0;
	while (*first < STORE_CLASSES && h->seconds[*first] == 0)
		++*first;
	if (*first == STORE_CLASSES) {
		*first = 0;
		return 0;
	}
	while (h->seconds[last] == 0)
		last--;
	for (int i = *first; i <= last; i++) {
		out[n++] = (uint8_t)h->seconds[i];
		out[n++] = (uint8_t)(h->seconds[i] >> 8);
	}
	return n;
}

static void put_histogram(struct bytes *out, const struct store_histogram *h)
{
	uint8_t seconds[2 * STORE_CLASSES];
	int first;
	size_t n = entry_histogram_bytes(seconds, &first, h);

	put_number(out, h->series, 8);
	put_number(out, h->hour_utc_s, 8);
	put_number(out, first, 2);
	put_number(out, (int64_t)(n / 2), 2);
	put(out, seconds, n);
}

size_t entry_seconds_bytes(uint8_t out[2 * STORE_SECONDS],
	const struct store_seconds *x)
{
	for (int i = 0; i < x->count; i++) {
		out[2 * i] = (uint8_t)x->second[i];
		out[2 * i + 1] = (uint8_t)(x->second[i] >> 8);
	}
	return 2 * (size_t)x->count;
}

void entry_seconds_digest(uint8_t digest[ENTRY_HASH],
	const struct store_seconds *x)
{
	uint8_t bytes[2 * STORE_SECONDS];
	size_t n = entry_seconds_bytes(bytes, x);

	crypto_hash_sha256(digest, bytes, n);
}

static void put_seconds(struct bytes *out, const struct entry *e)
{
	const struct store_seconds *x = &e->seconds;
	uint8_t digest[ENTRY_HASH];

	if (x->erased)
		memcpy(digest, e->packed, sizeof digest);
	else
		entry_seconds_digest(digest, x);
	put_number(out, x->series, 8);
	put_number(out, x->start_utc_s, 8);
	put_number(out, x->count, 4);
	put(out, digest, sizeof digest);
}

static void put_journal(struct bytes *out, const struct store_journal *j)
{
	put_number(out, j->kind, 1);
	put_number(out, j->utc_s, 8);
	put_number(out, j->from_utc_s, 8);
	put_number(out, j->to_utc_s, 8);
	put_number(out, j->refers, 8);
	put_number(out, j->value, 8);
	put_text(out, j->subject);
	put_text(out, j->text);
}

static void put_entry(struct bytes *out, const struct entry *e)
{
	out->n = 0;
	put_number(out, e->n, 8);
	put_number(out, e->kind, 1);
	switch (e->kind) {
	case ENTRY_SERIES:
		put_series(out, &e->series);
		break;
	case ENTRY_RECORD:
		put_record(out, &e->record);
		break;
	case ENTRY_HISTOGRAM:
		put_histogram(out, &e->histogram);
		break;
	case ENTRY_SECONDS:
		put_seconds(out, e);
		break;
	case ENTRY_JOURNAL:
		put_journal(out, &e->journal);
		break;
	case ENTRY_KEY:
		put(out, e->key, ENTRY_KEY_BYTES);
		break;
	case ENTRY_KINDS:
		assert(false);
	}
}

void entry_digest(uint8_t digest[ENTRY_HASH], const struct entry *e)
{
	struct bytes out;

	if (e->withheld) {
		memcpy(digest, e->digest, ENTRY_HASH);
		return;
	}
	put_entry(&out, e);
	crypto_hash_sha256(digest, out.b, out.n);
}

void entry_chain_start(uint8_t hash[ENTRY_HASH])
{
	static const char start[] = "Sourdine store 2";

	crypto_hash_sha256(hash, (const unsigned char *)start,
		sizeof start - 1);
}

void entry_chain_next(uint8_t hash[ENTRY_HASH],
	const uint8_t digest[ENTRY_HASH])
{
	uint8_t both[2 * ENTRY_HASH];

	memcpy(both, hash, ENTRY_HASH);
	memcpy(both + ENTRY_HASH, digest, ENTRY_HASH);
	crypto_hash_sha256(hash, both, sizeof both);
}

const char *entry_kind_name(enum entry_kind kind)
{
	static const char *const name[ENTRY_KINDS] = {
		[ENTRY_SERIES] = "series",
		[ENTRY_RECORD] = "record",
		[ENTRY_HISTOGRAM] = "histogram",
		[ENTRY_SECONDS] = "seconds",
		[ENTRY_JOURNAL] = "journal",
		[ENTRY_KEY] = "key",
	};

	return kind >= ENTRY_SERIES && kind < ENTRY_KINDS ? name[kind] : "?";
}
