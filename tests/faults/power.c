/* SPDX-License-Identifier: GPL-3.0-or-later */
/* power.c - cuts the power of a store's disk again and again:
 *
 *     power cut|fail|migrate|spoil|unsynced TIMES [SEED]
 *
 * After each cut the store has to hold every record that was said to be
 * stored, at most one more that was on its way, and a chain that verifies.
 * `fail` has calls refused instead; `migrate` cuts a store of version 1 while
 * it is brought up to date; `spoil` flips bytes in a page; `unsynced` is the
 * control, with a store that does not wait for its disk. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/keep/seal.h"
#include "../../src/keep/store_file.h"
#include "../../src/tell/verify/verify.h"
#include "../keep/version_1.h"
#include "disk.h"

#define T0       INT64_C(1764000000)
#define LIFE     40 /* cuts that one store lives through */

static char path[64];
static struct seal_key key;
static struct store_series series;
static bool unsynced;

static struct {
	unsigned times, reached, writes, stored, on_their_way, refused;
	unsigned lost, changed, invented, unopened, invalid, told, untold;
} figures;

/* ---------------------------------------------------------------- records */

static struct store_record nth(int64_t i)
{
	slm_tenth_db l = (slm_tenth_db)(300 + i * 37 % 900);

	return (struct store_record){ .series = 1, .start_utc_s = T0 + 60 * i,
		.interval_s = 60, .covered_s = (int32_t)(1 + i % 60),
		.LAeq = l, .spread = { l, l, l, l, l, l, l } };
}

struct seen {
	int64_t n;
	bool changed;
};

static bool see(void *user, const struct store_record *r)
{
	struct seen *s = user;
	struct store_record want = nth(s->n);

	s->changed |= r->sequence != ++s->n || r->LAeq != want.LAeq ||
		r->start_utc_s != want.start_utc_s ||
		r->covered_s != want.covered_s ||
		memcmp(&r->spread, &want.spread, sizeof want.spread) != 0;
	return true;
}

/* --------------------------------------------------------------- checking */

static int open_store(struct store **s)
{
	int error = store_create(s, path);

	if (!error && unsynced)
		error = store_execute(*s, "PRAGMA synchronous = OFF");
	return error;
}

/* What the store holds now; at least `least` and at most `most` records. */
static int64_t look(int64_t least, int64_t most)
{
	struct verify_options o = { .has_key = false };
	struct verify_result v;
	struct seen seen = { 0, false };
	struct store *s;
	int error = open_store(&s);

	if (error) {
		figures.unopened++;
		return -1;
	}
	error = store_records(s, INT64_MIN, INT64_MAX, see, &seen);
	store_close(s);
	figures.lost += seen.n < least || error;
	figures.invented += seen.n > most;
	figures.changed += seen.changed;
	figures.on_their_way += seen.n > least;
	verify_store(&v, path, &o);
	if (v.fault != VERIFY_VALID && v.fault != VERIFY_UNSIGNED)
		figures.invalid++;
	return error || seen.changed || seen.n < least || seen.n > most ||
		(v.fault && v.fault != VERIFY_UNSIGNED) ? -1 : seen.n;
}

/* ---------------------------------------------------------------- working */

static int add(struct store *s, int64_t i)
{
	struct store_record r = nth(i);
	struct store_histogram h = { .series = 1,
		.hour_utc_s = (T0 + 60 * i) / 3600 * 3600 };
	struct store_journal j = store_event(STORE_DIARY, T0 + 60 * i);
	static struct store_seconds x;
	int error = store_begin(s);

	if (error)
		return error;
	h.seconds[i % STORE_CLASSES] = (uint16_t)i;
	x = (struct store_seconds){ .series = 1, .start_utc_s = T0 + 60 * i,
		.count = 60 };
	j.from_utc_s = T0;
	memset(j.text, 'x', disk_random(2000));
	if (disk_random(3) == 0)
		error = store_note(s, &j);
	if (!error)
		error = store_add_seconds(s, &x);
	if (!error)
		error = store_add(s, &r, &h, disk_random(4) == 0);
	if (!error && disk_random(6) == 0)
		error = seal_sign(s, &key, T0 + 60 * i);
	return store_end(s, error);
}

static int begin(struct store *s)
{
	int error;

	series = (struct store_series){ .since_utc_s = T0,
		.place = "outdoors", .height_cm = 400, .source = "raw",
		.full_scale = 1200, .calibrated = 1, .interval_s = 60,
		.software = "test" };
	if ((error = seal_announce(s, &key)))
		return error;
	return store_begin_series(s, &series);
}

/* Add records until the disk dies, or 1 to 12 of them; how many there are. */
static int64_t work(int64_t stored)
{
	int many = 1 + (int)disk_random(12);
	struct store *s;
	int error = open_store(&s);

	if (error) {
		figures.refused++;
		return stored;
	}
	error = begin(s);
	for (int i = 0; i < many && !disk_is_dead(); i++) {
		error = error ? error : add(s, stored);
		if (!error)
			stored++;
		figures.refused += error != 0;
		error = STORE_OK;
	}
	store_close(s);
	return stored;
}

static void new_store(void)
{
	static unsigned number;

	disk_clear();
	snprintf(path, sizeof path, "/tmp/sourdine-power-%ld-%u",
		(long)getpid(), number++);
}

static void count(void)
{
	figures.reached += disk_is_dead();
	figures.writes += disk_operations();
}

static void cut_power(unsigned times)
{
	int64_t stored = 0, before;

	for (unsigned i = 0; i < times; i++) {
		if (i % LIFE == 0) {
			new_store();
			stored = 0;
		}
		disk_cut_at(1 + disk_random(i % LIFE ? 150 : 60));
		before = stored;
		stored = work(stored);
		figures.stored += (unsigned)(stored - before);
		count();
		disk_restart();
		disk_cut_at(0);
		stored = look(stored, stored + 1);
		if (stored < 0) { /* told; go on with another one */
			new_store();
			stored = 0;
		}
	}
}

static void fail_calls(unsigned times)
{
	int64_t stored = 0, before;

	for (unsigned i = 0; i < times; i++) {
		if (i % LIFE == 0) {
			new_store();
			stored = 0;
		}
		disk_fail_at(1 + disk_random(100), 1 + disk_random(30));
		before = stored;
		stored = work(stored);
		figures.stored += (unsigned)(stored - before);
		figures.reached++;
		figures.writes += disk_operations();
		disk_cut_at(0);
		stored = look(stored, stored);
		if (stored < 0) {
			new_store();
			stored = 0;
		}
	}
}

/* -------------------------------------------------------------- migration */

#define OLD 300

static void make_old_store(void)
{
	sqlite3 *db;
	char row[256];

	sqlite3_open(path, &db);
	for (size_t i = 0; i < sizeof version_1 / sizeof *version_1; i++)
		sqlite3_exec(db, version_1[i], NULL, NULL, NULL);
	sqlite3_exec(db, "BEGIN; INSERT INTO series VALUES (1, 1764000000, "
		"'outdoors', 400, '', '', 'raw', 1200, 0, 1, 60, 'test')",
		NULL, NULL, NULL);
	for (int i = 0; i < OLD; i++) {
		struct store_record r = nth(i);

		snprintf(row, sizeof row, "INSERT INTO record VALUES (%d, 1, "
			"%" PRId64 ", 60, %d, 0, %d, %d, %d, %d, %d, %d, %d, "
			"%d)", i + 1, r.start_utc_s, r.covered_s, r.LAeq,
			r.LAeq, r.LAeq, r.LAeq, r.LAeq, r.LAeq, r.LAeq,
			r.LAeq);
		sqlite3_exec(db, row, NULL, NULL, NULL);
	}
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(db);
}

static void migrate(unsigned times)
{
	struct store *s;

	for (unsigned i = 0; i < times; i++) {
		new_store();
		disk_cut_at(0);
		make_old_store();
		disk_cut_at(1 + disk_random(60));
		(void)store_create(&s, path);
		store_close(s);
		count();
		disk_restart();
		disk_cut_at(0);
		(void)look(OLD, OLD);
	}
}

/* ---------------------------------------------------------------- damage */

/* Nothing stands in the bytes that were flipped: all reads as it was. */
static void check_untold(int64_t n)
{
	struct seen seen = { 0, false };
	struct store *s;
	int error = store_open(&s, path);

	if (!error)
		error = store_records(s, INT64_MIN, INT64_MAX, see, &seen);
	store_close(s);
	figures.untold++;
	figures.changed += error || seen.changed || seen.n != n;
}

static void spoil(unsigned times)
{
	struct verify_options o = { .has_key = false };
	struct verify_result v;
	int64_t n;

	for (unsigned i = 0; i < times; i++) {
		new_store();
		disk_cut_at(0);
		for (n = 0; n < 40;)
			n = work(n);
		disk_spoil(path, disk_random(disk_pages(path)));
		verify_store(&v, path, &o);
		figures.reached++;
		if (v.fault != VERIFY_VALID && v.fault != VERIFY_UNSIGNED)
			figures.told++;
		else
			check_untold(n);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	unsigned times = argc > 2 ? (unsigned)atoi(argv[2]) : 0;

	disk_install(argc > 3 ? (uint64_t)atoll(argv[3]) : 1);
	crypto_sign_seed_keypair(key.public, key.secret,
		(const unsigned char *)"a seed of thirty-two bytes, here");
	unsynced = strcmp(what, "unsynced") == 0;
	if (unsynced || strcmp(what, "cut") == 0)
		cut_power(times);
	else if (strcmp(what, "fail") == 0)
		fail_calls(times);
	else if (strcmp(what, "migrate") == 0)
		migrate(times);
	else if (strcmp(what, "spoil") == 0)
		spoil(times);
	else
		return 2;
	printf("{\"what\": \"%s\", \"times\": %u, \"reached\": %u, "
		"\"operations\": %u, \"stored\": %u, \"on_their_way\": %u, "
		"\"refused\": %u, \"lost\": %u, \"changed\": %u, "
		"\"invented\": %u, \"unopened\": %u, \"invalid\": %u, "
		"\"told\": %u, \"untold\": %u}\n", what, times,
		figures.reached, figures.writes, figures.stored,
		figures.on_their_way, figures.refused, figures.lost,
		figures.changed, figures.invented, figures.unopened,
		figures.invalid, figures.told, figures.untold);
	return 0;
}
