/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scratch.h - what the tests of keep share: a folder to write in, a series
 * and records that differ in every field. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/keep/store.h"

#define UNUSED __attribute__((unused))

static char scratch[64];
static char store_path[96];

static UNUSED int make_scratch(void **state)
{
	(void)state;
	snprintf(scratch, sizeof scratch, "/tmp/sourdine-keep-XXXXXX");
	if (!mkdtemp(scratch) || chmod(scratch, 0755) != 0)
		return -1;
	snprintf(store_path, sizeof store_path, "%s/store.db", scratch);
	return 0;
}

static UNUSED int remove_scratch(void **state)
{
	DIR *d = opendir(scratch);
	struct dirent *e;
	char path[512];

	(void)state;
	while (d && (e = readdir(d))) {
		snprintf(path, sizeof path, "%s/%s", scratch, e->d_name);
		if (unlink(path) != 0)
			(void)rmdir(path);
	}
	if (d)
		closedir(d);
	return rmdir(scratch);
}

/* How a forked child ends: as another program, so that what its parent holds
 * open is neither closed nor called a leak. */
static UNUSED void leave(int code)
{
	char command[32];

	snprintf(command, sizeof command, "exit %d", code);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(98);
}

static UNUSED struct store_series a_series(void)
{
	return (struct store_series){
		.since_utc_s = 1764000000,
		.place = "window",
		.height_cm = 412,
		.description = "Fen\xc3\xaatre sur cour, 2\xe1\xb5\x89 \xc3\xa9tage",
		.microphone = "USB \"PnP\"; DROP TABLE record",
		.source = "raw",
		.full_scale = 1203,
		.self_noise = 291,
		.calibrated = 1,
		.interval_s = 60,
		.software = "0.1.0",
	};
}

/* Record number i of a run of minutes; every seventh heard nothing, every
 * fifth has no spread. */
static UNUSED struct store_record a_record(int64_t series, int i)
{
	static const struct slm_spread none = { -1, -1, -1, -1, -1, -1, -1 };
	slm_tenth_db l = (slm_tenth_db)(300 + i * 37 % 900);
	struct store_record r = {
		.series = series,
		.start_utc_s = 1764000000 + 60 * (int64_t)i,
		.interval_s = 60,
		.covered_s = 1 + i % 60,
		.flags = (uint32_t)(i % (SLM_FLAGS + 1)),
		.LAeq = l,
		.spread = { (slm_tenth_db)(l + 90), (slm_tenth_db)(l + 70),
			(slm_tenth_db)(l + 30), (slm_tenth_db)(l - 10),
			(slm_tenth_db)(l - 50), (slm_tenth_db)(l - 60),
			(slm_tenth_db)(l - 90) },
	};

	if (i % 5 == 0)
		r.spread = none;
	if (i % 7 == 0) {
		r.spread = none;
		r.LAeq = SLM_NO_LEVEL;
		r.covered_s = 0;
	}
	return r;
}

static UNUSED void assert_same_record(const struct store_record *a,
	const struct store_record *b)
{
	assert_int_equal(a->sequence, b->sequence);
	assert_int_equal(a->series, b->series);
	assert_int_equal(a->start_utc_s, b->start_utc_s);
	assert_int_equal(a->interval_s, b->interval_s);
	assert_int_equal(a->covered_s, b->covered_s);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->LAeq, b->LAeq);
	assert_memory_equal(&a->spread, &b->spread, sizeof a->spread);
}

/* Field by field: what lies between the fields is nobody's. */
static UNUSED void assert_same_series(const struct store_series *a,
	const struct store_series *b)
{
	assert_int_equal(a->id, b->id);
	assert_int_equal(a->since_utc_s, b->since_utc_s);
	assert_string_equal(a->place, b->place);
	assert_int_equal(a->height_cm, b->height_cm);
	assert_string_equal(a->description, b->description);
	assert_string_equal(a->microphone, b->microphone);
	assert_string_equal(a->source, b->source);
	assert_int_equal(a->full_scale, b->full_scale);
	assert_int_equal(a->self_noise, b->self_noise);
	assert_int_equal(a->calibrated, b->calibrated);
	assert_int_equal(a->interval_s, b->interval_s);
	assert_string_equal(a->software, b->software);
}

/* A store that is open for writing, with one series. */
static UNUSED struct store *new_store(struct store_series *series)
{
	struct store *s;

	*series = a_series();
	assert_int_equal(store_create(&s, store_path), STORE_OK);
	assert_int_equal(store_begin_series(s, series), STORE_OK);
	return s;
}

static UNUSED void add_records(struct store *s, int64_t series, int from,
	int to)
{
	for (int i = from; i < to; i++) {
		struct store_record r = a_record(series, i);

		assert_int_equal(store_add(s, &r, NULL, 0), STORE_OK);
		assert_int_equal(r.sequence, i + 1);
	}
}

static UNUSED void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static UNUSED bool count_record(void *user, const struct store_record *r)
{
	(void)r;
	++*(int *)user;
	return true;
}

#endif
