/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - the store as one SQLite file: opening it, and what goes wrong.
 *
 * A rollback journal, not a write-ahead log: a reader then needs no permission
 * to write, and a copy of the one file is whole between two records. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queries.h"
#include "schema.h"
#include "store_file.h"

/* Either holds the file for milliseconds.  A writer that has to wait longer
 * has other work to do and comes back. */
#define READER_PATIENCE_MS 5000
#define WRITER_PATIENCE_MS 1000

/* What the last failed call on `db` means in this header's words. */
static int error_of(sqlite3 *db)
{
	int system = db ? sqlite3_system_errno(db) : ENOMEM;

	switch (sqlite3_errcode(db)) {
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_ERROR: /* a table is missing: not our tables */
		return STORE_ERR_FORMAT;
	case SQLITE_READONLY:
		/* A writer was killed: only a writer can clear up. */
		if (sqlite3_extended_errcode(db) == SQLITE_READONLY_ROLLBACK)
			return STORE_ERR_IO;
		return STORE_ERR_READ_ONLY;
	case SQLITE_FULL:
		return STORE_ERR_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STORE_ERR_BUSY;
	case SQLITE_CANTOPEN:
		return system == ENOENT || system == ENOTDIR ?
			STORE_ERR_MISSING : STORE_ERR_IO;
	default:
		return STORE_ERR_IO;
	}
}

int store_run(struct store *s, enum query which)
{
	sqlite3_stmt *q = s->query[which];
	int error = sqlite3_step(q) == SQLITE_DONE ?
		STORE_OK : error_of(s->db);

	(void)sqlite3_reset(q); /* says the same error again */
	return error;
}

bool store_row(struct store *s, enum query which, int *error)
{
	int result = sqlite3_step(s->query[which]);

	*error = result == SQLITE_ROW || result == SQLITE_DONE ?
		STORE_OK : error_of(s->db);
	if (result == SQLITE_ROW)
		return true;
	(void)sqlite3_reset(s->query[which]);
	return false;
}

bool store_bind(sqlite3_stmt *q, int i, int64_t value)
{
	return sqlite3_bind_int64(q, i, value) == SQLITE_OK;
}

/* ----------------------------------------------------- opening, closing */

/* The lock is a file of its own beside the store: SQLite's locks come and go
 * with each transaction, and readers never look at this one. */
static int take_lock(struct store *s, const char *path)
{
	size_t size = strlen(path) + sizeof ".lock";
	struct stat st;

	s->lock_path = malloc(size);
	if (!s->lock_path)
		return STORE_ERR_IO;
	snprintf(s->lock_path, size, "%s.lock", path);
	for (;;) {
		s->lock = open(s->lock_path, O_RDWR | O_CREAT | O_CLOEXEC,
			0600);
		if (s->lock < 0)
			break;
		if (flock(s->lock, LOCK_EX | LOCK_NB) != 0) {
			close(s->lock);
			s->lock = -1;
			return STORE_ERR_BUSY;
		}
		/* The writer before us may just have removed it. */
		if (fstat(s->lock, &st) == 0 && st.st_nlink > 0)
			return STORE_OK;
		close(s->lock);
	}
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return STORE_ERR_MISSING;
	case EACCES:
	case EPERM:
	case EROFS:
		return STORE_ERR_READ_ONLY;
	case ENOSPC:
	case EDQUOT:
		return STORE_ERR_FULL;
	default:
		return STORE_ERR_IO;
	}
}

static int ask(struct store *s, const char *question, int64_t *answer)
{
	sqlite3_stmt *q = NULL;
	int error = STORE_OK;

	if (sqlite3_prepare_v2(s->db, question, -1, &q, NULL) == SQLITE_OK &&
		sqlite3_step(q) == SQLITE_ROW)
		*answer = sqlite3_column_int64(q, 0);
	else
		error = error_of(s->db);
	(void)sqlite3_finalize(q);
	return error;
}

/* Whose file is this?  Changes nothing. */
static int identify(struct store *s, bool *empty)
{
	int64_t application = 0, version = 0, tables = 0;
	int error;

	if ((error = ask(s, "PRAGMA application_id", &application)) ||
		(error = ask(s, "PRAGMA user_version", &version)) ||
		(error = ask(s, "SELECT count(*) FROM sqlite_schema", &tables)))
		return error;
	*empty = application == 0 && version == 0 && tables == 0;
	if (*empty)
		return STORE_OK;
	if (application != STORE_APPLICATION_ID || version < 1)
		return STORE_ERR_FORMAT;
	return version > STORE_VERSION ? STORE_ERR_NEWER : STORE_OK;
}

static int execute(struct store *s, const char *statements)
{
	return sqlite3_exec(s->db, statements, NULL, NULL, NULL) == SQLITE_OK ?
		STORE_OK : error_of(s->db);
}

static int make_tables(struct store *s)
{
	char identity[96];
	int error;

	snprintf(identity, sizeof identity, "PRAGMA application_id = %d; "
		"PRAGMA user_version = %d; COMMIT", STORE_APPLICATION_ID,
		STORE_VERSION);
	if ((error = execute(s, "BEGIN IMMEDIATE")) ||
		(error = execute(s, schema)) || (error = execute(s, identity)))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return error;
}

static int prepare(struct store *s)
{
	for (int i = 0; i < QUERIES; i++)
		if (sqlite3_prepare_v3(s->db, sql[i], -1,
			SQLITE_PREPARE_PERSISTENT, &s->query[i], NULL) !=
			SQLITE_OK)
			return error_of(s->db);
	return STORE_OK;
}

static int open_file(struct store *s, const char *path, bool writer)
{
	struct stat st;
	bool empty;
	int error;

	/* SQLite would take a file of one byte for an empty one. */
	if (stat(path, &st) == 0 && (!S_ISREG(st.st_mode) || st.st_size == 1))
		return STORE_ERR_FORMAT;
	if (sqlite3_open_v2(path, &s->db, writer ?
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
		SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		return error_of(s->db);
	(void)sqlite3_busy_timeout(s->db,
		writer ? WRITER_PATIENCE_MS : READER_PATIENCE_MS);
	if ((error = identify(s, &empty)) ||
		(error = execute(s, "PRAGMA trusted_schema = OFF")))
		return error;
	if (!writer)
		return empty ? STORE_ERR_MISSING : prepare(s);

	if (sqlite3_db_readonly(s->db, "main"))
		return STORE_ERR_READ_ONLY;
	/* Emptying the journal is the commit; FULL makes it last. */
	if ((error = execute(s, "PRAGMA journal_mode = TRUNCATE; "
		"PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")))
		return error;
	if (empty && (error = make_tables(s)))
		return error;
	return prepare(s);
}

static int open_store(struct store **out, const char *path, bool writer)
{
	struct store *s = calloc(1, sizeof *s);
	int error = s ? STORE_OK : STORE_ERR_IO;

	*out = NULL;
	if (!s)
		return error;
	s->lock = -1;
	if (writer)
		error = take_lock(s, path);
	if (!error)
		error = open_file(s, path, writer);
	if (error)
		store_close(s);
	else
		*out = s;
	return error;
}

int store_create(struct store **s, const char *path)
{
	return open_store(s, path, true);
}

int store_open(struct store **s, const char *path)
{
	return open_store(s, path, false);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	for (int i = 0; i < QUERIES; i++)
		(void)sqlite3_finalize(s->query[i]);
	(void)sqlite3_close(s->db);
	if (s->lock >= 0) {
		(void)unlink(s->lock_path);
		close(s->lock);
	}
	free(s->lock_path);
	free(s);
}

void store_explain(char *out, size_t size, int error, const char *path)
{
	static const char *const sentence[] = {
		[-STORE_OK] = "%s is in order",
		[-STORE_ERR_MISSING] = "there is no store at %s: `sourdine "
			"run` makes it, in a folder that exists",
		[-STORE_ERR_FORMAT] = "%s is not a store of Sourdine, or is "
			"damaged: move it away or name another file",
		[-STORE_ERR_NEWER] = "%s was written by a newer version of "
			"Sourdine: use that one, or name another file",
		[-STORE_ERR_READ_ONLY] = "%s cannot be written: allow this "
			"user to write the file and its folder, or name "
			"another file",
		[-STORE_ERR_FULL] = "there is no room for %s: free some space "
			"on its disk",
		[-STORE_ERR_BUSY] = "%s is held by another program: stop the "
			"other sourdine-keep, or name another file",
		[-STORE_ERR_IO] = "%s cannot be read or written now: start "
			"the meter if it was killed, check the disk, its "
			"room and who may use the file",
	};
	int i = error > 0 || error < STORE_ERR_IO ? -STORE_ERR_IO : -error;

	snprintf(out, size, sentence[i], path);
}
