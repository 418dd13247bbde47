/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_walk.c - the chain read in order, from the tables that its entries
 * lie in; heads, checkpoint, key. */
#include <stdlib.h>
#include <string.h>

#include "seal.h"
#include "store_file.h"

/* Entries after which a writer may have its turn. */
#define TURN 5000

/* Where the walk is in one table. */
struct cursor {
	enum query query;
	enum entry_kind kind;
	int64_t after;  /* its own number of the row before */
	bool ended, readable;
	struct entry e; /* the row that is next */
};

struct walk {
	struct store *s;
	int64_t from;
	int error;
	struct cursor at[ENTRY_KINDS - 1];
};

static int64_t number(const struct cursor *c)
{
	sqlite3_int64 own = c->kind == ENTRY_SERIES ? c->e.series.id :
		c->kind == ENTRY_RECORD ? c->e.record.sequence : c->e.n;

	return own;
}

/* To the next row of this table. */
static void advance(struct walk *w, struct cursor *c)
{
	sqlite3_stmt *q = w->s->query[c->query];

	if (!store_row(w->s, c->query, &w->error)) {
		c->ended = true;
		return;
	}
	c->readable = store_get_entry(&c->e, c->kind, q);
	/* Out of order in a damaged file: it could go on for ever. */
	if (number(c) <= c->after) {
		w->error = STORE_ERR_FORMAT;
		return;
	}
	c->after = number(c);
}

static void rest(struct walk *w)
{
	for (size_t i = 0; i < ENTRY_KINDS - 1; i++)
		(void)sqlite3_reset(w->s->query[w->at[i].query]);
}

/* From where each table is; the rows that are held stay held. */
static void resume(struct walk *w)
{
	for (size_t i = 0; i < ENTRY_KINDS - 1; i++) {
		sqlite3_stmt *q = w->s->query[w->at[i].query];

		if (!store_bind(q, 1, w->at[i].after) ||
			!store_bind(q, 2, w->from))
			w->error = STORE_ERR_IO;
	}
}

static struct cursor *lowest(struct walk *w)
{
	struct cursor *c = NULL;

	for (size_t i = 0; i < ENTRY_KINDS - 1; i++)
		if (!w->at[i].ended && (!c || w->at[i].e.n < c->e.n))
			c = &w->at[i];
	return c;
}

static int walk(struct walk *w, seal_each_entry *each, void *user)
{
	struct cursor *c;
	int64_t seen = 0;

	resume(w);
	for (size_t i = 0; i < ENTRY_KINDS - 1 && !w->error; i++)
		advance(w, &w->at[i]);
	while (!w->error && (c = lowest(w))) {
		if (!each(user, c->e.n, c->readable ? &c->e : NULL))
			break;
		if (++seen % TURN == 0) {
			rest(w);
			resume(w);
		}
		advance(w, c);
	}
	rest(w);
	return w->error;
}

int seal_walk(struct store *s, int64_t from, seal_each_entry *each,
	void *user)
{
	static const enum query query[ENTRY_KINDS] = {
		[ENTRY_SERIES] = WALK_SERIES, [ENTRY_RECORD] = WALK_RECORD,
		[ENTRY_HISTOGRAM] = WALK_HISTOGRAM,
		[ENTRY_SECONDS] = WALK_SECONDS,
		[ENTRY_JOURNAL] = WALK_JOURNAL, [ENTRY_KEY] = WALK_KEY,
	};
	struct walk *w = calloc(1, sizeof *w);
	int error;

	if (!w)
		return STORE_ERR_IO;
	w->s = s;
	w->from = from;
	for (int i = 0; i < ENTRY_KINDS - 1; i++) {
		w->at[i].kind = (enum entry_kind)(i + 1);
		w->at[i].query = query[i + 1];
		w->at[i].after = INT64_MIN;
	}
	error = walk(w, each, user);
	free(w);
	return error;
}

/* ------------------------------------------------------- what is signed */

static bool get_bytes(void *out, size_t size, sqlite3_stmt *q, int i)
{
	const void *b = sqlite3_column_blob(q, i);

	if (!b || sqlite3_column_bytes(q, i) != (int)size)
		return false;
	memcpy(out, b, size);
	return true;
}

static bool get_head(struct seal_head *h, sqlite3_stmt *q)
{
	h->n = sqlite3_column_int64(q, 0);
	h->utc_s = sqlite3_column_int64(q, 1);
	return get_bytes(h->signature, SEAL_SIGNATURE, q, 2);
}

int seal_heads(struct store *s, int64_t after, seal_each_head *each,
	void *user)
{
	sqlite3_stmt *q = s->query[HEADS];
	struct seal_head h;
	int error;

	if (!store_bind(q, 1, after))
		return STORE_ERR_IO;
	while (store_row(s, HEADS, &error))
		if (!get_head(&h, q) || !each(user, &h)) {
			(void)sqlite3_reset(q);
			break;
		}
	return error;
}

bool seal_last_head(struct store *s, struct seal_head *h)
{
	bool any = false;
	int error;

	while (store_row(s, LAST_HEAD, &error))
		any = get_head(h, s->query[LAST_HEAD]);
	return any && !error;
}

bool seal_checkpoint(struct store *s, struct seal_checkpoint *c)
{
	sqlite3_stmt *q = s->query[CHECKPOINT];
	bool any = false;
	int error;

	while (store_row(s, CHECKPOINT, &error)) {
		c->n = sqlite3_column_int64(q, 0);
		c->utc_s = sqlite3_column_int64(q, 1);
		any = get_bytes(c->hash, ENTRY_HASH, q, 2) &&
			get_bytes(c->kept, ENTRY_HASH, q, 3) &&
			get_bytes(c->signature, SEAL_SIGNATURE, q, 4);
	}
	return any && !error;
}

bool seal_tip(struct store *s, int64_t *n, uint8_t hash[ENTRY_HASH])
{
	sqlite3_stmt *q = s->query[TIP];
	bool any = false;
	int error;

	while (store_row(s, TIP, &error)) {
		*n = sqlite3_column_int64(q, 0);
		any = get_bytes(hash, ENTRY_HASH, q, 1);
	}
	return any && !error;
}

bool seal_public(struct store *s, uint8_t public[ENTRY_KEY_BYTES])
{
	bool any = false;
	int error;

	while (store_row(s, LAST_KEY, &error))
		any = get_bytes(public, ENTRY_KEY_BYTES, s->query[LAST_KEY],
			1);
	return any && !error;
}

bool seal_is_whole(struct store *s)
{
	sqlite3_stmt *q = NULL;
	bool whole = sqlite3_prepare_v2(s->db, "PRAGMA integrity_check(1)", -1,
		&q, NULL) == SQLITE_OK && store_step(q) == SQLITE_ROW &&
		strcmp((const char *)sqlite3_column_text(q, 0), "ok") == 0;

	(void)sqlite3_finalize(q);
	return whole;
}
