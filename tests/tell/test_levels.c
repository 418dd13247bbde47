/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_levels.c - means of levels, and levels and flags as text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/tell/levels.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define NONE SLM_NO_LEVEL

/* 10 lg of the mean of the energies, worked out by hand. */
static void a_mean_is_one_of_energies(void **state)
{
	static const struct {
		struct {
			slm_tenth_db level;
			double weight;
		} in[3];
		slm_tenth_db want;
	} table[] = {
		/* two equal ones; one of them silent: 3.0 dB less */
		{ { { 600, 1 }, { 600, 1 }, { NONE, 0 } }, 600 },
		{ { { 600, 1 }, { 0, 1 }, { NONE, 0 } }, 570 },
		/* 60 and 70 dB: 10 lg 5.5 = 7.40 above the lower */
		{ { { 600, 1 }, { 700, 1 }, { NONE, 0 } }, 674 },
		/* the louder for 1 s of 10: 10 lg 1.9 = 2.79 */
		{ { { 600, 9 }, { 700, 1 }, { NONE, 0 } }, 628 },
		/* the louder for 54 s, the other for 6: 10 lg 0.91 = -0.41 */
		{ { { 700, 54 }, { 600, 6 }, { NONE, 0 } }, 696 },
		/* no level is not a level of zero */
		{ { { 600, 1 }, { NONE, 1 }, { NONE, 59 } }, 600 },
		{ { { 600, 0 }, { 500, 1 }, { NONE, 0 } }, 500 },
		{ { { NONE, 1 }, { NONE, 1 }, { NONE, 1 } }, NONE },
		{ { { 1400, 3600 }, { 1400, 60 }, { 1400, 1 } }, 1400 },
		{ { { 0, 1 }, { 0, 1 }, { 0, 1 } }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct level_mean m = { 0 };

		for (size_t k = 0; k < 3; k++)
			level_mean_add(&m, table[i].in[k].level,
				table[i].in[k].weight);
		assert_int_equal(level_mean(&m), table[i].want);
	}
}

static void a_mean_of_nothing_is_no_level(void **state)
{
	struct level_mean m = { 0 };

	(void)state;
	assert_int_equal(level_mean(&m), NONE);
}

static void a_level_is_written_with_one_decimal(void **state)
{
	static const struct {
		slm_tenth_db level;
		bool at_most, utf8;
		const char *want;
	} table[] = {
		{ 532, false, true, "53.2" },
		{ 532, false, false, "53.2" },
		{ 5, false, true, "0.5" },
		{ 0, false, true, "0.0" },
		{ 1400, false, true, "140.0" },
		{ 187, true, true, "\u226418.7" },
		{ 187, true, false, "<=18.7" },
		{ NONE, false, true, "\u2013" },
		{ NONE, true, true, "\u2013" },
		{ NONE, false, false, "-" },
	};
	char text[LEVEL_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		level_format(text, table[i].level, table[i].at_most,
			table[i].utf8);
		assert_string_equal(text, table[i].want);
	}
}

/* 7 dB above the self-noise the meter stops saying "at most". */
static void near_the_self_noise_a_level_is_at_most(void **state)
{
	(void)state;
	assert_true(level_is_at_most(359, 290));
	assert_false(level_is_at_most(360, 290));
	assert_true(level_is_at_most(0, 0));
	assert_false(level_is_at_most(1, 0));
	assert_false(level_is_at_most(NONE, 290));
}

static void flags_are_written_by_name(void **state)
{
	char text[FLAGS_SIZE];

	(void)state;
	flags_format(text, 0);
	assert_string_equal(text, "");
	flags_format(text, SLM_FLAG_GAP);
	assert_string_equal(text, "gap");
	flags_format(text, SLM_FLAG_OVERLOAD | SLM_FLAG_SIMULATED);
	assert_string_equal(text, "overload simulated");
	assert_string_equal(flag_name(2), "gap");
	assert_null(flag_name(7));
	flags_format(text, SLM_FLAGS);
	assert_string_equal(text, "overload under-range gap dead start "
		"uncalibrated simulated");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mean_is_one_of_energies),
		cmocka_unit_test(a_mean_of_nothing_is_no_level),
		cmocka_unit_test(a_level_is_written_with_one_decimal),
		cmocka_unit_test(near_the_self_noise_a_level_is_at_most),
		cmocka_unit_test(flags_are_written_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
