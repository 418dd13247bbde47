/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal_adopt.c - entries and signatures of another meter's chain, taken into
 * an empty store as they are. */
#include <string.h>

#include "seal.h"
#include "store_file.h"

/* Of erased seconds only the digest is known: the row gets it instead. */
static int put_digest(struct store *s, const struct entry *e)
{
	static const char change[] = "UPDATE seconds SET seconds = NULL, "
		"digest = ?2 WHERE n = ?1";
	sqlite3_stmt *q = NULL;
	int error = STORE_OK;

	if (sqlite3_prepare_v2(s->db, change, -1, &q, NULL) != SQLITE_OK ||
		!store_bind(q, 1, e->n) ||
		!store_bind_blob(q, 2, e->packed, ENTRY_HASH) ||
		sqlite3_step(q) != SQLITE_DONE)
		error = store_sqlite_error(s->db);
	(void)sqlite3_finalize(q);
	return error;
}

static int adopt(struct store *s, const struct entry *e)
{
	struct entry added = *e;
	int error = store_append(s, &added);

	if (!error && (added.n != e->n ||
		memcmp(added.link, e->link, ENTRY_LINK) != 0))
		error = STORE_ERR_REFUSED;
	if (!error && e->kind == ENTRY_SECONDS && e->seconds.erased)
		error = put_digest(s, e);
	return error;
}

int seal_adopt(struct store *s, const struct entry *e)
{
	int error;

	if (e->withheld)
		return STORE_ERR_REFUSED;
	error = store_begin(s);
	return error ? error : store_end(s, adopt(s, e));
}

int seal_adopt_head(struct store *s, const struct seal_head *h)
{
	sqlite3_stmt *q = s->query[ADD_HEAD];
	int error = store_begin(s);

	if (error)
		return error;
	error = store_bind(q, 1, h->n) && store_bind(q, 2, h->utc_s) &&
		store_bind_blob(q, 3, h->signature, SEAL_SIGNATURE) ?
		store_run(s, ADD_HEAD) : STORE_ERR_IO;
	return store_end(s, error);
}
