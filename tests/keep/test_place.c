/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_place.c - arrival times, and what they say. */
#include "scratch.h"

#include "../../src/keep/place.h"

/* Some ends of intervals, s of UTC: all are multiples of an hour. */
static const int64_t ends[] = {
	1764000000 / 3600 * 3600,
	1774746000, /* 2026-03-29 01:00:00 UTC: Paris skips an hour */
	1774742400, /* the hour before */
	1792890000, /* 2026-10-25 01:00:00 UTC: Paris repeats an hour */
	1792893600, /* the hour after */
	1798761600, /* 2027-01-01 00:00:00 UTC: midnight, new year */
	4102444800, /* 2100-01-01: beyond 32 bits */
	0,          /* a clock that was never set */
	-3600,
};
#define ENDS (sizeof ends / sizeof ends[0])

static void record_is_placed_by_its_arrival(void **state)
{
	static const int32_t interval[] = { 60, 120, 300, 900, 1800, 3600 };

	(void)state;
	for (size_t e = 0; e < ENDS; e++)
		for (size_t i = 0; i < sizeof interval / sizeof *interval; i++)
			for (int64_t late = -250; late <= 29999; late += 83)
				assert_int_equal(place_record(
					ends[e] * 1000 + late, interval[i]),
					ends[e] - interval[i]);
}

/* Any second of the minute: up to half a minute late is this boundary, and
 * from there on the next one is nearer. */
static void record_far_from_a_boundary_gets_the_nearest(void **state)
{
	(void)state;
	for (size_t e = 0; e < ENDS; e++)
		for (int s = 0; s < 60; s++)
			assert_int_equal(
				place_record((ends[e] + s) * 1000, 60),
				s < 30 ? ends[e] - 60 : ends[e]);
}

static void records_follow_each_other_across_midnight(void **state)
{
	const int64_t midnight = 1798761600;

	(void)state;
	for (int i = -3; i <= 3; i++) /* arrivals 0.75 to 2.75 s late */
		for (int late = 750; late <= 2750; late += 250)
			assert_int_equal(place_record((midnight + 60 * i) *
				1000 + late, 60), midnight + 60 * (i - 1));
}

static void second_is_placed_by_its_arrival(void **state)
{
	(void)state;
	for (size_t e = 0; e < ENDS; e++)
		for (int late = 500; late < 1500; late++)
			assert_int_equal(place_second(ends[e] * 1000 + late,
				PLACE_NEVER, false), ends[e] - 1);
}

static void seconds_that_waited_follow_each_other(void **state)
{
	const int64_t now = INT64_C(1764000010750);
	/* newest before, others wait, start */
	static const struct {
		int64_t last;
		bool more;
		int64_t start;
	} row[] = {
		{ 1764000005, true, 1764000006 },  /* held up: one by one */
		{ 1764000008, true, 1764000009 },  /* in time */
		{ 1764000005, false, 1764000009 }, /* some were never sent */
		{ 1764000009, true, 1764000009 },  /* clock set back 1 s */
		{ 1764009999, true, 1764000009 },  /* clock set back */
		{ 1763999949, true, 1763999950 },  /* a minute held up */
		{ 1763999940, true, 1764000009 },  /* clock set forward */
		{ 0, true, 1764000009 },
		{ PLACE_NEVER, true, 1764000009 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_int_equal(place_second(now, row[i].last, row[i].more),
			row[i].start);
}

static void hour_is_rounded_down(void **state)
{
	(void)state;
	assert_int_equal(place_hour(3600), 3600);
	assert_int_equal(place_hour(7199), 3600);
	assert_int_equal(place_hour(7200), 7200);
	assert_int_equal(place_hour(-1), -3600);
	assert_int_equal(place_hour(-3600), -3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record_is_placed_by_its_arrival),
		cmocka_unit_test(record_far_from_a_boundary_gets_the_nearest),
		cmocka_unit_test(records_follow_each_other_across_midnight),
		cmocka_unit_test(second_is_placed_by_its_arrival),
		cmocka_unit_test(seconds_that_waited_follow_each_other),
		cmocka_unit_test(hour_is_rounded_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
