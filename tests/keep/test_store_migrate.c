/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store_migrate.c - a store of version 1 becomes one of today's, with
 * each of its rows, or stays what it was. */
#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>

#include <sqlite3.h>

#include "version_1.h"

#define OLD_RECORDS 3000

static sqlite3 *db;

static void run(const char *statements)
{
	char *why = NULL;

	if (sqlite3_exec(db, statements, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
}

static const char *level(char out[8], slm_tenth_db l)
{
	snprintf(out, 8, l == SLM_NO_LEVEL ? "NULL" : "%d", l);
	return out;
}

static void add_old_record(int i)
{
	struct store_record r = a_record(1 + i / 2000, i);
	const struct slm_spread *l = &r.spread;
	char row[400], t[8][8];

	snprintf(row, sizeof row, "INSERT INTO record VALUES (%d, %d, %lld, "
		"60, %d, %u, %s, %s, %s, %s, %s, %s, %s, %s)", i + 1,
		1 + i / 2000, (long long)r.start_utc_s, r.covered_s, r.flags,
		level(t[0], r.LAeq), level(t[1], l->LAFmax),
		level(t[2], l->LAF1), level(t[3], l->LAF10),
		level(t[4], l->LAF50), level(t[5], l->LAF90),
		level(t[6], l->LAF95), level(t[7], l->LAFmin));
	run(row);
}

/* Two series at two places, records, and an hour's histogram in two parts. */
static void make_old_store(void)
{
	assert_int_equal(sqlite3_open(store_path, &db), SQLITE_OK);
	run("PRAGMA journal_mode = TRUNCATE");
	for (size_t i = 0; i < sizeof version_1 / sizeof *version_1; i++)
		run(version_1[i]);
	run("BEGIN; INSERT INTO series VALUES (1, 1764000000, 'window', 412, "
	    "'Fen\xc3\xaatre sur cour, 2\xe1\xb5\x89 \xc3\xa9tage', "
	    "'USB \"PnP\"; DROP TABLE record', 'raw', 1203, 291, 1, 60, "
	    "'0.1.0'); "
	    "INSERT INTO series VALUES (2, 1764120000, 'indoors', 150, '', "
	    "'other', 'server', 1200, 0, 0, 60, '0.1.0')");
	for (int i = 0; i < OLD_RECORDS; i++)
		add_old_record(i);
	run("INSERT INTO histogram VALUES (1, 1, 1764000000, CAST(x'0100' || "
	    "zeroblob(278) || x'0302' AS BLOB)); "
	    "INSERT INTO histogram VALUES (2, 1, 1764000000, CAST(x'0500' || "
	    "zeroblob(280) AS BLOB)); COMMIT");
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static bool see(void *user, const struct store_record *r)
{
	int *i = user;
	struct store_record want = a_record(1 + *i / 2000, *i);

	want.sequence = ++*i;
	assert_same_record(r, &want);
	assert_int_equal(r->moved_s, 0);
	return true;
}

static bool see_line(void *user, const struct store_journal *j)
{
	*(struct store_journal *)user = *j;
	return true;
}

static void check_new_store(struct store *s)
{
	struct store_series series, want = a_series();
	struct store_histogram h;
	struct store_journal j = { .n = 0 };
	int n = 0;

	assert_int_equal(store_records(s, INT64_MIN, INT64_MAX, see, &n),
		STORE_OK);
	assert_int_equal(n, OLD_RECORDS);
	assert_true(store_series(s, 1, &series));
	want.id = 1;
	assert_same_series(&series, &want);
	assert_int_equal(series.placement, 1);
	assert_true(store_series(s, 2, &series));
	assert_string_equal(series.microphone, "other");
	assert_int_equal(series.placement, 2);
	assert_int_equal(series.calibration, 0);
	assert_int_equal(store_hour(s, 1, 1764000000, &h), STORE_OK);
	assert_int_equal(h.seconds[0], 6);
	assert_int_equal(h.seconds[140], 0x203);
	assert_int_equal(store_journal(s, 0, see_line, &j), STORE_OK);
	assert_int_equal(j.kind, STORE_SEALED_LATE);
	assert_int_equal(j.n, 2 + OLD_RECORDS + 2 + 1);
}

static void every_row_of_version_1_is_there(void **state)
{
	struct store *s;

	(void)state;
	make_old_store();
	assert_int_equal(store_open(&s, store_path), STORE_ERR_OLDER);
	assert_int_equal(store_create(&s, store_path), STORE_OK);
	check_new_store(s);
	store_close(s);
	assert_int_equal(store_open(&s, store_path), STORE_OK);
	check_new_store(s);
	store_close(s);
	assert_int_equal(store_create(&s, store_path), STORE_OK); /* once */
	add_records(s, 2, OLD_RECORDS, OLD_RECORDS + 10);
	store_close(s);
}

static void a_command_brings_it_up_to_date_too(void **state)
{
	struct store *s;

	(void)state;
	make_old_store();
	assert_int_equal(store_join(&s, store_path), STORE_OK);
	check_new_store(s);
	store_close(s);
}

static void limit_files(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

/* No room at any stage: it is a store of version 1 still, and the next try
 * brings it up to date. */
static void without_room_it_stays_what_it_was(void **state)
{
	struct stat st;
	struct store *s;
	int refused = 0;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	make_old_store();
	assert_int_equal(stat(store_path, &st), 0);
	for (rlim_t room = 4096; room < 2 * (rlim_t)st.st_size; room += 20480) {
		limit_files(room);
		if (store_create(&s, store_path) == STORE_OK)
			break;
		limit_files(RLIM_INFINITY);
		assert_int_equal(store_open(&s, store_path), STORE_ERR_OLDER);
		refused++;
	}
	limit_files(RLIM_INFINITY);
	assert_true(refused > 5);
	if (!s)
		assert_int_equal(store_create(&s, store_path), STORE_OK);
	check_new_store(s);
	store_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_row_of_version_1_is_there),
		TEST(a_command_brings_it_up_to_date_too),
		TEST(without_room_it_stays_what_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
