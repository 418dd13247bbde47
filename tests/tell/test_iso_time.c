/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_iso_time.c - points in time, read and written. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/tell/iso_time.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The seconds are those of `date -u -d TEXT +%s`. */
static void a_time_is_read(void **state)
{
	static const struct {
		const char *text;
		int64_t utc_s;
	} table[] = {
		{ "1970-01-01", 0 },
		{ "1970-01-01T00:00:01Z", 1 },
		{ "2026-11-23", 1795392000 },
		{ "2026-11-23T20:00:00Z", 1795464000 },
		{ "2026-11-23T21:00:00+01:00", 1795464000 },
		{ "2026-11-23T14:30:00-05:30", 1795464000 },
		{ "2026-11-24T00:00:00+04:00", 1795464000 },
		{ "2024-02-29T23:59:59Z", 1709251199 },
		{ "2000-02-29", 951782400 },
		{ "2038-01-19T03:14:08Z", 2147483648 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t utc_s = -1;

		assert_true(iso_time_parse(&utc_s, table[i].text));
		assert_int_equal(utc_s, table[i].utc_s);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const table[] = {
		"", "now", "yesterday", "20261123", "2026-11", "2026-11-23 ",
		" 2026-11-23", "2026-1-23", "2026-11-23T20:00Z",
		"2026-11-23T20:00:00", "2026-11-23 20:00:00Z",
		"2026-11-23T20:00:00z", "2026-11-23T20:00:00.5Z",
		"2026-11-23T20:00:00ZZ", "2026-11-23T20:00:00+0100",
		"2026-11-23T20:00:00+01:00Z", "2026-11-23T20:00:00+01",
		"2026-11-23T20:00:00+15:00", "2026-11-23T20:00:00+01:60",
		"2026-11-23T24:00:00Z", "2026-11-23T20:60:00Z",
		"2026-11-23T20:00:60Z", "2026-11-31", "2026-13-01",
		"2026-00-10", "2026-10-00", "2023-02-29", "1900-02-29",
		"1969-12-31", "9999-01-01", "-026-11-23", "2026-11-2x",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t utc_s = 42;

		if (iso_time_parse(&utc_s, table[i]))
			fail_msg("'%s' was taken for %lld", table[i],
				(long long)utc_s);
		assert_int_equal(utc_s, 42);
	}
}

static void a_time_is_written(void **state)
{
	static const struct {
		int64_t utc_s;
		const char *text;
	} table[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ 1795464000, "2026-11-23T20:00:00Z" },
		{ 253402300799, "9999-12-31T23:59:59Z" },
		{ 253402300800, "" },
		{ INT64_MAX, "" },
		{ INT64_MIN, "" },
	};
	char text[ISO_TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		iso_time_format(text, table[i].utc_s);
		assert_string_equal(text, table[i].text);
	}
}

static void what_is_written_is_read_again(void **state)
{
	char text[ISO_TIME_SIZE];
	int64_t again;

	(void)state;
	for (int64_t t = 0; t < 100 * 366 * INT64_C(86400); t += 3456789) {
		iso_time_format(text, t);
		assert_true(iso_time_parse(&again, text));
		assert_int_equal(again, t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_read),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(a_time_is_written),
		cmocka_unit_test(what_is_written_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
