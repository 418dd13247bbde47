/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_migrate.c - a store of version 1, which had records, histograms and
 * series but no chain, becomes one of today's: each row is added again, and
 * a line says that nothing sealed it until then. */
#include <string.h>

#include "store_file.h"

/* clang-format off: lines as SQL has them */
static const char aside[] =
	"DROP TRIGGER series_no_update; DROP TRIGGER series_no_delete; "
	"DROP TRIGGER series_next; DROP TRIGGER record_no_update; "
	"DROP TRIGGER record_no_delete; DROP TRIGGER record_next; "
	"DROP TRIGGER histogram_no_update; DROP TRIGGER histogram_no_delete; "
	"DROP TRIGGER histogram_next; "
	"DROP INDEX record_start; DROP INDEX histogram_hour; "
	"ALTER TABLE histogram RENAME TO histogram_1; "
	"ALTER TABLE record RENAME TO record_1; "
	"ALTER TABLE series RENAME TO series_1";

static const char away[] =
	"DROP TABLE histogram_1; DROP TABLE record_1; DROP TABLE series_1";

/* In the order of today's rows. */
static const char old_series[] =
	"SELECT id, 0, since_utc_s, place, height_cm, description, "
	"microphone, source, full_scale, self_noise, calibrated, interval_s, "
	"software, 0, 0, zeroblob(4) FROM series_1 ORDER BY id";
static const char old_records[] =
	"SELECT sequence, 0, series, start_utc_s, interval_s, covered_s, "
	"flags, LAeq, LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin, "
	"zeroblob(4) FROM record_1 ORDER BY sequence";
static const char old_histograms[] =
	"SELECT 0, series, hour_utc_s, 0, seconds, zeroblob(4) "
	"FROM histogram_1 ORDER BY id";
/* clang-format on */

struct copy {
	struct store *store;
	struct store_series last; /* id 0: none yet */
	int64_t newest_utc_s;
};

/* Another place is another placement, as store_begin_series has it. */
static void place(struct copy *c, struct store_series *s)
{
	s->placement = 1;
	if (c->last.id)
		s->placement = c->last.placement +
			(strcmp(s->place, c->last.place) != 0 ||
				s->height_cm != c->last.height_cm ||
				strcmp(s->description, c->last.description));
	c->last = *s;
}

static int copy_row(struct copy *c, enum entry_kind kind, sqlite3_stmt *q)
{
	struct entry e;

	if (!store_get_entry(&e, kind, q))
		return STORE_ERR_FORMAT;
	if (kind == ENTRY_SERIES)
		place(c, &e.series);
	if (kind == ENTRY_RECORD)
		c->newest_utc_s = e.record.start_utc_s + e.record.interval_s;
	return store_append(c->store, &e);
}

static int copy_rows(struct copy *c, enum entry_kind kind, const char *query)
{
	sqlite3_stmt *q = NULL;
	int error = STORE_OK, result = SQLITE_DONE;

	if (sqlite3_prepare_v2(c->store->db, query, -1, &q, NULL) != SQLITE_OK)
		return store_sqlite_error(c->store->db);
	while (!error && (result = sqlite3_step(q)) == SQLITE_ROW)
		error = copy_row(c, kind, q);
	if (!error && result != SQLITE_DONE)
		error = store_sqlite_error(c->store->db);
	(void)sqlite3_finalize(q);
	return error;
}

static void forget_queries(struct store *s)
{
	for (int i = 0; i < QUERIES; i++) {
		(void)sqlite3_finalize(s->query[i]);
		s->query[i] = NULL;
	}
}

static int copy_all(struct store *s)
{
	struct copy c = { .store = s };
	struct entry e = { .kind = ENTRY_JOURNAL };
	int error;

	if ((error = copy_rows(&c, ENTRY_SERIES, old_series)) ||
		(error = copy_rows(&c, ENTRY_RECORD, old_records)) ||
		(error = copy_rows(&c, ENTRY_HISTOGRAM, old_histograms)))
		return error;
	e.journal = store_event(STORE_SEALED_LATE, c.newest_utc_s);
	strcpy(e.journal.text, "what stands above came from a store of "
		"version 1, which had no seal");
	return store_append(s, &e);
}

int store_migrate(struct store *s)
{
	int error;

	if ((error = store_execute(s, aside)) ||
		(error = store_make_tables(s)) ||
		(error = store_prepare(s)) || (error = copy_all(s)))
		return error;
	forget_queries(s); /* a table that is in use cannot be dropped */
	return store_execute(s, away);
}
