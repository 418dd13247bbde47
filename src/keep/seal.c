/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal.c - signatures: over the chain's end, and over what was removed. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "seal.h"
#include "store_file.h"

/* ------------------------------------------------------- what is signed */

static size_t put(uint8_t *out, const char *what, int64_t n, int64_t utc_s)
{
	size_t at = strlen(what);

	memcpy(out, what, at);
	for (int i = 0; i < 8; i++) {
		out[at + (size_t)i] = (uint8_t)((uint64_t)n >> 8 * i);
		out[at + 8 + (size_t)i] = (uint8_t)((uint64_t)utc_s >> 8 * i);
	}
	return at + 16;
}

size_t seal_head_message(uint8_t out[SEAL_MESSAGE], const struct seal_head *h,
	const uint8_t hash[ENTRY_HASH])
{
	size_t n = put(out, "Sourdine head 1", h->n, h->utc_s);

	memcpy(out + n, hash, ENTRY_HASH);
	return n + ENTRY_HASH;
}

size_t seal_checkpoint_message(uint8_t out[SEAL_MESSAGE],
	const struct seal_checkpoint *c)
{
	size_t n = put(out, "Sourdine gone 1", c->n, c->utc_s);

	memcpy(out + n, c->hash, ENTRY_HASH);
	memcpy(out + n + ENTRY_HASH, c->kept, ENTRY_HASH);
	return n + 2 * ENTRY_HASH;
}

/* ------------------------------------------------------------------ heads */

int seal_announce(struct store *s, const struct seal_key *key)
{
	struct entry e = { .kind = ENTRY_KEY };
	uint8_t now[ENTRY_KEY_BYTES];
	int error = store_begin(s);

	if (error)
		return error;
	if (seal_public(s, now) && memcmp(now, key->public, sizeof now) == 0)
		return store_end(s, STORE_OK);
	memcpy(e.key, key->public, sizeof e.key);
	return store_end(s, store_append(s, &e));
}

static int sign(struct store *s, const struct seal_key *key, int64_t utc_s)
{
	sqlite3_stmt *q = s->query[ADD_HEAD];
	struct seal_head last, h = { .utc_s = utc_s };
	uint8_t message[SEAL_MESSAGE], hash[ENTRY_HASH];

	if (!seal_tip(s, &h.n, hash))
		return STORE_ERR_FORMAT;
	if (h.n == 0 || (seal_last_head(s, &last) && last.n == h.n))
		return STORE_OK;
	crypto_sign_detached(h.signature, NULL, message,
		seal_head_message(message, &h, hash), key->secret);
	if (!store_bind(q, 1, h.n) || !store_bind(q, 2, h.utc_s) ||
		!store_bind_blob(q, 3, h.signature, SEAL_SIGNATURE))
		return STORE_ERR_IO;
	return store_run(s, ADD_HEAD);
}

int seal_sign(struct store *s, const struct seal_key *key, int64_t utc_s)
{
	int error = store_begin(s);

	return error ? error : store_end(s, sign(s, key, utc_s));
}

/* --------------------------------------------------------------- removal */

static bool is_of_a_study(const struct entry *e)
{
	return e->kind == ENTRY_JOURNAL &&
		(e->journal.kind == STORE_STUDY_START ||
			e->journal.kind == STORE_STUDY_END);
}

bool seal_is_kept(const struct entry *e)
{
	return e->kind == ENTRY_SERIES || e->kind == ENTRY_KEY ||
		is_of_a_study(e) || (e->kind == ENTRY_JOURNAL &&
			(e->journal.kind == STORE_CALIBRATION ||
				e->journal.kind == STORE_RETENTION ||
				e->journal.kind == STORE_STATED));
}

struct removal {
	struct store *s;
	struct seal_checkpoint *c;
	int64_t last;            /* the chain's entry before */
	uint8_t hash[ENTRY_HASH];
	crypto_hash_sha256_state kept;
	int64_t records;
	bool broken;
};

/* A study's own lines stay until its seconds are erased: without them it would
 * end early, and nobody would know when to erase. */
#define ERASED_STUDIES "(SELECT refers FROM journal WHERE kind = 13)"

static bool is_left(struct removal *r, const struct entry *e)
{
	int64_t study = e->journal.refers ? e->journal.refers : e->n;
	int64_t erased = 1;
	char question[96];

	if (!is_of_a_study(e))
		return seal_is_kept(e);
	snprintf(question, sizeof question, "SELECT %lld IN " ERASED_STUDIES,
		(long long)study);
	r->broken |= store_ask(r->s, question, &erased) != STORE_OK;
	return !erased;
}

/* Follow the chain up to the checkpoint; what does not hold is not signed. */
static bool follow(void *user, int64_t n, const struct entry *e)
{
	struct removal *r = user;
	uint8_t digest[ENTRY_HASH];

	if (n > r->c->n)
		return false;
	if (!e) {
		r->broken = true;
		return false;
	}
	entry_digest(digest, e);
	if (is_left(r, e))
		crypto_hash_sha256_update(&r->kept, digest, sizeof digest);
	r->records += e->kind == ENTRY_RECORD;
	if (n <= r->last) /* left by the removal before */
		return true;
	entry_chain_next(r->hash, digest);
	r->broken |= n != r->last + 1 ||
		memcmp(r->hash, e->link, ENTRY_LINK) != 0;
	r->last = n;
	return !r->broken;
}

static int make_checkpoint(struct store *s, struct seal_checkpoint *c,
	const struct seal_key *key, int64_t *records)
{
	struct seal_checkpoint before;
	struct removal r = { .s = s, .c = c };
	uint8_t message[SEAL_MESSAGE];
	int error;

	crypto_hash_sha256_init(&r.kept);
	entry_chain_start(r.hash);
	if (seal_checkpoint(s, &before)) {
		r.last = before.n;
		memcpy(r.hash, before.hash, sizeof r.hash);
	}
	error = seal_walk(s, 1, follow, &r);
	if (error || r.broken || r.last != c->n)
		return error ? error : STORE_ERR_FORMAT;
	memcpy(c->hash, r.hash, sizeof c->hash);
	crypto_hash_sha256_final(&r.kept, c->kept);
	crypto_sign_detached(c->signature, NULL, message,
		seal_checkpoint_message(message, c), key->secret);
	*records = r.records;
	return STORE_OK;
}

static int add_checkpoint(struct store *s, const struct seal_checkpoint *c)
{
	sqlite3_stmt *q = s->query[ADD_CHECKPOINT];

	if (!store_bind(q, 1, c->n) || !store_bind(q, 2, c->utc_s) ||
		!store_bind_blob(q, 3, c->hash, ENTRY_HASH) ||
		!store_bind_blob(q, 4, c->kept, ENTRY_HASH) ||
		!store_bind_blob(q, 5, c->signature, SEAL_SIGNATURE))
		return STORE_ERR_IO;
	return store_run(s, ADD_CHECKPOINT);
}

static int remove_rows(struct store *s, int64_t n)
{
	static const char *const remove[] = {
		"DELETE FROM record WHERE n <= %lld",
		"DELETE FROM histogram WHERE n <= %lld",
		"DELETE FROM seconds WHERE n <= %lld",
		"DELETE FROM journal WHERE n <= %lld AND kind NOT IN (5, 12, 20) "
			"AND (kind NOT IN (10, 11) OR iif(refers, refers, n) "
			"IN " ERASED_STUDIES ")",
		"DELETE FROM head WHERE n <= %lld",
	};
	char statement[224];
	int error = STORE_OK;

	static_assert(STORE_CALIBRATION == 5 && STORE_RETENTION == 12 &&
		STORE_STUDY_START == 10 && STORE_STUDY_END == 11 &&
		STORE_ERASED == 13 && STORE_STATED == 20, "kinds that a removal leaves, and why");
	for (size_t i = 0; i < sizeof remove / sizeof *remove && !error; i++) {
		snprintf(statement, sizeof statement, remove[i], (long long)n);
		error = store_execute(s, statement);
	}
	return error;
}

static bool take_n(void *user, const struct store_record *r)
{
	*(int64_t *)user = r->n;
	return false;
}

/* The entry before the first record that stays: by its time as anchors put it
 * right.  The newest record stays in any case. */
static int find_end(struct store *s, int64_t before_utc_s, int64_t *n)
{
	int64_t first = 0;
	int error = store_records(s, before_utc_s, INT64_MAX, take_n, &first);

	*n = first - 1;
	return error || first ? error : store_ask(s, "SELECT "
		"coalesce(max(n) - 1, 0) FROM record", n);
}

static int prune(struct store *s, const struct seal_key *key,
	int64_t before_utc_s, int64_t utc_s, int64_t *removed)
{
	struct store_journal j = store_event(STORE_RETENTION, utc_s);
	struct seal_checkpoint c = { .utc_s = utc_s }, last = { .n = 0 };
	char question[80];
	int error;

	if ((error = find_end(s, before_utc_s, &c.n)))
		return error;
	(void)seal_checkpoint(s, &last);
	snprintf(question, sizeof question, "SELECT count(*) FROM record "
		"WHERE n <= %lld", (long long)c.n);
	if (c.n <= last.n || (error = store_ask(s, question, removed)) ||
		*removed == 0)
		return error;
	if ((error = make_checkpoint(s, &c, key, removed)) ||
		(error = add_checkpoint(s, &c)) ||
		(error = remove_rows(s, c.n)))
		return error;
	j.value = c.n;
	j.to_utc_s = before_utc_s;
	snprintf(j.text, sizeof j.text, "%lld records and what belongs to "
		"them were removed", (long long)*removed);
	if ((error = store_note(s, &j)))
		return error;
	return sign(s, key, utc_s);
}

int seal_prune(struct store *s, const struct seal_key *key,
	int64_t before_utc_s, int64_t utc_s, int64_t *removed)
{
	int error = store_begin(s);

	*removed = 0;
	if (error)
		return error;
	error = store_end(s, prune(s, key, before_utc_s, utc_s, removed));
	if (error)
		*removed = 0;
	return error;
}

/* --------------------------------------------------------------- erasing */

struct erasure {
	struct store *store;
	int64_t utc_s;
	int64_t due[64]; /* n of studies */
	int n;
};

static bool find_due(void *user, const struct store_study *study)
{
	struct erasure *x = user;

	if (!study->erased &&
		study->ended_utc_s <= x->utc_s - STORE_STUDY_KEPT_S)
		x->due[x->n++] = study->n;
	return x->n < 64;
}

/* The digest takes the seconds' place, row by row. */
static int erase_rows(struct store *s, int64_t after, int64_t before)
{
	sqlite3_stmt *read = NULL, *write = NULL;
	static const char which[] = "SELECT n, series, start_utc_s, count, "
		"seconds, digest, link FROM seconds WHERE n > ?1 AND n < ?2 "
		"AND seconds IS NOT NULL";
	static const char change[] = "UPDATE seconds SET seconds = NULL, "
		"digest = ?2 WHERE n = ?1";
	uint8_t digest[ENTRY_HASH];
	struct entry e;
	int error = STORE_OK, row = SQLITE_DONE;

	if (sqlite3_prepare_v2(s->db, which, -1, &read, NULL) != SQLITE_OK ||
		sqlite3_prepare_v2(s->db, change, -1, &write, NULL) !=
		SQLITE_OK || !store_bind(read, 1, after) ||
		!store_bind(read, 2, before))
		error = store_sqlite_error(s->db);
	while (!error && (row = sqlite3_step(read)) == SQLITE_ROW) {
		if (!store_get_entry(&e, ENTRY_SECONDS, read)) {
			error = STORE_ERR_FORMAT;
			break;
		}
		entry_seconds_digest(digest, &e.seconds);
		if (!store_bind(write, 1, e.n) ||
			!store_bind_blob(write, 2, digest, sizeof digest) ||
			sqlite3_step(write) != SQLITE_DONE)
			error = store_sqlite_error(s->db);
		(void)sqlite3_reset(write);
	}
	if (!error && row != SQLITE_DONE)
		error = store_sqlite_error(s->db);
	(void)sqlite3_finalize(read);
	(void)sqlite3_finalize(write);
	return error;
}

/* What was stored after the study's start and before the next one's. */
static int erase_study(struct store *s, int64_t study, int64_t utc_s)
{
	struct store_journal j = store_event(STORE_ERASED, utc_s);
	char question[120];
	int64_t next;
	int error;

	snprintf(question, sizeof question, "SELECT coalesce(min(n), %lld) "
		"FROM journal WHERE kind = %d AND n > %lld",
		(long long)INT64_MAX, STORE_STUDY_START, (long long)study);
	if ((error = store_ask(s, question, &next)) ||
		(error = erase_rows(s, study, next)))
		return error;
	j.refers = study;
	return store_note(s, &j);
}

int seal_erase(struct store *s, int64_t utc_s)
{
	struct erasure x = { .store = s, .utc_s = utc_s };
	int error = store_studies(s, find_due, &x);

	if (error || x.n == 0)
		return error;
	error = store_begin(s);
	if (error)
		return error;
	for (int i = 0; i < x.n && !error; i++)
		error = erase_study(s, x.due[i], utc_s);
	return store_end(s, error);
}
