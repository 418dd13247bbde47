/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_measure_levels.c - LN of the seconds, and how lengths are written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>

#include "../../src/hear/measure.h"

/* cmocka's own comparison takes NaN for equal to everything. */
#define assert_near(x, y, within) assert_true(fabsf((x) - (y)) <= (within))

enum { L1, L5, L10, L50, L90, L95, L99 };

static void a_hundred_and_one_steps(void **state)
{
	float levels[101], LN[7];

	(void)state;
	/* 0 to 100 dB, shuffled: 37 is prime to 101. */
	for (int i = 0; i < 101; i++)
		levels[i] = (float)(37 * i % 101);
	assert_true(measure_exceeded(LN, levels, 101));
	assert_near(LN[L1], 99.0f, 1e-6f);
	assert_near(LN[L5], 95.0f, 1e-6f);
	assert_near(LN[L10], 90.0f, 1e-6f);
	assert_near(LN[L50], 50.0f, 1e-6f);
	assert_near(LN[L90], 10.0f, 1e-6f);
	assert_near(LN[L95], 5.0f, 1e-6f);
	assert_near(LN[L99], 1.0f, 1e-6f);
}

static void between_two_seconds_it_is_straight(void **state)
{
	const float two[] = {70.0f, 50.0f};
	float LN[7];

	(void)state;
	/* rank (2 - 1)(1 - N/100), from 50 dB up */
	assert_true(measure_exceeded(LN, two, 2));
	assert_near(LN[L1], 69.8f, 1e-4f);
	assert_near(LN[L10], 68.0f, 1e-4f);
	assert_near(LN[L50], 60.0f, 1e-4f);
	assert_near(LN[L95], 51.0f, 1e-4f);
}

static void seconds_without_a_level_do_not_count(void **state)
{
	const float levels[] = {NAN, 60.0f, -INFINITY, 60.0f, NAN};
	float LN[7];

	(void)state;
	assert_true(measure_exceeded(LN, levels, 5));
	for (int i = 0; i < 7; i++)
		assert_near(LN[i], 60.0f, 1e-6f);
}

static void of_nothing_nothing_is_said(void **state)
{
	const float silent[] = {-INFINITY, NAN};
	float LN[7];

	(void)state;
	assert_true(measure_exceeded(LN, NULL, 0));
	for (int i = 0; i < 7; i++)
		assert_true(isnan(LN[i]));
	assert_true(measure_exceeded(LN, silent, 2));
	for (int i = 0; i < 7; i++)
		assert_true(isnan(LN[i]));
}

static void one_second_is_all_of_them(void **state)
{
	const float one[] = {42.5f};
	float LN[7];

	(void)state;
	assert_true(measure_exceeded(LN, one, 1));
	for (int i = 0; i < 7; i++)
		assert_near(LN[i], 42.5f, 1e-6f);
}

static void lengths_are_written_as_a_clock_does(void **state)
{
	static const struct {
		double s;
		const char *text;
	} cases[] = {
		{0.0, "0:00"},
		{59.4, "0:59"},
		{59.6, "1:00"},
		{754.0, "12:34"},
		{3600.0, "1:00:00"},
		{100000.0, "27:46:40"},
	};
	char text[24];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		measure_time(text, sizeof text, cases[i].s);
		assert_string_equal(text, cases[i].text);
	}
	measure_time(text, sizeof text, INFINITY); /* must end, no more */
}

static void a_name_cannot_steer_a_terminal(void **state)
{
	char text[16];

	(void)state;
	measure_printable(text, sizeof text, "a\033[2Jb\n");
	assert_string_equal(text, "a?[2Jb?");
	measure_printable(text, sizeof text, "-");
	assert_string_equal(text, "standard input");
	measure_printable(text, 4, "abcdef");
	assert_string_equal(text, "abc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hundred_and_one_steps),
		cmocka_unit_test(between_two_seconds_it_is_straight),
		cmocka_unit_test(seconds_without_a_level_do_not_count),
		cmocka_unit_test(of_nothing_nothing_is_said),
		cmocka_unit_test(one_second_is_all_of_them),
		cmocka_unit_test(lengths_are_written_as_a_clock_does),
		cmocka_unit_test(a_name_cannot_steer_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
