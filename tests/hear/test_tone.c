/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_tone.c - tones that a calibrator could have made, and others. */
#include "tone_sound.h"

static void steady_tones_have_their_level_and_frequency(void **state)
{
	static const uint32_t rates[] = {22050, 32000, 44100, 48000, 96000};
	static const double frequencies[] = {
		1000, 995.3, 1012, 250, 251.19, 247.1};
	static const double levels[] = {-0.5, -29.7, -60};

	(void)state;
	for (int r = few() ? 4 : 0; r < 5; r++)
		for (int f = few() ? 5 : 0; f < 6; f++)
			for (int l = 0; l < 3; l++) {
				struct tone_config c = ordinary;
				struct tone_verdict v;

				c.sample_rate_hz = rates[r];
				start();
				add_tone(&c, frequencies[f], levels[l], 0, 1.5);
				v = judge(&c);
				assert_int_equal(v.result, TONE_OK);
				expect_level(v, levels[l]);
				assert_int_equal(v.frequency,
					lround(10 * frequencies[f]));
				assert_true(v.fluctuation <= 1);
				assert_true(v.distortion <= 2);
				assert_in_range(v.duration, 14, 15);
			}
}

static void sound_before_and_after_does_not_matter(void **state)
{
	struct tone_verdict v;

	(void)state;
	start();
	add_noise(&ordinary, -20, 0, 3);
	add_tone(&ordinary, 120, -15, 3, 5);
	add_tone(&ordinary, 1000, LEVEL, 5.1, 7.3);
	add_noise(&ordinary, -30, 7.3, 12);
	v = judge(&ordinary);
	expect(v, TONE_OK, 1);
	expect_level(v, LEVEL);
	assert_in_range(v.duration, 20, 24);
}

static void the_way_home_does_not_matter(void **state)
{
	struct tone_verdict v;

	(void)state;
	start();
	/* 20 dB in 2 s while the calibrator is pushed on */
	for (size_t i = 0; i < 96000; i++)
		sound[i] = (float)(amplitude(LEVEL - 20 +
					     10.0 * (double)i / 48000) *
				   sin(2 * PI * 1000 * (double)i / 48000));
	add_tone(&ordinary, 1000, LEVEL, 2, 5);
	v = judge(&ordinary);
	expect(v, TONE_OK, 2);
	assert_in_range(v.level + 20000, 20000 - 2602, 20000 - 2598);
}

static void the_frequency_decides(void **state)
{
	static const struct {
		unsigned asked;
		double hz;
		int result, class;
	} cases[] = {
		{0, 1006.5, TONE_OK, 1},
		{0, 1007.5, TONE_OK, 2},
		{0, 1016.5, TONE_OK, 2},
		{0, 1017.6, TONE_WRONG_FREQUENCY, 0},
		{0, 982.4, TONE_WRONG_FREQUENCY, 0},
		{0, 983.6, TONE_OK, 2},
		{1000, 1000, TONE_OK, 1},
		{1000, 250, TONE_WRONG_FREQUENCY, 0},
		{250, 250, TONE_OK, 1},
		{250, 251.2, TONE_OK, 1},
		{250, 1000, TONE_WRONG_FREQUENCY, 0},
		{0, 245, TONE_WRONG_FREQUENCY, 0},
		{0, 256, TONE_WRONG_FREQUENCY, 0},
		{0, 500, TONE_WRONG_FREQUENCY, 0},
		{0, 1250, TONE_WRONG_FREQUENCY, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tone_config c = ordinary;
		struct tone_verdict v;

		c.frequency_hz = cases[i].asked;
		start();
		add_tone(&c, cases[i].hz, LEVEL, 0, 2);
		v = judge(&c);
		expect(v, cases[i].result, cases[i].class);
		assert_int_equal(v.frequency, lround(10 * cases[i].hz));
	}
}

static void hum_counts_as_distortion_and_not_as_level(void **state)
{
	static const struct {
		double percent;
		int result, class;
	} cases[] = {
		{1, TONE_OK, 1},
		{2.4, TONE_OK, 1},
		{2.6, TONE_OK, 2},
		{2.95, TONE_OK, 2},
		{3.1, TONE_DISTORTED, 0},
		{15, TONE_DISTORTED, 0},
	};
	static const double where[] = {50, 150, 2000, 3000, 12345};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int w = few() ? 4 : 0; w < 5; w++) {
			double part = cases[i].percent / 100;
			struct tone_verdict v;

			start();
			add_tone(&ordinary, 1000, LEVEL, 0, 3);
			/* of all, not of the tone */
			add_tone(&ordinary, where[w],
				LEVEL + 10 * log10(part * part /
						     (1 - part * part)),
				0, 3);
			v = judge(&ordinary);
			expect(v, cases[i].result, cases[i].class);
			expect_level(v, LEVEL);
			assert_in_range(v.distortion,
				(unsigned)(100 * cases[i].percent - 2),
				(unsigned)(100 * cases[i].percent + 2));
		}
}

/* The level of a tone whose power swings by `depth` at `hz`, after F. */
static double swing_db(double depth, double hz)
{
	return 10 * log10(1 + depth / hypot(1, 2 * PI * hz * 0.125));
}

static void the_fluctuation_is_that_of_an_F_meter(void **state)
{
	static const struct {
		double depth, hz;
		int result, class;
	} cases[] = {
		{0.014, 0.3, TONE_OK, 1},
		{0.030, 0.3, TONE_OK, 2},
		{0.060, 0.3, TONE_UNSTEADY, 0},
		{0.015, 1, TONE_OK, 1},
		{0.035, 1, TONE_OK, 2},
		{0.060, 1, TONE_UNSTEADY, 0},
		{0.040, 4, TONE_OK, 1}, /* too fast for F */
		{0.200, 4, TONE_UNSTEADY, 0},
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		double swing = swing_db(cases[k].depth, cases[k].hz);
		struct tone_verdict v;

		start();
		for (n = 0; n < 12 * 48000; n++) {
			double t = (double)n / 48000;

			sound[n] =
				(float)(amplitude(LEVEL) *
					sqrt(1 + cases[k].depth *
							 sin(2 * PI * t *
								 cases[k].hz)) *
					sin(2 * PI * 1000 * t));
		}
		v = judge(&ordinary);
		expect(v, cases[k].result, cases[k].class);
		/* 5 % less, for the window; more, for the start in mid-swing */
		assert_in_range(v.fluctuation, (unsigned)(93 * swing - 1),
			(unsigned)(117 * swing + 1));
	}
}

static void two_levels_are_refused(void **state)
{
	static const double gaps[] = {0, 0.5, 2};

	(void)state;
	for (int i = 0; i < 3; i++) {
		start(); /* 4 s at one level, 1.5 s at another */
		add_tone(&ordinary, 1000, LEVEL, 0, 4);
		add_tone(&ordinary, 1000, LEVEL + 0.4, 4 + gaps[i],
			5.5 + gaps[i]);
		expect(judge(&ordinary), TONE_UNSTEADY, 0);
	}
	start(); /* the same level twice */
	add_tone(&ordinary, 1000, LEVEL, 0, 4);
	add_tone(&ordinary, 1000, LEVEL, 5, 7);
	expect(judge(&ordinary), TONE_OK, 1);
}

static void a_drift_is_refused(void **state)
{
	(void)state;
	start();
	for (n = 0; n < 480000; n++) /* 0.5 dB in 10 s */
		sound[n] = (float)(amplitude(LEVEL + 0.05 * (double)n / 48000) *
				   sin(2 * PI * 1000 * (double)n / 48000));
	expect(judge(&ordinary), TONE_UNSTEADY, 0);
}

static void it_has_to_last(void **state)
{
	struct tone_config ten = ordinary;

	(void)state;
	start();
	add_tone(&ordinary, 1000, LEVEL, 0, 1);
	expect(judge(&ordinary), TONE_OK, 1);
	start();
	add_tone(&ordinary, 1000, LEVEL, 0, 0.9);
	expect(judge(&ordinary), TONE_TOO_SHORT, 0);
	start();
	add_tone(&ordinary, 1000, LEVEL, 2, 2.9);
	add_noise(&ordinary, -80, 2.9, 4);
	expect(judge(&ordinary), TONE_TOO_SHORT, 0);
	start();
	add_tone(&ordinary, 1000, LEVEL, 2, 3.1);
	add_noise(&ordinary, -80, 3.1, 4);
	expect(judge(&ordinary), TONE_OK, 1);
	ten.steady_s = 10;
	start();
	add_tone(&ten, 1000, LEVEL, 1, 10.5);
	expect(judge(&ten), TONE_TOO_SHORT, 0);
	start();
	add_tone(&ten, 1000, LEVEL, 1, 11.2);
	expect(judge(&ten), TONE_OK, 1);
}

static void clipping_counts_where_the_tone_is(void **state)
{
	struct tone_verdict v;

	(void)state;
	start();
	add_tone(&ordinary, 1000, -0.1, 0, 2);
	expect(judge(&ordinary), TONE_OK, 1);
	start();
	add_tone(&ordinary, 1000, 0, 0, 2); /* reaches the rail, just */
	v = judge(&ordinary);
	expect(v, TONE_CLIPPED, 0);
	assert_true(v.clipped);
	start();
	add_tone(&ordinary, 1000, LEVEL, 1, 3);
	sound[24000] = -1; /* a knock, half a second before */
	expect(judge(&ordinary), TONE_OK, 1);
	start();
	add_tone(&ordinary, 1000, LEVEL, 0, 2);
	sound[48000] = NAN;
	expect(judge(&ordinary), TONE_CLIPPED, 0);
}

static void what_is_no_tone_is_none(void **state)
{
	struct tone_verdict v;

	(void)state;
	start();
	n = 96000; /* silence */
	expect(judge(&ordinary), TONE_NONE, 0);
	start();
	expect(judge(&ordinary), TONE_NONE, 0);
	start();
	add_noise(&ordinary, -20, 0, 4);
	v = judge(&ordinary);
	expect(v, TONE_NONE, 0);
	assert_true(v.level == 0 && v.frequency == 0 && v.duration == 0);
	start();
	add_tone(&ordinary, 1000, LEVEL, 0, 3);
	add_noise(&ordinary, LEVEL, 0, 3);
	expect(judge(&ordinary), TONE_NONE, 0);
	start();
	add_tone(&ordinary, 1000, LEVEL, 0, 3);
	add_tone(&ordinary, 400, LEVEL, 0, 3);
	expect(judge(&ordinary), TONE_NONE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steady_tones_have_their_level_and_frequency),
		cmocka_unit_test(sound_before_and_after_does_not_matter),
		cmocka_unit_test(the_way_home_does_not_matter),
		cmocka_unit_test(the_frequency_decides),
		cmocka_unit_test(hum_counts_as_distortion_and_not_as_level),
		cmocka_unit_test(the_fluctuation_is_that_of_an_F_meter),
		cmocka_unit_test(two_levels_are_refused),
		cmocka_unit_test(a_drift_is_refused),
		cmocka_unit_test(it_has_to_last),
		cmocka_unit_test(clipping_counts_where_the_tone_is),
		cmocka_unit_test(what_is_no_tone_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, let_go);
}
