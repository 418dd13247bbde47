/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keeper_disk.c - the disk is full for an hour, a day, at the end: what
 * does keep hold meanwhile, and what does it say? */
#include "keeper_messages.h"

#include <signal.h>
#include <sys/resource.h>

static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void take_hours(int64_t from, int64_t to)
{
	for (int64_t t = from + 1; t <= to; t++) {
		take_second_at(t - 1);
		if (t % 60 == 0)
			assert_null(take_record_at(t - 60, t * 1000 + 750));
	}
}

static void a_day_without_a_disk_is_kept_in_memory(void **state)
{
	const int64_t from = 1764003600, day = 86400;
	int64_t next = from, stored;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start(60);
	take_hours(from, from + 600);
	listen_to_stderr();
	set_file_limit(0);
	take_hours(from + 600, from + day);
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(lines_said(), 1);
	assert_non_null(strstr(said, store_path));
	assert_non_null(strstr(said, "wait in memory"));
	stored = store_count(store);
	assert_int_equal(stored, 10);

	listen_to_stderr();
	take_hours(from + day, from + day + 1800);
	assert_int_equal(lines_said(), 1);
	assert_non_null(strstr(said, "nothing is lost"));
	assert_true(keeper_stop(&keeper));
	assert_int_equal(store_records(store, 0, INT64_MAX, see_minute, &next),
		STORE_OK);
	assert_int_equal(next, from + day + 1800);
	for (int64_t h = from; h < next; h += 3600)
		check_hour(h, from, next);
	finish();
}

static void after_a_day_the_loss_is_counted(void **state)
{
	const int64_t from = 1764003600;
	int64_t next = from;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start(60);
	set_file_limit(0);
	listen_to_stderr();
	for (int i = 0; i < KEEPER_RECORDS + 7; i++)
		assert_null(take_record_at(from + 60 * i,
			(from + 60 * i + 60) * 1000 + 750));
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(lines_said(), 2);
	assert_non_null(strstr(said, "lost until"));
	listen_to_stderr();
	assert_true(keeper_stop(&keeper));
	assert_int_equal(lines_said(), 1);
	assert_non_null(strstr(said, "7 records are lost"));
	assert_int_equal(store_records(store, 0, INT64_MAX, see_minute, &next),
		STORE_OK);
	assert_int_equal(next, from + 86400);
	finish();
}

static void a_stop_without_a_disk_is_a_fault(void **state)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start(60);
	record_message(b, 1764072000, 60);
	set_file_limit(0);
	listen_to_stderr();
	assert_int_equal(serve_bytes(b, sizeof b), EXIT_FAULT);
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(lines_said(), 2);
	assert_non_null(strstr(said, "lost at the end: 1 records"));
	assert_int_equal(store_count(store), 0);
	finish();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_day_without_a_disk_is_kept_in_memory),
		TEST(after_a_day_the_loss_is_counted),
		TEST(a_stop_without_a_disk_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
