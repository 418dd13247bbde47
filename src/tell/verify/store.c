/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - verifies a store, as it is on disk. */
#include <stdlib.h>
#include <string.h>

#include "verify.h"

struct reading {
	struct verify v;
	struct seal_head *head;
	size_t heads, room, next;
};

static bool add_head(void *user, const struct seal_head *h)
{
	struct reading *r = user;

	if (r->heads == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		struct seal_head *more = realloc(r->head, room * sizeof *more);

		if (!more)
			return false;
		r->head = more;
		r->room = room;
	}
	r->head[r->heads++] = *h;
	return true;
}

/* Heads that stand before entry n; nothing may be signed that is not there. */
static bool take_heads(struct reading *r, int64_t before)
{
	while (r->next < r->heads && r->head[r->next].n < before)
		if (!verify_head(&r->v, &r->head[r->next++]))
			return false;
	return true;
}

static bool take_entry(void *user, int64_t n, const struct entry *e)
{
	struct reading *r = user;

	/* A missing entry is told as such, not as a signature of it. */
	if (r->next < r->heads && r->head[r->next].n == r->v.n &&
		!take_heads(r, r->v.n + 1))
		return false;
	return verify_entry(&r->v, n, e);
}

static bool check_tip(struct reading *r, struct store *s)
{
	uint8_t hash[ENTRY_HASH];
	int64_t n;

	if (!seal_tip(s, &n, hash))
		return verify_fail(&r->v, VERIFY_UNREADABLE, 0,
			"the chain's end cannot be read");
	if (n > r->v.n)
		return verify_fail(&r->v, VERIFY_TRUNCATED, r->v.n + 1,
			"the store says that it ends with entry %lld, and "
			"ends with %lld", (long long)n, (long long)r->v.n);
	if (n == r->v.n && memcmp(hash, r->v.hash, sizeof hash) != 0)
		return verify_fail(&r->v, VERIFY_CHANGED, n,
			"the chain does not end as the store says");
	return true;
}

static void read_store(struct reading *r, struct store *s)
{
	struct seal_checkpoint c;
	int error = seal_heads(s, 0, add_head, r);

	if (seal_checkpoint(s, &c)) {
		(void)verify_checkpoint(&r->v, &c);
		while (r->next < r->heads && r->head[r->next].n <= c.n)
			r->next++;
	}
	if (!error)
		error = seal_walk(s, 1, take_entry, r);
	if (error)
		(void)verify_fail(&r->v, VERIFY_UNREADABLE, r->v.n + 1,
			"the file is damaged after entry %lld",
			(long long)r->v.n);
	if (r->v.result->fault == VERIFY_VALID && check_tip(r, s) &&
		take_heads(r, INT64_MAX) && verify_end(&r->v) &&
		!seal_is_whole(s))
		(void)verify_fail(&r->v, VERIFY_UNREADABLE, 0, "an index of "
			"the file is damaged, so that what is looked up may "
			"not be what stands there");
}

void verify_store(struct verify_result *result, const char *path,
	const struct verify_options *o)
{
	struct reading r = { .heads = 0 };
	struct store *s;
	char why[512];
	int error = store_open(&s, path);

	verify_begin(&r.v, result, o);
	if (error) {
		store_explain(why, sizeof why, error, path);
		(void)verify_fail(&r.v, VERIFY_UNREADABLE, 0, "%.250s", why);
	} else {
		read_store(&r, s);
		store_close(s);
	}
	free(r.head);
	verify_free(&r.v);
}
