/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.c - follows the chain: entries, signatures, and what goes together. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify.h"

/* keep signs each hour: records of more than this cannot be unsigned, s. */
#define UNSIGNED_MAX_S 7200

const char *verify_fault_name(enum verify_fault fault)
{
	static const char *const name[VERIFY_FAULTS] = {
		[VERIFY_VALID] = "valid",
		[VERIFY_CHANGED] = "changed",
		[VERIFY_MISSING] = "missing",
		[VERIFY_REORDERED] = "reordered",
		[VERIFY_TRUNCATED] = "truncated",
		[VERIFY_WRONG_KEY] = "wrong key",
		[VERIFY_WRONG_CALIBRATION] = "wrong calibration",
		[VERIFY_UNSIGNED] = "unsigned",
		[VERIFY_UNREADABLE] = "unreadable",
	};

	return fault < VERIFY_FAULTS ? name[fault] : "?";
}

bool verify_fail(struct verify *v, enum verify_fault fault, int64_t n,
	const char *format, ...)
{
	struct verify_result *r = v->result;
	va_list arguments;

	if (r->fault != VERIFY_VALID)
		return false;
	r->fault = fault;
	r->n = n;
	r->sequence = v->sequence;
	va_start(arguments, format);
	vsnprintf(r->why, sizeof r->why, format, arguments);
	va_end(arguments);
	return false;
}

/* ----------------------------------------------------------------- lists */

static void add(struct verify_list *l, int64_t value)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 64;
		int64_t *more = realloc(l->v, room * sizeof *more);

		if (!more)
			abort();
		l->v = more;
		l->room = room;
	}
	l->v[l->n++] = value;
}

/* The values beside `key` in a list of `width` values each; NULL: none. */
static const int64_t *find(const struct verify_list *l, size_t width,
	int64_t key)
{
	for (size_t i = l->n; i >= width; i -= width)
		if (l->v[i - width] == key)
			return l->v + i - width;
	return NULL;
}

void verify_free(struct verify *v)
{
	free(v->series.v);
	free(v->calibration.v);
	free(v->erased.v);
	free(v->studies.v);
	free(v->erasures.v);
}

/* ------------------------------------------------------------- beginning */

void verify_begin(struct verify *v, struct verify_result *r,
	const struct verify_options *o)
{
	memset(v, 0, sizeof *v);
	memset(r, 0, sizeof *r);
	v->options = o;
	v->result = r;
	v->from_the_start = true;
	entry_chain_start(v->hash);
	r->key_was_given = o->has_key;
	if (sodium_init() < 0)
		abort();
}

static bool take_key(struct verify *v, int64_t n,
	const uint8_t key[ENTRY_KEY_BYTES])
{
	memcpy(v->result->key, key, ENTRY_KEY_BYTES);
	v->key_known = true;
	if (!v->options->has_key ||
		memcmp(v->options->key, key, ENTRY_KEY_BYTES) == 0)
		return true;
	return verify_fail(v, VERIFY_WRONG_KEY, n,
		"it is signed with another key than the one that was given");
}

void verify_from(struct verify *v, int64_t n, const uint8_t hash[ENTRY_HASH],
	const uint8_t key[ENTRY_KEY_BYTES])
{
	v->n = n;
	v->from_the_start = n == 0;
	memcpy(v->hash, hash, ENTRY_HASH);
	if (n > 0)
		(void)take_key(v, n, key);
}

bool verify_checkpoint(struct verify *v, const struct seal_checkpoint *c)
{
	v->checkpoint = *c;
	v->kept_open = true;
	v->result->removed_n = c->n;
	crypto_hash_sha256_init(&v->kept);
	return true;
}

static bool is_signed(const struct verify *v,
	const uint8_t signature[SEAL_SIGNATURE], const uint8_t *message,
	size_t n)
{
	return crypto_sign_verify_detached(signature, message, n,
		v->result->key) == 0;
}

/* What a removal left was all there: from here on the chain goes on. */
static bool close_checkpoint(struct verify *v)
{
	const struct seal_checkpoint *c = &v->checkpoint;
	uint8_t message[SEAL_MESSAGE], digest[ENTRY_HASH];

	v->kept_open = false;
	crypto_hash_sha256_final(&v->kept, digest);
	if (!v->key_known)
		return verify_fail(v, VERIFY_UNSIGNED, c->n,
			"no key is named before what was removed");
	if (!is_signed(v, c->signature, message,
		seal_checkpoint_message(message, c)))
		return verify_fail(v, VERIFY_CHANGED, c->n,
			"the removal of what was before is not signed");
	if (memcmp(digest, c->kept, sizeof digest) != 0)
		return verify_fail(v, VERIFY_CHANGED, c->n,
			"what the removal left is not all there");
	v->n = c->n;
	memcpy(v->hash, c->hash, sizeof v->hash);
	return true;
}

/* -------------------------------------------------- what goes together */

static int64_t digest_of(const char *text)
{
	uint8_t digest[ENTRY_HASH];
	int64_t value;

	crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
	memcpy(&value, digest, sizeof value);
	return value;
}

static bool take_series(struct verify *v, const struct entry *e)
{
	const struct store_series *s = &e->series;
	const int64_t *c;

	add(&v->series, s->id);
	add(&v->series, s->calibrated);
	add(&v->series, strcmp(s->source, "simulated") == 0);
	if (s->calibration == 0)
		return true;
	c = find(&v->calibration, 3, s->calibration);
	if (!c && (!v->from_the_start || v->lines_withheld))
		return true;
	if (!c || !s->calibrated || c[2] != digest_of(s->microphone) ||
		c[1] < 10 * (int64_t)s->full_scale - 5 ||
		c[1] > 10 * (int64_t)s->full_scale + 5)
		return verify_fail(v, VERIFY_WRONG_CALIBRATION, e->n,
			"series %lld names a calibration that is not of its "
			"microphone and level", (long long)s->id);
	return true;
}

static bool take_record(struct verify *v, const struct entry *e)
{
	const struct store_record *r = &e->record;
	const int64_t *s = find(&v->series, 3, r->series);
	bool uncalibrated = r->flags & SLM_FLAG_UNCALIBRATED;
	bool simulated = r->flags & SLM_FLAG_SIMULATED;

	if (v->sequence && r->sequence != v->sequence + 1)
		return verify_fail(v, r->sequence > v->sequence ?
			VERIFY_MISSING : VERIFY_REORDERED, e->n,
			"record %lld stands where %lld has to",
			(long long)r->sequence, (long long)v->sequence + 1);
	v->sequence = r->sequence;
	if (!s && v->from_the_start)
		return verify_fail(v, VERIFY_MISSING, e->n,
			"record %lld is of a series that is not there",
			(long long)r->sequence);
	if (s && (uncalibrated == (s[1] != 0) || simulated != (s[2] != 0)))
		return verify_fail(v, VERIFY_WRONG_CALIBRATION, e->n,
			"record %lld says otherwise than its series whether "
			"it is calibrated or simulated",
			(long long)r->sequence);
	v->result->records++;
	v->newest = r->start_utc_s - r->moved_s;
	if (v->records_unsigned++ == 0)
		v->unsigned_since = v->newest;
	return true;
}

static void take_line(struct verify *v, const struct entry *e)
{
	const struct store_journal *j = &e->journal;

	switch (j->kind) {
	case STORE_CALIBRATION:
		add(&v->calibration, e->n);
		add(&v->calibration, j->value);
		add(&v->calibration, digest_of(j->subject));
		break;
	case STORE_STUDY_START:
		add(&v->studies, e->n);
		break;
	case STORE_ERASED:
		add(&v->erasures, j->refers);
		break;
	default:
		break;
	}
}

static bool take(struct verify *v, const struct entry *e)
{
	if (e->withheld) {
		v->result->withheld++;
		if (e->kind == ENTRY_RECORD)
			v->sequence = 0; /* not known */
		v->lines_withheld |= e->kind == ENTRY_JOURNAL;
		return true;
	}
	switch (e->kind) {
	case ENTRY_SERIES:
		return take_series(v, e);
	case ENTRY_RECORD:
		return take_record(v, e);
	case ENTRY_SECONDS:
		if (e->seconds.erased) {
			add(&v->erased, e->n);
			v->result->erased++;
		}
		return true;
	case ENTRY_JOURNAL:
		take_line(v, e);
		return true;
	case ENTRY_KEY:
		return take_key(v, e->n, e->key);
	case ENTRY_HISTOGRAM:
	case ENTRY_KINDS:
		break;
	}
	return true;
}

/* ----------------------------------------------------------------- chain */

static bool take_kept(struct verify *v, const struct entry *e)
{
	uint8_t digest[ENTRY_HASH];

	if (!seal_is_kept(e))
		return verify_fail(v, VERIFY_CHANGED, e->n,
			"it stands among what was removed");
	entry_digest(digest, e);
	crypto_hash_sha256_update(&v->kept, digest, sizeof digest);
	return take(v, e);
}

bool verify_entry(struct verify *v, int64_t n, const struct entry *e)
{
	uint8_t digest[ENTRY_HASH];

	if (!e)
		return verify_fail(v, VERIFY_CHANGED, n,
			"it cannot be read");
	if (v->kept_open && n <= v->checkpoint.n)
		return take_kept(v, e);
	if (v->kept_open && !close_checkpoint(v))
		return false;
	if (n > v->n + 1)
		return verify_fail(v, VERIFY_MISSING, v->n + 1,
			"after entry %lld comes %lld", (long long)v->n,
			(long long)n);
	if (n <= v->n)
		return verify_fail(v, VERIFY_REORDERED, n,
			"entry %lld comes again, or too late", (long long)n);
	entry_digest(digest, e);
	entry_chain_next(v->hash, digest);
	if (memcmp(v->hash, e->link, ENTRY_LINK) != 0) {
		if (e->kind == ENTRY_RECORD)
			v->sequence = e->record.sequence;
		return verify_fail(v, VERIFY_CHANGED, n,
			"entry %lld (%s) is not what the chain says",
			(long long)n, entry_kind_name(e->kind));
	}
	v->n = n;
	if (!v->result->first_n)
		v->result->first_n = n;
	v->result->last_n = n;
	if (n == v->options->noted_n && v->options->noted &&
		memcmp(v->hash, v->options->noted_hash, v->options->noted))
		return verify_fail(v, VERIFY_CHANGED, n,
			"the chain at %lld is not the one that was noted",
			(long long)n);
	return take(v, e);
}

bool verify_head(struct verify *v, const struct seal_head *h)
{
	struct verify_result *r = v->result;
	uint8_t message[SEAL_MESSAGE];

	if (h->n <= v->checkpoint.n)
		return true; /* of what was removed */
	if (h->n != v->n)
		return verify_fail(v, VERIFY_TRUNCATED, v->n + 1,
			"a signature goes up to %lld, the entries only up to "
			"%lld", (long long)h->n, (long long)v->n);
	if (!v->key_known)
		return verify_fail(v, VERIFY_UNSIGNED, h->n,
			"no key is named before the first signature");
	if (!is_signed(v, h->signature, message,
		seal_head_message(message, h, v->hash)))
		return verify_fail(v, VERIFY_CHANGED, r->signed_n + 1,
			"the signature at %lld is of something else than "
			"entries %lld to %lld", (long long)h->n,
			(long long)r->signed_n + 1, (long long)h->n);
	r->heads++;
	r->signed_n = h->n;
	r->signed_utc_s = h->utc_s;
	memcpy(r->signed_hash, v->hash, sizeof r->signed_hash);
	v->records_unsigned = 0;
	return true;
}

/* Seconds may only be gone where a line says so. */
static bool check_erased(struct verify *v)
{
	for (size_t i = 0; i < v->erased.n; i++) {
		int64_t study = 0;

		for (size_t k = 0; k < v->studies.n; k++)
			if (v->studies.v[k] < v->erased.v[i])
				study = v->studies.v[k];
		if (study ? !find(&v->erasures, 1, study) :
			v->from_the_start && v->result->removed_n == 0)
			return verify_fail(v, VERIFY_MISSING, v->erased.v[i],
				"its seconds are gone, and no line says that "
				"they were erased");
	}
	return true;
}

bool verify_end(struct verify *v)
{
	struct verify_result *r = v->result;

	if (r->fault != VERIFY_VALID)
		return false;
	if (v->kept_open && !close_checkpoint(v))
		return false;
	if (v->options->noted && v->options->noted_n > v->n)
		return verify_fail(v, VERIFY_TRUNCATED, v->n + 1,
			"entry %lld was noted, and is not there",
			(long long)v->options->noted_n);
	if (r->heads == 0)
		return verify_fail(v, VERIFY_UNSIGNED, v->n,
			"nothing is signed");
	if (v->records_unsigned &&
		v->newest - v->unsigned_since > UNSIGNED_MAX_S)
		return verify_fail(v, VERIFY_UNSIGNED, r->signed_n + 1,
			"signatures end at %lld, although the meter signs "
			"each hour", (long long)r->signed_n);
	return check_erased(v);
}
