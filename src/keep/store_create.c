/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store_create.c - opening a store to write: keep's way, with the keeper's
 * lock, and that of the operator's commands, beside keep. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema.h"
#include "store_file.h"

/* keep has other work to do when it has to wait longer, and comes back. */
#define KEEPER_PATIENCE_MS 1000

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

static int set_version(struct store *s)
{
	char identity[96];

	snprintf(identity, sizeof identity, "PRAGMA application_id = %d; "
		"PRAGMA user_version = %d", STORE_APPLICATION_ID,
		STORE_VERSION);
	return store_execute(s, identity);
}

int store_make_tables(struct store *s)
{
	uint8_t hash[ENTRY_HASH];
	sqlite3_stmt *q = NULL;
	int error = STORE_OK;

	for (size_t i = 0; i < sizeof schema / sizeof *schema; i++)
		if ((error = store_execute(s, schema[i])))
			return error;
	entry_chain_start(hash);
	if (sqlite3_prepare_v2(s->db, "INSERT INTO tip VALUES (1, 0, ?1)", -1,
		&q, NULL) != SQLITE_OK || !store_bind_blob(q, 1, hash,
		sizeof hash) || sqlite3_step(q) != SQLITE_DONE)
		error = store_sqlite_error(s->db);
	(void)sqlite3_finalize(q);
	return error ? error : set_version(s);
}

/* Make the tables, or bring them up to date: all of it or nothing. */
static int bring_up_to_date(struct store *s, int version)
{
	int error;

	if (version == STORE_VERSION)
		return STORE_OK;
	if (!(error = store_execute(s, "BEGIN IMMEDIATE")) &&
		!(error = version == 0 ? store_make_tables(s) :
			store_migrate(s)))
		error = store_execute(s, "COMMIT");
	if (error)
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return error;
}

static int open_to_write(struct store *s, const char *path, bool keeper)
{
	int version = 0, error;

	if ((error = store_open_file(s, path, true, &version)))
		return error;
	if (keeper)
		s->patience_ms = KEEPER_PATIENCE_MS;
	if (sqlite3_db_readonly(s->db, "main"))
		return STORE_ERR_READ_ONLY;
	/* Emptying the journal is the commit; FULL makes it last. */
	if ((error = store_execute(s, "PRAGMA journal_mode = TRUNCATE; "
		"PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
		"PRAGMA secure_delete = ON")))
		return error;
	if (!keeper && version < STORE_VERSION)
		return STORE_ERR_OLDER;
	if ((error = bring_up_to_date(s, version)))
		return error;
	return s->query[0] ? STORE_OK : store_prepare(s);
}

static int open_store(struct store **out, const char *path, bool keeper)
{
	struct store *s = calloc(1, sizeof *s);
	int error = s ? STORE_OK : STORE_ERR_IO;

	*out = NULL;
	if (!s)
		return error;
	s->lock = -1;
	if (keeper)
		error = take_lock(s, path);
	if (!error)
		error = open_to_write(s, path, keeper);
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

int store_join(struct store **s, const char *path)
{
	struct stat st;
	int error = STORE_ERR_OLDER;

	if (stat(path, &st) == 0 && st.st_size > 0)
		error = open_store(s, path, false);
	/* No keeper can be running with it: be one, for that long. */
	if (error == STORE_ERR_OLDER && !(error = store_create(s, path)))
		store_close(*s);
	else
		return error;
	return open_store(s, path, false);
}
