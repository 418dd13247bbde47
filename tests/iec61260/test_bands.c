/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_bands.c - the bands as an object: which there are, that blocks do not
 * matter, what silence, rubbish and restarts give, what they forget. */
#include "../core/cmocka_with.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "slm.h"

#include "../../src/core/bands.h"

#define PI 3.14159265358979323846
#define FS 48000

static struct slm_bands bands, other;

/* Noise in -1..1, the same each time. */
static uint32_t seed;

static float noise(void)
{
	seed = seed * 1664525 + 1013904223;
	return (float)((double)seed / 0x1p31 - 1);
}

static void play_noise(struct slm_bands *b, size_t n, float amplitude)
{
	float x[480];

	seed = 1;
	while (n > 0) {
		size_t m = n < 480 ? n : 480;

		for (size_t i = 0; i < m; i++)
			x[i] = amplitude * noise();
		slm_bands_consume(b, x, m);
		n -= m;
	}
}

static void play_sine(
	struct slm_bands *b, double hz, double amplitude, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		float x =
			(float)(amplitude * sin(2 * PI * hz * (double)i / FS));

		slm_bands_consume(b, &x, 1);
	}
}

static void play_zeros(struct slm_bands *b, size_t n)
{
	static const float x[480];

	for (; n > 0; n -= n < 480 ? n : 480)
		slm_bands_consume(b, x, n < 480 ? n : 480);
}

/* The band with that name; fails the test if there is none. */
static size_t find(const struct slm_bands *b, double nominal_hz)
{
	for (size_t i = 0; i < slm_bands_count(b); i++)
		if (fabs(slm_bands_nominal_hz(b, i) - nominal_hz) < 1e-9)
			return i;
	fail_msg("no band named %g Hz", nominal_hz);
	return 0;
}

static void same_levels(const struct slm_bands *a, const struct slm_bands *b)
{
	for (size_t i = 0; i < slm_bands_count(a); i++) {
		float x = slm_bands_db(a, i, 0), y = slm_bands_db(b, i, 0);

		assert_memory_equal(&x, &y, sizeof x);
	}
}

static void bands_that_do_not_fit_are_absent(void **state)
{
	static const struct {
		uint32_t rate;
		int fraction;
		size_t count;
		double lowest, highest;
	} want[] = {
		{22050, 3, 30, 10, 8000},
		{32000, 3, 32, 10, 12500},
		{44100, 3, 33, 10, 16000},
		{48000, 3, 34, 10, 20000},
		{96000, 3, 34, 10, 20000},
		{192000, 3, 34, 10, 20000},
		{22050, 1, 9, 16, 4000},
		{32000, 1, 10, 16, 8000},
		{44100, 1, 10, 16, 8000},
		{48000, 1, 11, 16, 16000},
		{192000, 1, 11, 16, 16000},
	};

	(void)state;
	for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
		assert_int_equal(
			slm_bands_init(&bands, want[k].rate, want[k].fraction),
			0);
		assert_int_equal(slm_bands_count(&bands), want[k].count);
		assert_true(slm_bands_nominal_hz(&bands, 0) == want[k].lowest);
		assert_true(slm_bands_nominal_hz(&bands, want[k].count - 1) ==
			    want[k].highest);
		assert_true(isnan(slm_bands_db(&bands, want[k].count, 0)));
		assert_true(isnan(slm_bands_nominal_hz(&bands, want[k].count)));
	}
}

static void every_rate_fits_the_memory(void **state)
{
	(void)state;
	for (uint32_t rate = SLM_RATE_MIN_HZ; rate <= SLM_RATE_MAX_HZ;
		rate += 25)
		for (int fraction = 1; fraction <= 3; fraction += 2) {
			assert_int_equal(
				slm_bands_init(&bands, rate, fraction), 0);
			assert_true(bands.rates <= SLM_BANDS_RATES);
			for (int k = 0; k < bands.rates; k++)
				assert_true(
					bands.rate[k].lanes <= SLM_BANDS_LANES);
		}
}

static void wrong_arguments_are_refused(void **state)
{
	(void)state;
	assert_int_equal(slm_bands_init(&bands, SLM_RATE_MIN_HZ - 1, 3), -1);
	assert_int_equal(slm_bands_count(&bands), 0);
	assert_int_equal(slm_bands_init(&bands, SLM_RATE_MAX_HZ + 1, 3), -1);
	assert_int_equal(slm_bands_init(&bands, FS, 2), -1);
	assert_int_equal(slm_bands_init(&bands, FS, 0), -1);
}

static void a_sine_reads_its_level_in_its_band_alone(void **state)
{
	(void)state;
	slm_bands_init(&bands, FS, 3);
	play_sine(&bands, 1000, 0.1, 2 * FS);
	slm_bands_restart(&bands);
	play_sine(&bands, 1000, 0.1, FS); /* whole periods: it runs on */

	size_t i = find(&bands, 1000);

	assert_float_equal(slm_bands_db(&bands, i, 120), 100, 0.002);
	/* Class 1: 13.6 dB and 29.5 dB down one and two bands away. */
	assert_true(slm_bands_db(&bands, i - 1, 120) < 100 - 16);
	assert_true(slm_bands_db(&bands, i + 1, 120) < 100 - 16);
	assert_true(slm_bands_db(&bands, i - 2, 120) < 100 - 34);
	assert_true(slm_bands_db(&bands, i + 2, 120) < 100 - 34);
}

/* Noise reads what its band's share of the spectrum is, and the 0.19 dB by
 * which the skirts of a Butterworth filter add to it. */
static void noise_reads_its_density_times_the_bandwidth(void **state)
{
	(void)state;
	slm_bands_init(&bands, FS, 3);
	play_noise(&bands, 60 * FS, 1);
	for (size_t i = find(&bands, 500); i < slm_bands_count(&bands); i++) {
		double middle =
			1000 * pow(10, round(10 * log10(slm_bands_nominal_hz(
								&bands, i) /
							  1000)) /
					       10);
		double width = middle * (pow(10, 0.05) - pow(10, -0.05));
		/* Mean square 1/3 over FS / 2; a sine's is 1/2. */
		double want = 10 * log10(2.0 / 3 * width / (FS / 2.0)) + 0.19;

		/* Three sigma of what 60 s of noise in the band leaves. */
		assert_true(fabs((double)slm_bands_db(&bands, i, 0) - want) <
			    0.02 + 13 / sqrt(60 * width));
	}
}

static void blocks_do_not_matter(void **state)
{
	static float x[3 * FS];
	static const size_t sizes[] = {1, 2, 3, 7, 16, 17, 127, 128, 129, 480,
		4096, sizeof x / sizeof *x};

	(void)state;
	seed = 1;
	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		x[i] = i < FS || i >= 2 * FS ? noise() : 0;
	for (int fraction = 1; fraction <= 3; fraction += 2) {
		slm_bands_init(&bands, FS, fraction);
		slm_bands_consume(&bands, x, sizeof x / sizeof *x);
		for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
			slm_bands_init(&other, FS, fraction);
			for (size_t i = 0; i < sizeof x / sizeof *x;) {
				size_t n = sizeof x / sizeof *x - i;

				if (n > sizes[k])
					n = sizes[k];
				slm_bands_consume(&other, x + i, n);
				i += n;
			}
			assert_memory_equal(&bands, &other, sizeof bands);
		}
	}
}

static void samples_are_left_as_they_are(void **state)
{
	float x[600], before[600];

	(void)state;
	for (size_t i = 0; i < 600; i++)
		x[i] = before[i] = noise();
	slm_bands_init(&bands, FS, 3);
	slm_bands_consume(&bands, x, 600);
	assert_memory_equal(x, before, sizeof x);
	slm_bands_consume(&bands, x, 0);
}

static void nothing_is_not_silence(void **state)
{
	(void)state;
	slm_bands_init(&bands, FS, 3);
	for (size_t i = 0; i < slm_bands_count(&bands); i++)
		assert_true(isnan(slm_bands_db(&bands, i, 120)));

	play_zeros(&bands, FS);
	for (size_t i = 0; i < slm_bands_count(&bands); i++)
		assert_true(slm_bands_db(&bands, i, 120) == -INFINITY);
}

/* After loud noise the echo fades until nothing is left, not even numbers
 * too small to be normal. */
static void echoes_end(void **state)
{
	(void)state;
	slm_bands_init(&bands, FS, 3);
	play_noise(&bands, FS, 1);
	play_zeros(&bands, 60 * FS);
	slm_bands_restart(&bands);
	play_zeros(&bands, FS);
	for (size_t i = 0; i < slm_bands_count(&bands); i++)
		assert_true(slm_bands_db(&bands, i, 120) == -INFINITY);
}

static void restart_begins_anew_and_filters_run_on(void **state)
{
	(void)state;
	slm_bands_init(&bands, FS, 1);
	play_sine(&bands, 31.25, 1, 4 * FS);

	size_t low = find(&bands, 31.5);

	slm_bands_restart(&bands);
	assert_true(isnan(slm_bands_db(&bands, low, 0)));
	/* In full from the first sample on: the filter had not stopped. */
	play_sine(&bands, 31.25, 1, 5 * FS / 10);
	assert_float_equal(slm_bands_db(&bands, low, 0), 0, 0.05);

	/* What was loud before is out of the average. */
	slm_bands_init(&bands, FS, 1);
	play_sine(&bands, 1000, 1, FS);
	play_zeros(&bands, FS);
	slm_bands_restart(&bands);
	play_sine(&bands, 1000, 0.001, FS);
	assert_float_equal(
		slm_bands_db(&bands, find(&bands, 1000), 0), -60, 0.1);
}

static void wiping_leaves_nothing(void **state)
{
	static const struct slm_bands zero;

	(void)state;
	slm_bands_init(&bands, FS, 3);
	play_noise(&bands, FS, 1);
	assert_memory_not_equal(&bands, &zero, sizeof bands);
	slm_bands_wipe(&bands);
	assert_memory_equal(&bands, &zero, sizeof bands);
	assert_int_equal(slm_bands_count(&bands), 0);
}

static void rubbish_is_left_out(void **state)
{
	static const float rubbish[] = {
		NAN, INFINITY, -INFINITY, -NAN, 0x1p21f, -3e38f};
	float x[600];

	(void)state;
	slm_bands_init(&bands, FS, 3);
	slm_bands_init(&other, FS, 3);
	for (size_t k = 0; k < 40; k++) {
		for (size_t i = 0; i < 600; i++)
			x[i] = noise();
		slm_bands_consume(&bands, x, 600);
		slm_bands_consume(&other, x, 600);
		slm_bands_consume(&other, rubbish,
			1 + k % (sizeof rubbish / sizeof *rubbish));
	}
	assert_memory_equal(&bands, &other, sizeof bands);
	/* The loudest that is taken as sound does not overflow. */
	for (size_t i = 0; i < 600; i++)
		x[i] = i % 48 < 24 ? 0x1p20f : -0x1p20f;
	for (size_t k = 0; k < 800; k++)
		slm_bands_consume(&bands, x, 600);
	for (size_t i = 0; i < slm_bands_count(&bands); i++)
		assert_true(isfinite(slm_bands_db(&bands, i, 0)));
}

/* Processors that flush small numbers to zero give the same bits. */
static void flushing_to_zero_changes_nothing(void **state)
{
	(void)state;
#if defined(__SSE__)
	const unsigned flush = 0x8040; /* FTZ and DAZ */
	unsigned before = _mm_getcsr();
	float quiet[2][21];

	for (int k = 0; k < 2; k++) {
		struct slm_bands *b = k == 0 ? &bands : &other;

		_mm_setcsr(k == 0 ? before & ~flush : before | flush);
		slm_bands_init(b, FS, 3);
		/* From quiet to loud: the loud would hide the quiet. */
		for (int decade = -40; decade <= 0; decade += 2) {
			play_noise(b, 5000, powf(10, (float)decade));
			play_zeros(b, 1000);
			quiet[k][(decade + 40) / 2] =
				slm_bands_db(b, find(b, 8000), 0);
		}
		play_zeros(b, 4 * FS);
	}
	_mm_setcsr(before);
	assert_memory_equal(quiet[0], quiet[1], sizeof quiet[0]);
	assert_memory_equal(&bands, &other, sizeof bands);
	same_levels(&bands, &other);
#else
	skip();
#endif
}

/* Ten seconds are made to count as all of a day but its last ten; these then
 * still count for what they are. */
static void a_day_does_not_drift(void **state)
{
	(void)state;
	slm_bands_init(&bands, FS, 3);
	play_sine(&bands, 1000, 0.5, FS);
	slm_bands_restart(&bands);
	play_sine(&bands, 1000, 0.5, 10 * FS);

	size_t i = find(&bands, 1000);
	float begun = slm_bands_db(&bands, i, 120);

	for (int k = 0; k < bands.rates; k++) {
		for (int l = 0; l < SLM_BANDS_LANES; l++) {
			struct sum *s = &bands.rate[k].energy[l];
			double energy = sum_value(s) * 8639;

			s->high = (float)energy;
			s->low = (float)(energy - (double)s->high);
		}
		bands.rate[k].samples *= 8639;
	}
	play_sine(&bands, 1000, 1, 10 * FS); /* 6 dB up for the last ten */
	double want = (double)begun + 10 * log10(1 + 3 / 8640.0);

	assert_true(fabs((double)slm_bands_db(&bands, i, 120) - want) < 2e-5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bands_that_do_not_fit_are_absent),
		cmocka_unit_test(every_rate_fits_the_memory),
		cmocka_unit_test(wrong_arguments_are_refused),
		cmocka_unit_test(a_sine_reads_its_level_in_its_band_alone),
		cmocka_unit_test(noise_reads_its_density_times_the_bandwidth),
		cmocka_unit_test(blocks_do_not_matter),
		cmocka_unit_test(samples_are_left_as_they_are),
		cmocka_unit_test(nothing_is_not_silence),
		cmocka_unit_test(echoes_end),
		cmocka_unit_test(restart_begins_anew_and_filters_run_on),
		cmocka_unit_test(wiping_leaves_nothing),
		cmocka_unit_test(rubbish_is_left_out),
		cmocka_unit_test(flushing_to_zero_changes_nothing),
		cmocka_unit_test(a_day_does_not_drift),
	};

	return cmocka_run_group_tests_name("bands", tests, NULL, NULL);
}
