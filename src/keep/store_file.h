/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_file.h - an open store as store*.c see it; nobody else includes this.
 * The only file that includes SQLite's header. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <sqlite3.h>

#include "store.h"

/* The prepared queries; their text is in queries.h. */
enum query {
	BEGIN, COMMIT, ROLLBACK, ADD_RECORD, ADD_SERIES, ADD_HISTOGRAM,
	BOUNDS, RECORDS, LAST, COUNT, HOUR, ONE_SERIES, LAST_SERIES, QUERIES
};

struct store {
	sqlite3 *db;
	sqlite3_stmt *query[QUERIES];
	int lock;        /* held while a writer lives; -1 in a reader */
	char *lock_path; /* NULL in a reader */
};

/* Step a query that gives no row, and make it ready again. */
int store_run(struct store *s, enum query which);

/* Step to the next row; false at the end (STORE_OK) or after an error, and
 * the query is ready again. */
bool store_row(struct store *s, enum query which, int *error);

bool store_bind(sqlite3_stmt *q, int i, int64_t value);

#endif
