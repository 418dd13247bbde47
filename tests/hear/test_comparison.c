/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_comparison.c - steady noise gives its level; noise that is not steady,
 * clipped, too short or no noise at all is refused; the message says each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "../../src/hear/comparison.h"

#define RATE SLM_RATE_MIN_HZ

static struct comparison comparison;
static float buffer[RATE];

/* Of a 1 kHz tone, which A leaves as it is; `db` re a full-scale sine. */
static void hear_tone(double seconds, double db)
{
	static double phase;
	size_t left = (size_t)(seconds * RATE);

	while (left > 0 && !comparison_is_decided(&comparison)) {
		size_t n = left < 441 ? left : 441;

		for (size_t i = 0; i < n; i++) {
			buffer[i] = (float)(pow(10, db / 20) * sin(phase));
			phase += 2 * acos(-1) * 1000 / RATE;
		}
		comparison_hear(&comparison, buffer, n);
		for (size_t i = 0; i < n; i++)
			assert_true(buffer[i] == 0);
		left -= n;
	}
}

/* The verdict, as it comes through the gate. */
static struct slm_comparison verdict(void)
{
	struct slm_comparison v = comparison_judge(&comparison), passed;
	uint8_t bytes[SLM_MESSAGE_BYTES];

	slm_comparison_encode(bytes, &v);
	assert_true(slm_comparison_decode(&passed, bytes));
	assert_int_equal(passed.noise, v.noise);
	assert_int_equal(passed.level, v.level);
	assert_int_equal(passed.unsteady, v.unsteady);
	assert_int_equal(passed.duration, v.duration);
	return v;
}

static void begin(void)
{
	assert_true(comparison_init(&comparison, RATE, 1));
}

static void test_steady_noise(void **state)
{
	struct slm_comparison v;

	(void)state;
	begin();
	hear_tone(301, -40);
	assert_true(comparison_is_decided(&comparison));
	v = verdict();
	assert_int_equal(v.noise, SLM_NOISE_OK);
	assert_true(v.level >= -4001 && v.level <= -3999);
	assert_in_range(v.unsteady, 0, 2);
	assert_int_equal(v.duration, 300);
}

/* 150 s each of two levels: their mean in energy is nearer to the louder. */
static void test_how_steady(void **state)
{
	static const struct {
		double step_db;
		int noise;
	} cases[] = {{1, SLM_NOISE_OK}, {2.6, SLM_NOISE_OK},
		{3.0, SLM_NOISE_UNSTEADY}, {6, SLM_NOISE_UNSTEADY}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double step = cases[i].step_db;
		double mean = 10 * log10((1 + pow(10, step / 10)) / 2);
		struct slm_comparison v;

		begin();
		hear_tone(150, -40);
		hear_tone(151, -40 + step);
		v = verdict();
		assert_int_equal(v.noise, cases[i].noise);
		if (step > 3.1) {
			/* it was plain after ten louder seconds */
			assert_int_equal(v.duration, 160);
			continue;
		}
		assert_true(fabs(v.unsteady / 100.0 - fmax(mean, step - mean)) <
			    0.02);
		assert_true(fabs(v.level / 100.0 + 40 - mean) < 0.02);
	}
}

static void test_too_short(void **state)
{
	struct slm_comparison v;

	(void)state;
	begin();
	v = verdict();
	assert_int_equal(v.noise, SLM_NOISE_TOO_SHORT);
	hear_tone(299.9, -40);
	assert_false(comparison_is_decided(&comparison));
	v = verdict();
	assert_int_equal(v.noise, SLM_NOISE_TOO_SHORT);
	assert_int_equal(v.duration, 299);
}

static void test_clipped(void **state)
{
	(void)state;
	begin();
	hear_tone(20, -40);
	hear_tone(1.5, 0.1);
	assert_true(comparison_is_decided(&comparison));
	assert_int_equal(verdict().noise, SLM_NOISE_CLIPPED);
	begin();
	hear_tone(20, -40);
	comparison_clips(&comparison);
	assert_true(comparison_is_decided(&comparison));
	assert_int_equal(verdict().noise, SLM_NOISE_CLIPPED);
}

static void test_no_signal(void **state)
{
	(void)state;
	begin();
	hear_tone(20.5, -40);
	for (int s = 0; s < 2; s++) {
		memset(buffer, 0, sizeof buffer);
		comparison_hear(&comparison, buffer, RATE);
	}
	assert_true(comparison_is_decided(&comparison));
	assert_int_equal(verdict().noise, SLM_NOISE_NO_SIGNAL);
}

/* A second that lost some does not count: another takes its place. */
static void test_lost_sound(void **state)
{
	(void)state;
	begin();
	hear_tone(20.5, -40);
	comparison_miss(&comparison);
	hear_tone(279.7, -40);
	assert_false(comparison_is_decided(&comparison));
	hear_tone(1, -40);
	assert_int_equal(verdict().noise, SLM_NOISE_OK);
}

static void test_what_is_legal(void **state)
{
	static const struct {
		struct slm_comparison c;
		bool legal;
	} cases[] = {
		{{SLM_NOISE_OK, -3000, 150, 300}, true},
		{{SLM_NOISE_OK, -3000, 151, 300}, false},
		{{SLM_NOISE_OK, -3000, 150, 299}, false},
		{{SLM_NOISE_OK, -20000, 0, 300}, true},
		{{SLM_NOISE_OK, -20001, 0, 300}, false},
		{{SLM_NOISE_OK, 20000, 0, 300}, true},
		{{SLM_NOISE_OK, 20001, 0, 300}, false},
		{{SLM_NOISE_TOO_SHORT, 0, 0, 0}, true},
		{{SLM_NOISE_TOO_SHORT, 0, 0, 300}, false},
		{{SLM_NOISE_CLIPPED, -1, 20000, 300}, true},
		{{SLM_NOISE_CLIPPED, -1, 20001, 300}, false},
		{{SLM_NOISE_CLIPPED, -1, 0, 301}, false},
		{{SLM_NOISE_UNSTEADY, -1, 151, 20}, true},
		{{SLM_NOISE_UNSTEADY, -1, 150, 20}, false},
		{{SLM_NOISE_NO_SIGNAL, 0, 0, 20}, true},
		{{SLM_NOISE_NO_SIGNAL, 1, 0, 20}, false},
		{{SLM_NOISE_NO_SIGNAL, 0, 1, 20}, false},
		{{SLM_NOISES, 0, 0, 0}, false},
	};
	uint8_t bytes[SLM_MESSAGE_BYTES];
	struct slm_comparison out;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		slm_comparison_encode(bytes, &cases[i].c);
		assert_int_equal(
			slm_comparison_decode(&out, bytes), cases[i].legal);
	}
	slm_comparison_encode(bytes, &cases[0].c);
	for (int i = 8; i < SLM_MESSAGE_BYTES; i++) {
		bytes[i] = 1;
		assert_false(slm_comparison_decode(&out, bytes));
		bytes[i] = 0;
	}
	bytes[0] = 4;
	assert_false(slm_comparison_decode(&out, bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steady_noise),
		cmocka_unit_test(test_how_steady),
		cmocka_unit_test(test_too_short),
		cmocka_unit_test(test_clipped),
		cmocka_unit_test(test_no_signal),
		cmocka_unit_test(test_lost_sound),
		cmocka_unit_test(test_what_is_legal),
	};

	return cmocka_run_group_tests_name("comparison", tests, NULL, NULL);
}
