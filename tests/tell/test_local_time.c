/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_local_time.c - what clocks show: both nights on which they are set, a
 * step of half an hour, a day that never was.  The moments were worked out by
 * hand from the rules of each zone. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/tell/local_time.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void a_moment_is_shown_as_clocks_show_it(void **state)
{
	static const struct {
		const char *zone;
		int64_t utc_s;
		const char *shown, *called;
	} table[] = {
		/* Paris: 2026-03-29 at 1 h UTC, 2026-10-25 at 1 h UTC */
		{ "Europe/Paris", 1774745999, "2026-03-29T01:59:59+01:00",
			"CET" },
		{ "Europe/Paris", 1774746000, "2026-03-29T03:00:00+02:00",
			"CEST" },
		{ "Europe/Paris", 1792886400, "2026-10-25T02:00:00+02:00",
			"CEST" },
		{ "Europe/Paris", 1792890000, "2026-10-25T02:00:00+01:00",
			"CET" },
		/* Lord Howe: 2026-04-04 at 15 h UTC, back by half an hour */
		{ "Australia/Lord_Howe", 1775314799,
			"2026-04-05T01:59:59+11:00", "+11" },
		{ "Australia/Lord_Howe", 1775314800,
			"2026-04-05T01:30:00+10:30", "+1030" },
		/* Apia: from 2011-12-29 to 2011-12-31, at 10 h UTC */
		{ "Pacific/Apia", 1325239199, "2011-12-29T23:59:59-10:00",
			"-10" },
		{ "Pacific/Apia", 1325239200, "2011-12-31T00:00:00+14:00",
			"+14" },
		{ "UTC", 1774746000, "2026-03-29T01:00:00+00:00", "UTC" },
		{ "Asia/Kathmandu", 0, "1970-01-01T05:30:00+05:30", "+0530" },
		{ "Europe/Paris", -1, "1970-01-01T00:59:59+01:00", "CET" },
		/* beyond the table of moments in tzdata, by its rule */
		{ "Europe/Paris", 4118893200, "2100-07-10T11:00:00+02:00",
			"CEST" },
	};
	char text[LOCAL_TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_true(local_time_use(table[i].zone));
		assert_string_equal(local_time_zone(), table[i].zone);
		local_time_format(text, table[i].utc_s);
		assert_string_equal(text, table[i].shown);
		assert_string_equal(local_abbreviation(table[i].utc_s),
			table[i].called);
	}
}

static void days_are_as_long_as_clocks_make_them(void **state)
{
	static const struct {
		const char *zone;
		struct local_date date;
		int64_t begins_utc_s;
		int minutes;
	} table[] = {
		{ "Europe/Paris", { 2026, 3, 28 }, 1774652400, 24 * 60 },
		{ "Europe/Paris", { 2026, 3, 29 }, 1774738800, 23 * 60 },
		{ "Europe/Paris", { 2026, 10, 25 }, 1792879200, 25 * 60 },
		{ "Europe/Paris", { 2026, 10, 26 }, 1792969200, 24 * 60 },
		{ "Australia/Lord_Howe", { 2026, 4, 5 }, 1775307600,
			24 * 60 + 30 },
		{ "Australia/Lord_Howe", { 2026, 10, 4 }, 1791034200,
			23 * 60 + 30 },
		{ "Pacific/Apia", { 2011, 12, 29 }, 1325152800, 24 * 60 },
		{ "Pacific/Apia", { 2011, 12, 30 }, 1325239200, 0 },
		{ "Pacific/Apia", { 2011, 12, 31 }, 1325239200, 24 * 60 },
		/* midnight is struck twice: the day begins with the first */
		{ "America/Havana", { 2026, 11, 1 }, 1793505600, 25 * 60 },
		/* midnight is skipped: the day begins at 1 h */
		{ "America/Havana", { 2026, 3, 8 }, 1772946000, 23 * 60 },
		{ "UTC", { 2024, 2, 29 }, 1709164800, 24 * 60 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		int64_t day = local_day_of(table[i].date);

		assert_true(local_time_use(table[i].zone));
		assert_int_equal(local_utc(day, 0), table[i].begins_utc_s);
		assert_int_equal(local_utc(day + 1, 0) - local_utc(day, 0),
			60 * table[i].minutes);
		if (table[i].minutes)
			assert_int_equal(local_day(local_utc(day, 0)), day);
	}
}

static void each_moment_is_in_one_day(void **state)
{
	static const char *const zones[] = { "Europe/Paris", "Pacific/Apia",
		"Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu",
		"America/St_Johns", "Africa/Casablanca" };

	(void)state;
	for (size_t z = 0; z < COUNT(zones); z++) {
		assert_true(local_time_use(zones[z]));
		/* 2011-12 to 2012-11, whose days are 15309 to 15644 */
		for (int64_t t = 1322697600; t < 1351700000; t += 1801) {
			int64_t day = local_day(t);

			/* clocks that are set back over midnight show the day
			 * before once more: it is over all the same */
			if (local_utc(day + 1, 0) <= t)
				day++;
			assert_in_range(t, local_utc(day, 0),
				local_utc(day + 1, 0) - 1);
		}
	}
}

static void hours_end_where_clocks_say(void **state)
{
	static const struct {
		const char *zone;
		int64_t utc_s, ends_utc_s;
	} table[] = {
		{ "Europe/Paris", 1774745400, 1774746000 }, /* 1 h, then 3 h */
		{ "Europe/Paris", 1792886400, 1792890000 }, /* first 2 h */
		{ "Europe/Paris", 1792890000, 1792893600 }, /* second 2 h */
		{ "Australia/Lord_Howe", 1775311200, 1775314800 },
		{ "Australia/Lord_Howe", 1775314800, 1775316600 },
		{ "Asia/Kathmandu", 1774745100, 1774746900 }, /* + 5:45 */
		/* 2011-03-13: one minute after midnight it was 1:01 */
		{ "America/St_Johns", 1299987000, 1299987060 },
		{ "America/St_Johns", 1299987060, 1299990600 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_true(local_time_use(table[i].zone));
		assert_int_equal(local_hour_end(table[i].utc_s),
			table[i].ends_utc_s);
	}
}

static void a_wrong_zone_is_refused(void **state)
{
	static const char *const wrong[] = { "", "Europe/Pariss", "..",
		"../../etc/passwd", "/etc/localtime", "tzdata.zi", "Europe",
		":Europe/Paris", "CET-1CEST" };

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(local_time_use(wrong[i]));
	assert_string_equal(local_time_zone(), "Europe/Paris");
	assert_int_equal(local_offset_s(1774746000), 7200);
}

static void days_have_dates_and_weekdays(void **state)
{
	(void)state;
	assert_int_equal(local_day_of((struct local_date){ 1970, 1, 1 }), 0);
	assert_int_equal(local_weekday(0), 3); /* a Thursday */
	assert_int_equal(local_weekday(-1), 2);
	assert_int_equal(local_day_of((struct local_date){ 2026, 11, 25 }),
		20782);
	assert_int_equal(local_weekday(20782), 2); /* a Wednesday */
	for (int64_t day = -1000; day < 30000; day += 13)
		assert_int_equal(local_day_of(local_date(day)), day);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_moment_is_shown_as_clocks_show_it),
		cmocka_unit_test(days_are_as_long_as_clocks_make_them),
		cmocka_unit_test(each_moment_is_in_one_day),
		cmocka_unit_test(hours_end_where_clocks_say),
		cmocka_unit_test(a_wrong_zone_is_refused),
		cmocka_unit_test(days_have_dates_and_weekdays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
