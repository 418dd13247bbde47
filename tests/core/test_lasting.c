/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_lasting.c - hours, silence, offsets and blasts leave no mark. */
#include <time.h>

#include "cmocka_with.h"
#include "sound.h"
#include "../../src/core/sum.h"

#define RATE 48000

static slm_meter m;

static void start(uint32_t rate)
{
	struct slm_config c = usual(rate);

	assert_int_equal(slm_init(&m, &c), SLM_OK);
}

/* 24 h of ticks, as the meter adds them: to a second, and that to all. */
static void test_a_day_does_not_drift(void **state)
{
	struct sum all = {0, 0};
	long double exact = 0;
	uint32_t seed = 3;

	(void)state;
	for (int s = 0; s < 86400; s++) {
		struct sum second = {0, 0};

		for (int t = 0; t < 100; t++) {
			float tick = 80.1f + noise(&seed);

			sum_add(&second, tick);
			exact += (long double)tick;
		}
		sum_join(&all, &second);
	}
	assert_true(fabsl(10 * log10l((long double)sum_value(&all) / exact)) <
		    1e-9L);
}

/* The same second, half an hour long. */
static void test_half_an_hour_of_a_tone(void **state)
{
	const uint32_t rate = 22050;
	float *x = silence(rate), *copy = silence(rate);
	float first = 0;

	(void)state;
	add_sine(x, rate, rate, 1000, 0.05);
	start(rate);
	for (int s = 0; s < 1800; s++) {
		memcpy(copy, x, rate * sizeof *x);
		assert_int_equal(slm_consume(&m, copy, rate), rate);
		if (s == 2)
			first = slm_second_db(&m);
	}
	assert_near(slm_second_db(&m), first, 1e-4);
	assert_near(summary_of(&m).LAeq, first, 1e-3);
	assert_near(summary_of(&m).LZeq, 120 + 20 * log10(0.05), 1e-4);
	free(x);
	free(copy);
}

/* Every number that a sound of these samples leads to. */
static void all_levels(const float *x, size_t n, float levels[19])
{
	struct slm_summary s;

	start(RATE);
	hear(&m, x, n, 4096, NULL, 0);
	slm_summarise(&m, &s);
	memcpy(levels, &s.LAeq, 17 * sizeof *levels);
	levels[17] = slm_LAF(&m);
	levels[18] = slm_LAS(&m);
}

static void test_an_offset_changes_no_A_level(void **state)
{
	size_t n = 20 * RATE;
	float *x = silence(n), plain[19], offset[19];
	uint32_t seed = 9;

	(void)state;
	for (size_t i = 0; i < n; i++)
		x[i] = 0.002f * noise(&seed);
	all_levels(x, n, plain);
	/* faded in, so that the offset is one and not a bang */
	for (size_t i = 0; i < n; i++)
		x[i] += 0.1f *
			(i < RATE ? 0.5f - 0.5f * (float)cos(
							  PI * (double)i / RATE)
				  : 1);
	all_levels(x, n, offset);
	for (int i = 0; i < 19; i++)
		if (i != 1 && i != 2 && i != 9 && /* C, Z, peak */
			!(fabsf(plain[i] - offset[i]) < 0.02f))
			fail_msg("level %d: %f, with offset %f", i,
				(double)plain[i], (double)offset[i]);
	free(x);
}

static void test_Z_leaves_the_mean_out(void **state)
{
	(void)state;
	for (int dB = 80; dB >= 43; dB -= 37) { /* 23, 60 dB below the mean */
		float *x = silence(2 * RATE);

		add_sine(x, 2 * RATE, RATE, 100, pow(10, (dB - 120) / 20.0));
		for (int i = 0; i < 2 * RATE; i++)
			x[i] += 0.1f;
		start(RATE);
		hear(&m, x, 2 * RATE, 4096, NULL, 0);
		assert_near(summary_of(&m).LZeq, dB, 0.001);
		free(x);
	}
}

/* 1 s of 120 dB in the middle of quiet noise; 60 s later all is as before. */
static void test_a_blast_leaves_nothing(void **state)
{
	float *x = silence(RATE), level[2];
	uint32_t seed = 11;

	(void)state;
	for (int blast = 0; blast < 2; blast++) {
		start(RATE);
		seed = 11;
		for (int s = 0; s < 64; s++) {
			for (int i = 0; i < RATE; i++)
				x[i] = 1e-5f * noise(&seed);
			if (blast && s == 1)
				add_sine(x, RATE, RATE, 31.5, 1);
			slm_consume(&m, x, RATE);
		}
		level[blast] = slm_second_db(&m);
	}
	assert_near(level[0], level[1], 1e-4);
	assert_in_range(level[0], 10, 30);
	free(x);
}

/* After the blast comes digital silence, and the echo must end in zeros and
 * not in denormals. */
static void test_silence_is_reached(void **state)
{
	float *x = silence(RATE);

	(void)state;
	start(RATE);
	add_sine(x, RATE, RATE, 100, 1);
	slm_consume(&m, x, RATE);
	for (int s = 0; s < 120; s++)
		slm_consume(&m, x, RATE);
	for (int i = 0; i < 4; i++) {
		assert_true(m.weighting.echo.low[i] == 0);
		assert_true(m.weighting.echo.high[i] == 0);
	}
	assert_true(slm_LAF(&m) == -INFINITY);
	assert_true(slm_LAS(&m) == -INFINITY);
	assert_true(slm_LAI(&m) == -INFINITY);
	free(x);
}

static double seconds_for(float amplitude)
{
	float x[4800];
	uint32_t seed = 1;
	double least = 1e9;

	for (int round = 0; round < 7; round++) {
		clock_t begin;

		start(RATE);
		begin = clock();
		for (int k = 0; k < 100; k++) {
			for (int i = 0; i < 4800; i++)
				x[i] = amplitude * noise(&seed);
			slm_consume(&m, x, 4800);
		}
		if ((double)(clock() - begin) / CLOCKS_PER_SEC < least)
			least = (double)(clock() - begin) / CLOCKS_PER_SEC;
	}
	return least;
}

/* Denormals can cost a factor of 10 to 100; the machine is shared, so the
 * bound here is loose. */
static void test_silence_is_not_slower(void **state)
{
	double signal = seconds_for(0.1f);

	(void)state;
	assert_true(seconds_for(0) < 1.5 * signal);
	assert_true(seconds_for(1e-39f) < 1.5 * signal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_day_does_not_drift),
		cmocka_unit_test(test_half_an_hour_of_a_tone),
		cmocka_unit_test(test_an_offset_changes_no_A_level),
		cmocka_unit_test(test_Z_leaves_the_mean_out),
		cmocka_unit_test(test_a_blast_leaves_nothing),
		cmocka_unit_test(test_silence_is_reached),
		cmocka_unit_test(test_silence_is_not_slower),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
