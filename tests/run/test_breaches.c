/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The count of breaches: it grows the wait, and outlives the meter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../src/run/breaches.h"

#define NOON 1763985600 /* a full hour, UTC */

static char path[] = "/tmp/breaches-XXXXXX";

static int set_up(void **state)
{
	(void)state;
	return unlink(path);
}

static int begin(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

static void write_text(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void none_at_first(void **state)
{
	struct breaches b;
	(void)state;

	breaches_read(&b, path);
	assert_int_equal(b.count, 0);
	assert_int_equal(breaches_wait_s(&b, NOON), 0);
	assert_false(breaches_recent(&b, NOON));
	write_text("");
}

static void each_makes_the_wait_longer(void **state)
{
	static const int wait[] = {10, 20, 40, 80, 160, 320, 600, 600};
	struct breaches b;
	int64_t now = NOON + 3;
	(void)state;

	breaches_read(&b, path);
	for (size_t i = 0; i < sizeof wait / sizeof *wait; i++) {
		breaches_add(&b, now);
		assert_int_equal(b.count, i + 1);
		/* on a tick as coarse as the wait */
		assert_int_equal(b.start_utc_s % wait[i], 0);
		assert_in_range(b.start_utc_s - now, 1, wait[i]);
		/* hear behaves for longer and longer before it tries again */
		now = b.start_utc_s + 61 + 3000 * (int64_t)i;
	}
}

static void a_day_without_one_makes_it_short_again(void **state)
{
	struct breaches b;
	(void)state;

	breaches_read(&b, path);
	for (int i = 0; i < 5; i++)
		breaches_add(&b, NOON);
	assert_true(breaches_recent(&b, b.start_utc_s + 86399));
	assert_false(breaches_recent(&b, b.start_utc_s + 86400));
	breaches_add(&b, b.start_utc_s + 86400);
	assert_int_equal(b.in_a_row, 1);
	assert_int_equal(b.count, 6);
}

static void a_new_meter_waits_on(void **state)
{
	struct breaches b, again;
	int64_t now = NOON + 3;
	(void)state;

	breaches_read(&b, path);
	for (int i = 0; i < 4; i++)
		breaches_add(&b, now);
	breaches_read(&again, path);
	assert_memory_equal(&again, &b, sizeof b);
	assert_int_equal(breaches_wait_s(&again, now), NOON + 80 - now);
	assert_int_equal(breaches_wait_s(&again, NOON + 80), 0);
	assert_true(breaches_recent(&again, NOON + 80));
	breaches_add(&again, NOON + 80);
	assert_int_equal(again.start_utc_s % 160, 0);
}

static void a_clock_that_was_set_does_not_close_it_for_good(void **state)
{
	struct breaches b;
	(void)state;

	breaches_read(&b, path);
	breaches_add(&b, NOON);
	assert_int_equal(breaches_wait_s(&b, NOON - 1000000), 10);
	assert_int_equal(breaches_wait_s(&b, NOON + 1000000), 0);
}

static void a_file_that_makes_no_sense_counts_as_one(void **state)
{
	static const char *const text[] = {"", "breaches", "breaches 1\n",
		"breaches -1\nin a row 1\nuntil 1763985600\n",
		"breaches 1\nin a row 0\nuntil 1763985600\n",
		"breaches 1\nin a row 1\nuntil x\n",
		"breaches 1\nin a row 1\nuntil 1763985600"};
	struct breaches b;
	(void)state;

	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		write_text(text[i]);
		breaches_read(&b, path);
		assert_int_equal(b.count, 1);
		assert_int_equal(breaches_wait_s(&b, NOON), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(none_at_first, set_up),
		cmocka_unit_test_setup(each_makes_the_wait_longer, set_up),
		cmocka_unit_test_setup(
			a_day_without_one_makes_it_short_again, set_up),
		cmocka_unit_test_setup(a_new_meter_waits_on, set_up),
		cmocka_unit_test_setup(
			a_clock_that_was_set_does_not_close_it_for_good,
			set_up),
		cmocka_unit_test_setup(
			a_file_that_makes_no_sense_counts_as_one, set_up),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
