/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - the store as one SQLite file: reading it, and what goes wrong.
 *
 * A rollback journal, not a write-ahead log: a reader then needs no permission
 * to write, and a copy of the one file is whole between two records. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../run/language.h"
#include "queries.h"
#include "store_file.h"

/* Each holds the file for milliseconds. */
#define PATIENCE_MS 5000
#define WAIT_MS     2

/* After a writer that seems to have been killed: a tenth of a second. */
#define LOOKS   20
#define LOOK_NS 5000000

/* What the last failed call on `db` means in this header's words. */
int store_sqlite_error(sqlite3 *db)
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
			STORE_ERR_MISSING : system == EACCES ?
			STORE_ERR_DENIED : STORE_ERR_IO;
	default:
		return STORE_ERR_IO;
	}
}

/* SQLite asks for the writer's lock before it looks at the journal.  A writer
 * that begins in between seems to have been killed; who may write looks again,
 * who only reads gives up (sqlite3PagerSharedLock).  By the next look the lock
 * is there, or the writer has ended.  false: it was killed indeed. */
static bool look_again(sqlite3 *db, int looks)
{
	if (sqlite3_extended_errcode(db) != SQLITE_READONLY_ROLLBACK ||
		looks >= LOOKS)
		return false;
	(void)nanosleep(&(struct timespec){ 0, LOOK_NS }, NULL);
	return true;
}

/* SQLite's own wait looks less and less often, down to ten times a second, and
 * so misses the moments between two commits of a writer on a slow disk. */
static int wait_for_lock(void *user, int times)
{
	const struct store *s = user;

	if (times >= s->patience_ms / WAIT_MS)
		return 0;
	(void)nanosleep(&(struct timespec){ 0, WAIT_MS * 1000000 }, NULL);
	return 1;
}

int store_step(sqlite3_stmt *q)
{
	int result = sqlite3_step(q);

	for (int looks = 0; result != SQLITE_ROW && result != SQLITE_DONE &&
		look_again(sqlite3_db_handle(q), looks); looks++) {
		(void)sqlite3_reset(q);
		result = sqlite3_step(q);
	}
	return result;
}

int store_run(struct store *s, enum query which)
{
	sqlite3_stmt *q = s->query[which];
	int error = store_step(q) == SQLITE_DONE ?
		STORE_OK : store_sqlite_error(s->db);

	(void)sqlite3_reset(q); /* says the same error again */
	return error;
}

bool store_row(struct store *s, enum query which, int *error)
{
	int result = store_step(s->query[which]);

	*error = result == SQLITE_ROW || result == SQLITE_DONE ?
		STORE_OK : store_sqlite_error(s->db);
	if (result == SQLITE_ROW)
		return true;
	(void)sqlite3_reset(s->query[which]);
	return false;
}

bool store_bind(sqlite3_stmt *q, int i, int64_t value)
{
	return sqlite3_bind_int64(q, i, value) == SQLITE_OK;
}

bool store_bind_text(sqlite3_stmt *q, int i, const char *text)
{
	return sqlite3_bind_text(q, i, text, -1, SQLITE_TRANSIENT) ==
		SQLITE_OK;
}

bool store_bind_blob(sqlite3_stmt *q, int i, const void *bytes, size_t n)
{
	/* an empty blob, not NULL */
	return sqlite3_bind_blob(q, i, n ? bytes : "", (int)n,
		SQLITE_TRANSIENT) == SQLITE_OK;
}

void store_text(char *out, size_t size, sqlite3_stmt *q, int i)
{
	const unsigned char *text = sqlite3_column_text(q, i);

	snprintf(out, size, "%s", text ? (const char *)text : "");
}

/* ----------------------------------------------------- opening, closing */

int store_ask(struct store *s, const char *question, int64_t *answer)
{
	sqlite3_stmt *q = NULL;
	int error = STORE_OK, looks = 0;

	/* the first of them reads what tables there are */
	while (sqlite3_prepare_v2(s->db, question, -1, &q, NULL) != SQLITE_OK &&
		look_again(s->db, looks))
		looks++;
	if (q && store_step(q) == SQLITE_ROW)
		*answer = sqlite3_column_int64(q, 0);
	else
		error = store_sqlite_error(s->db);
	(void)sqlite3_finalize(q);
	return error;
}

/* Whose file is this? */
static int identify(struct store *s, int *version)
{
	int64_t application = 0, number = 0, tables = 0;
	int error;

	*version = 0;
	if ((error = store_ask(s, "PRAGMA application_id", &application)) ||
		(error = store_ask(s, "PRAGMA user_version", &number)) ||
		(error = store_ask(s, "SELECT count(*) FROM sqlite_schema",
			&tables)))
		return error;
	if (application == 0 && number == 0 && tables == 0)
		return STORE_OK;
	if (application != STORE_APPLICATION_ID || number < 1)
		return STORE_ERR_FORMAT;
	if (number > STORE_VERSION)
		return STORE_ERR_NEWER;
	*version = (int)number;
	return STORE_OK;
}

int store_execute(struct store *s, const char *statements)
{
	return sqlite3_exec(s->db, statements, NULL, NULL, NULL) == SQLITE_OK ?
		STORE_OK : store_sqlite_error(s->db);
}

int store_prepare(struct store *s)
{
	for (int i = 0; i < QUERIES; i++)
		if (sqlite3_prepare_v3(s->db, sql[i], -1,
			SQLITE_PREPARE_PERSISTENT, &s->query[i], NULL) !=
			SQLITE_OK)
			return store_sqlite_error(s->db);
	return STORE_OK;
}

int store_open_file(struct store *s, const char *path, bool writer,
	int *version)
{
	struct stat st;
	int error;

	/* SQLite would take a file of one byte for an empty one. */
	if (stat(path, &st) == 0 && (!S_ISREG(st.st_mode) || st.st_size == 1))
		return STORE_ERR_FORMAT;
	/* There are no threads: its own locks are a third of reading. */
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_NOMUTEX | (writer ?
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE :
		SQLITE_OPEN_READONLY), NULL) != SQLITE_OK)
		return store_sqlite_error(s->db);
	s->patience_ms = PATIENCE_MS;
	(void)sqlite3_busy_handler(s->db, wait_for_lock, s);
	if ((error = identify(s, version)))
		return error;
	/* a large sort needs no file of its own */
	return store_execute(s, "PRAGMA trusted_schema = OFF; "
		"PRAGMA temp_store = MEMORY");
}

int store_open(struct store **out, const char *path)
{
	struct store *s = calloc(1, sizeof *s);
	int version = 0, error = STORE_ERR_IO;

	*out = NULL;
	if (!s)
		return error;
	s->lock = -1;
	error = store_open_file(s, path, false, &version);
	if (!error && version == 0)
		error = STORE_ERR_MISSING;
	if (!error && version < STORE_VERSION)
		error = STORE_ERR_OLDER;
	if (!error)
		error = store_prepare(s);
	if (error)
		store_close(s);
	else
		*out = s;
	return error;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	for (int i = 0; i < QUERIES; i++)
		(void)sqlite3_finalize(s->query[i]);
	(void)sqlite3_close(s->db);
	store_forget_anchors(s);
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
		[-STORE_OK] = N_("%s is in order"),
		[-STORE_ERR_MISSING] = N_("there is no store at %s: `sourdine "
			"run` makes it, in a folder that exists"),
		[-STORE_ERR_FORMAT] = N_("%s is not a store of Sourdine, or is "
			"damaged: move it away or name another file"),
		[-STORE_ERR_NEWER] = N_("%s was written by a newer version of "
			"Sourdine: use that one, or name another file"),
		[-STORE_ERR_READ_ONLY] = N_("%s cannot be written: allow this "
			"user to write the file and its folder, or name "
			"another file"),
		[-STORE_ERR_FULL] = N_("there is no room for %s: free some space "
			"on its disk"),
		[-STORE_ERR_BUSY] = N_("%s is held by another program: stop the "
			"other sourdine-keep, or name another file"),
		[-STORE_ERR_OLDER] = N_("%s was written by an older version of "
			"Sourdine: `sourdine run` brings it up to date"),
		[-STORE_ERR_REFUSED] = N_("%s does not allow that"),
		[-STORE_ERR_KEY] = N_("the key beside %s cannot be used: it has "
			"to be a file of this user alone, as keep made it"),
		[-STORE_ERR_DENIED] = N_("%s is not for this user to read: "
			"try as the user that `sourdine run` belongs to"),
		[-STORE_ERR_EARLY] = N_("the last seconds of a study that has "
			"just ended are not in %s yet: they come with the next "
			"record, start this study after it"),
		[-STORE_ERR_IO] = N_("%s cannot be read or written now: start "
			"the meter if it was killed, check the disk, its "
			"room and who may use the file"),
	};
	int i = error > 0 || error < STORE_ERR_EARLY ? -STORE_ERR_IO : -error;

	snprintf(out, size, _(sentence[i]), path);
}
