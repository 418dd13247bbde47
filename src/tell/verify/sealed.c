/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed.c - writes the chain as lines of JSON. */
#include <stdlib.h>
#include <string.h>

#include "sealed.h"

struct writing {
	FILE *to;
	struct store *s;
	const struct sealed_request *r;
	int64_t first, last;      /* entries to write */
	struct seal_head *head;   /* signatures among them */
	size_t heads, room, next;
	bool broken;
};

static void put_line(FILE *to, json_t *line)
{
	if (json_dumpf(line, to, JSON_COMPACT) != 0 || fputc('\n', to) == EOF)
		(void)fflush(to); /* ferror() says it */
	json_decref(line);
}

/* ------------------------------------------------------------ the period */

static bool note_record(void *user, const struct store_record *r)
{
	struct writing *w = user;

	if (w->first == 0 || r->n < w->first)
		w->first = r->n;
	if (r->n > w->last)
		w->last = r->n;
	return true;
}

static bool note_head(void *user, const struct seal_head *h)
{
	struct writing *w = user;

	if (w->heads == w->room) {
		size_t room = w->room ? 2 * w->room : 64;
		struct seal_head *more = realloc(w->head, room * sizeof *more);

		if (!more)
			return false;
		w->head = more;
		w->room = room;
	}
	w->head[w->heads++] = *h;
	return h->n < w->last; /* the first one after the period, too */
}

/* The whole store, or what the period's records lie between. */
static int find_period(struct writing *w)
{
	const struct sealed_request *r = w->r;
	uint8_t hash[ENTRY_HASH];
	int error;

	if (r->from_utc_s == INT64_MIN && r->to_utc_s == INT64_MAX) {
		w->first = 1;
		w->last = INT64_MAX;
		return seal_heads(w->s, 0, note_head, w);
	}
	error = store_records(w->s, r->from_utc_s, r->to_utc_s, note_record,
		w);
	if (!error && w->first == 0)
		return STORE_ERR_REFUSED;
	if (!error)
		error = seal_heads(w->s, w->first - 1, note_head, w);
	/* With nothing signed after it, to the end. */
	if (w->heads && w->head[w->heads - 1].n >= w->last)
		w->last = w->head[w->heads - 1].n;
	else if (!seal_tip(w->s, &w->last, hash))
		return STORE_ERR_FORMAT;
	return error;
}

/* ------------------------------------------------------------- first line */

struct start {
	int64_t until; /* the hash after this entry */
	int64_t n;
	uint8_t hash[ENTRY_HASH];
};

static bool follow(void *user, int64_t n, const struct entry *e)
{
	struct start *x = user;
	uint8_t digest[ENTRY_HASH];

	if (n > x->until || !e)
		return false;
	if (n <= x->n)
		return true; /* left by a removal */
	entry_digest(digest, e);
	entry_chain_next(x->hash, digest);
	x->n = n;
	return true;
}

static json_t *checkpoint_line(const struct seal_checkpoint *c)
{
	json_t *j = json_object();

	json_object_set_new(j, "n", json_integer(c->n));
	json_object_set_new(j, "utc_s", json_integer(c->utc_s));
	json_object_set_new(j, "hash", sealed_hex(c->hash, ENTRY_HASH));
	json_object_set_new(j, "kept", sealed_hex(c->kept, ENTRY_HASH));
	json_object_set_new(j, "signature",
		sealed_hex(c->signature, SEAL_SIGNATURE));
	return j;
}

static int put_first(struct writing *w)
{
	json_t *j = json_object();
	uint8_t key[ENTRY_KEY_BYTES];
	struct start x = { .until = w->first - 1 };
	struct seal_checkpoint c;
	bool removed = seal_checkpoint(w->s, &c);
	int error = STORE_OK;

	entry_chain_start(x.hash);
	if (removed && w->first > 1) {
		x.n = c.n;
		memcpy(x.hash, c.hash, sizeof x.hash);
	}
	if (w->first > 1)
		error = seal_walk(w->s, 1, follow, &x);
	json_object_set_new(j, "sourdine", json_string("sealed"));
	json_object_set_new(j, "version", json_integer(1));
	json_object_set_new(j, "contains_seconds", json_boolean(w->r->seconds));
	json_object_set_new(j, "after", json_integer(w->first - 1));
	json_object_set_new(j, "hash", sealed_hex(x.hash, ENTRY_HASH));
	if (seal_public(w->s, key))
		json_object_set_new(j, "public", sealed_hex(key, sizeof key));
	if (removed && w->first == 1)
		json_object_set_new(j, "checkpoint", checkpoint_line(&c));
	put_line(w->to, j);
	return error;
}

/* ------------------------------------------------------------------ lines */

static void put_heads(struct writing *w, int64_t n)
{
	for (; w->next < w->heads && w->head[w->next].n <= n; w->next++) {
		const struct seal_head *h = &w->head[w->next];
		json_t *j;

		if (h->n < n)
			continue;
		j = json_object();
		json_object_set_new(j, "head", json_integer(h->n));
		json_object_set_new(j, "utc_s", json_integer(h->utc_s));
		json_object_set_new(j, "signature",
			sealed_hex(h->signature, SEAL_SIGNATURE));
		put_line(w->to, j);
	}
}

static bool put_entry(void *user, int64_t n, const struct entry *e)
{
	struct writing *w = user;

	if (n > w->last)
		return false;
	if (!e) {
		w->broken = true;
		return false;
	}
	put_line(w->to, sealed_entry(e,
		(e->kind == ENTRY_SECONDS && !w->r->seconds) ||
		(e->kind == ENTRY_JOURNAL && w->r->withhold)));
	put_heads(w, n);
	return !ferror(w->to);
}

int sealed_write(FILE *to, struct store *s, const struct sealed_request *r)
{
	struct writing w = { .to = to, .s = s, .r = r };
	int error = find_period(&w);

	if (!error)
		error = put_first(&w);
	if (!error)
		error = seal_walk(s, w.first, put_entry, &w);
	free(w.head);
	return error ? error : w.broken ? STORE_ERR_FORMAT : STORE_OK;
}
