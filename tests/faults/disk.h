/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disk.h - a disk in memory, for SQLite, whose power can be cut: what was
 * written since the last sync is then there in part, in any order, torn at
 * sectors; where a file grew there may be anything. */
#ifndef DISK_H
#define DISK_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

/* Make it SQLite's default; everything is random from the seed on. */
static void disk_install(uint64_t seed);
static uint32_t disk_random(uint32_t below);

/* Throw all files away. */
static void disk_clear(void);

/* The power goes at the n-th write, truncation or sync from now (1: the next);
 * 0: it does not. */
static void disk_cut_at(unsigned n);
/* From the n-th on, `times` of them fail, without a word about power. */
static void disk_fail_at(unsigned n, unsigned times);

static bool disk_is_dead(void);
static unsigned disk_operations(void); /* since the last disk_cut_at */

/* The power is back: what the disk held is there. */
static void disk_restart(void);

/* Flip bytes in a page of a file, as a bad card does; its size in pages. */
static unsigned disk_pages(const char *name);
static void disk_spoil(const char *name, unsigned page);

#define FILES  8
#define SECTOR 512

/* Written, but not synced: `length` bytes at `at`, or the new size. */
struct change {
	bool truncates;
	sqlite3_int64 at;
	int length;
	uint8_t *bytes;
};

struct image {
	uint8_t *b;
	sqlite3_int64 n, room;
};

struct file {
	char name[128];
	bool used, synced;      /* synced: it is in the folder for good */
	struct image now, disk; /* as programs see it; as the disk has it */
	struct change *change;
	int changes, room;
};

struct handle {
	sqlite3_file base;
	struct file *f;
};

static struct file files[FILES];
static uint64_t state;
static unsigned done, cut, fail, fail_times;
static bool dead;
static sqlite3_vfs *real;

static uint32_t disk_random(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

/* ---------------------------------------------------------------- images */

static void resize(struct image *i, sqlite3_int64 n)
{
	if (n > i->room) {
		i->room = 2 * n;
		i->b = realloc(i->b, (size_t)i->room);
		assert(i->b);
	}
	if (n > i->n)
		memset(i->b + i->n, 0, (size_t)(n - i->n));
	i->n = n;
}

static void put(struct image *i, sqlite3_int64 at, const uint8_t *b, int n)
{
	if (at + n > i->n)
		resize(i, at + n);
	memcpy(i->b + at, b, (size_t)n);
}

static void forget_changes(struct file *f)
{
	for (int i = 0; i < f->changes; i++)
		free(f->change[i].bytes);
	f->changes = 0;
}

static void note_change(struct file *f, bool truncates, sqlite3_int64 at,
	const void *bytes, int length)
{
	struct change *c;

	if (f->changes == f->room) {
		f->room = f->room ? 2 * f->room : 64;
		f->change = realloc(f->change,
			(size_t)f->room * sizeof *f->change);
		assert(f->change);
	}
	c = &f->change[f->changes++];
	*c = (struct change){ truncates, at, length, NULL };
	if (length) {
		c->bytes = malloc((size_t)length);
		assert(c->bytes);
		memcpy(c->bytes, bytes, (size_t)length);
	}
}

/* Part of a write: each sector by itself, or not at all. */
static void apply_torn(struct file *f, const struct change *c)
{
	for (int at = 0; at < c->length;) {
		int n = SECTOR - (int)((c->at + at) % SECTOR);

		if (n > c->length - at)
			n = c->length - at;
		if (disk_random(2))
			put(&f->disk, c->at + at, c->bytes + at, n);
		at += n;
	}
}

static void apply(struct file *f, const struct change *c, bool torn)
{
	if (c->truncates)
		resize(&f->disk, c->at);
	else if (torn)
		apply_torn(f, c);
	else
		put(&f->disk, c->at, c->bytes, c->length);
}

/* Any of what was not synced, in any order.  Where the file grew and nothing
 * came, there is anything. */
static void lose_power(struct file *f)
{
	sqlite3_int64 before = f->disk.n;

	for (int i = f->changes - 1; i > 0; i--) {
		int k = (int)disk_random((uint32_t)i + 1);
		struct change c = f->change[i];

		f->change[i] = f->change[k];
		f->change[k] = c;
	}
	if (disk_random(2) && f->now.n > before) {
		resize(&f->disk, f->now.n);
		for (sqlite3_int64 i = before; i < f->disk.n; i++)
			f->disk.b[i] = (uint8_t)disk_random(256);
	}
	for (int i = 0; i < f->changes; i++)
		if (disk_random(3))
			apply(f, &f->change[i], disk_random(2));
	forget_changes(f);
}

/* One more operation; false: it fails, or there is no power any more. */
static bool goes_on(struct file *f, bool syncs)
{
	done++;
	if (dead)
		return false;
	if (cut && done == cut) {
		/* in the middle of a sync some of it has arrived */
		for (int i = 0; syncs && i < f->changes; i++)
			if (disk_random(2))
				apply(f, &f->change[i], true);
		dead = true;
		return false;
	}
	return !(fail && done >= fail && done < fail + fail_times);
}

/* ---------------------------------------------------------- SQLite's file */

static struct file *of(sqlite3_file *h)
{
	return ((struct handle *)(void *)h)->f;
}

static int x_close(sqlite3_file *h)
{
	(void)h;
	return SQLITE_OK;
}

static int x_read(sqlite3_file *h, void *to, int n, sqlite3_int64 at)
{
	struct file *f = of(h);
	int got = at < f->now.n ? (int)(f->now.n - at < n ? f->now.n - at : n) :
		0;

	if (dead)
		return SQLITE_IOERR_READ;
	if (got)
		memcpy(to, f->now.b + at, (size_t)got);
	memset((char *)to + got, 0, (size_t)(n - got));
	return got == n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int x_write(sqlite3_file *h, const void *b, int n, sqlite3_int64 at)
{
	struct file *f = of(h);

	if (!goes_on(f, false))
		return done % 2 ? SQLITE_IOERR_WRITE : SQLITE_FULL;
	put(&f->now, at, b, n);
	note_change(f, false, at, b, n);
	return SQLITE_OK;
}

static int x_truncate(sqlite3_file *h, sqlite3_int64 n)
{
	struct file *f = of(h);

	if (!goes_on(f, false))
		return SQLITE_IOERR_TRUNCATE;
	resize(&f->now, n);
	note_change(f, true, n, NULL, 0);
	return SQLITE_OK;
}

static int x_sync(sqlite3_file *h, int flags)
{
	struct file *f = of(h);

	(void)flags;
	if (!goes_on(f, true))
		return SQLITE_IOERR_FSYNC;
	for (int i = 0; i < f->changes; i++)
		apply(f, &f->change[i], false);
	forget_changes(f);
	f->synced = true;
	return SQLITE_OK;
}

static int x_size(sqlite3_file *h, sqlite3_int64 *n)
{
	*n = of(h)->now.n;
	return dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int x_lock(sqlite3_file *h, int how)
{
	(void)h, (void)how;
	return SQLITE_OK;
}

static int x_reserved(sqlite3_file *h, int *is)
{
	(void)h;
	*is = 0;
	return SQLITE_OK;
}

static int x_control(sqlite3_file *h, int op, void *arg)
{
	(void)h, (void)op, (void)arg;
	return SQLITE_NOTFOUND;
}

static int x_sector(sqlite3_file *h)
{
	(void)h;
	return SECTOR;
}

/* What SQLite assumes of Linux. */
static int x_traits(sqlite3_file *h)
{
	(void)h;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
	.iVersion = 1, .xClose = x_close, .xRead = x_read, .xWrite = x_write,
	.xTruncate = x_truncate, .xSync = x_sync, .xFileSize = x_size,
	.xLock = x_lock, .xUnlock = x_lock, .xCheckReservedLock = x_reserved,
	.xFileControl = x_control, .xSectorSize = x_sector,
	.xDeviceCharacteristics = x_traits,
};

/* -------------------------------------------------------- SQLite's folder */

static struct file *find(const char *name)
{
	for (int i = 0; i < FILES; i++)
		if (files[i].used && strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

static struct file *make(const char *name)
{
	struct file *f = files;

	while (f->used)
		assert(++f < files + FILES);
	f->used = true;
	f->synced = false;
	resize(&f->now, 0);
	resize(&f->disk, 0);
	strncpy(f->name, name, sizeof f->name - 1);
	return f;
}

static int x_open(sqlite3_vfs *v, const char *name, sqlite3_file *h, int flags,
	int *out)
{
	struct handle *handle = (struct handle *)(void *)h;

	(void)v;
	h->pMethods = NULL;
	assert(name); /* temporary files are in memory */
	handle->f = find(name);
	if (dead || (!handle->f && !(flags & SQLITE_OPEN_CREATE)))
		return SQLITE_CANTOPEN;
	if (!handle->f)
		handle->f = make(name);
	if (out)
		*out = flags;
	h->pMethods = &methods;
	return SQLITE_OK;
}

static int x_delete(sqlite3_vfs *v, const char *name, int sync)
{
	struct file *f = find(name);

	(void)v, (void)sync;
	if (dead)
		return SQLITE_IOERR_DELETE;
	if (!f)
		return SQLITE_IOERR_DELETE_NOENT;
	forget_changes(f);
	f->used = false;
	f->now.n = f->disk.n = 0;
	return SQLITE_OK;
}

static int x_access(sqlite3_vfs *v, const char *name, int flags, int *is)
{
	(void)v, (void)flags;
	*is = find(name) != NULL;
	return SQLITE_OK;
}

static int x_path(sqlite3_vfs *v, const char *name, int n, char *out)
{
	(void)v;
	sqlite3_snprintf(n, out, "%s", name);
	return SQLITE_OK;
}

static int x_random(sqlite3_vfs *v, int n, char *out)
{
	(void)v;
	for (int i = 0; i < n; i++)
		out[i] = (char)disk_random(256);
	return n;
}

static int x_sleep(sqlite3_vfs *v, int us)
{
	(void)v;
	return real->xSleep(real, us);
}

static int x_time(sqlite3_vfs *v, double *t)
{
	(void)v;
	return real->xCurrentTime(real, t);
}

static int x_error(sqlite3_vfs *v, int n, char *out)
{
	(void)v, (void)n, (void)out;
	return 0;
}

/* --------------------------------------------------------------- control */

static void disk_install(uint64_t seed)
{
	static sqlite3_vfs vfs = {
		.iVersion = 1, .szOsFile = sizeof(struct handle),
		.mxPathname = 120, .zName = "disk", .xOpen = x_open,
		.xDelete = x_delete, .xAccess = x_access,
		.xFullPathname = x_path, .xRandomness = x_random,
		.xSleep = x_sleep, .xCurrentTime = x_time,
		.xGetLastError = x_error,
	};

	state = seed * 2654435761u + 88172645463325252u;
	real = sqlite3_vfs_find(NULL);
	sqlite3_vfs_register(&vfs, 1);
}

static void disk_clear(void)
{
	for (int i = 0; i < FILES; i++) {
		forget_changes(&files[i]);
		files[i].used = false;
		files[i].now.n = files[i].disk.n = 0;
	}
}

static void disk_cut_at(unsigned n)
{
	done = 0;
	cut = n;
	fail = 0;
}

static void disk_fail_at(unsigned n, unsigned times)
{
	done = 0;
	cut = 0;
	fail = n;
	fail_times = times;
}

static bool disk_is_dead(void)
{
	return dead;
}

static unsigned disk_operations(void)
{
	return done;
}

static void disk_restart(void)
{
	for (int i = 0; i < FILES; i++) {
		struct file *f = &files[i];

		if (!f->used)
			continue;
		lose_power(f);
		if (!f->synced && disk_random(2)) { /* not in the folder yet */
			f->used = false;
			f->disk.n = 0;
		}
		f->synced = true;
		resize(&f->now, 0);
		resize(&f->now, f->disk.n);
		if (f->disk.n)
			memcpy(f->now.b, f->disk.b, (size_t)f->disk.n);
	}
	dead = false;
	cut = 0;
}

static unsigned disk_pages(const char *name)
{
	struct file *f = find(name);

	return f ? (unsigned)(f->now.n / 4096) : 0;
}

static void disk_spoil(const char *name, unsigned page)
{
	struct file *f = find(name);

	for (int i = 0; i < 40; i++)
		f->now.b[4096 * (sqlite3_int64)page + disk_random(4096)] ^=
			(uint8_t)(1 + disk_random(255));
}

#endif
