/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_file.h - an open store as store*.c see it; nobody else includes this.
 * The only file that includes SQLite's header. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <sqlite3.h>

#include "entry.h"
#include "store.h"

/* "SRDN": how a store differs from any other SQLite file. */
#define STORE_APPLICATION_ID 0x5352444e

/* The prepared queries; their text is in queries.h. */
enum query {
	BEGIN, COMMIT, ROLLBACK, TIP, SET_TIP,
	ADD_SERIES, ADD_RECORD, ADD_HISTOGRAM, ADD_SECONDS, ADD_JOURNAL, ADD_KEY,
	BOUNDS, RECORDS, LAST, COUNT, NEXT_SEQUENCE, SEQUENCE_AT,
	HOUR, ONE_SERIES, LAST_SERIES, SECONDS,
	JOURNAL, JOURNAL_AT, LAST_OF_KIND, REFERRING, CALIBRATED, ANCHORS, START_OF,
	WALK_SERIES, WALK_RECORD, WALK_HISTOGRAM, WALK_SECONDS, WALK_JOURNAL,
	WALK_KEY,
	ADD_HEAD, HEADS, LAST_HEAD, ADD_CHECKPOINT, CHECKPOINT, LAST_KEY,
	QUERIES
};

struct store_anchors;

struct store {
	sqlite3 *db;
	int patience_ms; /* how long it waits for the lock of another, about */
	sqlite3_stmt *query[QUERIES];
	int depth;       /* of store_begin */
	int64_t added_n; /* the chain's end as this transaction has it; 0 */
	uint8_t added[ENTRY_HASH];
	int lock;        /* held while a keeper lives; -1: not a keeper */
	char *lock_path; /* NULL: not a keeper */
	int64_t seen_until; /* n: later entries are not seen; 0: all are */
	struct store_anchors *anchors; /* NULL: not looked at yet */
};

/* Open the file and say whose it is; shared by readers and writers.  Changes
 * nothing.  *version: 0 in an empty file. */
int store_open_file(struct store *s, const char *path, bool writer,
	int *version);
int store_prepare(struct store *s);
int store_execute(struct store *s, const char *statements);
int store_ask(struct store *s, const char *question, int64_t *answer);
int store_sqlite_error(sqlite3 *db);

/* Bring a store of version 1 up to date, inside one transaction. */
int store_make_tables(struct store *s);
int store_migrate(struct store *s);

/* sqlite3_step() for whoever only reads, too: it looks again where a writer was
 * taken for one that was killed. */
int store_step(sqlite3_stmt *q);

/* Step a query that gives no row, and make it ready again. */
int store_run(struct store *s, enum query which);

/* Step to the next row; false at the end (STORE_OK) or after an error, and
 * the query is ready again. */
bool store_row(struct store *s, enum query which, int *error);

bool store_bind(sqlite3_stmt *q, int i, int64_t value);
bool store_bind_text(sqlite3_stmt *q, int i, const char *text);
bool store_bind_blob(sqlite3_stmt *q, int i, const void *bytes, size_t n);
void store_text(char *out, size_t size, sqlite3_stmt *q, int i);

/* Add an entry at the chain's end, inside a transaction: sets e->n and
 * e->link. */
int store_append(struct store *s, struct entry *e);

/* A row of the query's table as an entry; false: it cannot be one. */
bool store_get_entry(struct entry *e, enum entry_kind kind, sqlite3_stmt *q);
void store_get_record(struct store_record *r, sqlite3_stmt *q);

/* By how much entries were moved afterwards: as many anchors as a box without
 * a clock was started times, in order of `last`. */
struct store_anchor {
	int64_t first, last; /* in the chain */
	int64_t seconds, utc_s;
	int64_t lowest;      /* `first` of this one and of all after it */
};

struct store_anchors {
	size_t n;
	struct store_anchor *at;
	struct store_anchors *before; /* of an older look: may be in use */
};

/* They stay until the store is closed. */
int store_anchors(struct store *s, const struct store_anchors **a);
void store_forget_anchors(struct store *s);
int64_t store_moved(const struct store_anchors *a, int64_t n);

#endif
