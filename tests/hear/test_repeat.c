/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_repeat.c - a driver that hands out the same stretch again and again is
 * found, for any length of stretch and of block; honest sound never is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "../../src/hear/listener.h"

#define RATE	48000
#define MOST	(12 * RATE)
#define LSB	0x1p-15
#define WALL_NS (INT64_C(1800000000) * NS_PER_S)

static float sound[MOST];
static uint32_t seed = 1;

static double noise(void)
{
	seed = seed * 1664525u + 1013904223u;
	return (double)((int32_t)seed >> 8) * 0x1p-23;
}

static float to_16_bits(double x)
{
	return (float)(round(x / LSB) * LSB);
}

/* Noise as from 16 bits, over samples [from, to). */
static void make_noise(size_t from, size_t to, double peak)
{
	for (size_t i = from; i < to; i++)
		sound[i] = to_16_bits(peak * noise());
}

/* From sample `from` on the stretch before it, again and again. */
static void get_stuck(size_t from, size_t to, size_t stretch)
{
	for (size_t i = from; i < to; i++)
		sound[i] = sound[i - stretch];
}

/* One letter for each second: R where all of it repeats. */
static const char *seconds(size_t chunk)
{
	static char text[MOST / RATE + 1];
	struct repeat r;
	size_t done = 0, n = 0;

	memset(text, 0, sizeof text);
	repeat_init(&r, RATE);
	while (done < MOST) {
		size_t left = (n + 1) * RATE - done;
		size_t part = chunk < left ? chunk : left;

		repeat_hear(&r, sound + done, part);
		done += part;
		if (done % RATE == 0)
			text[n] = repeat_holds(&r, (int64_t)(n * RATE)) ? 'R'
									: '.',
			n++;
	}
	assert_true(r.heard == MOST);
	return text;
}

static const size_t chunks[] = {1, 333, 960, 8192};

static void test_a_stuck_driver_is_found(void **state)
{
	static const size_t stretches[] = {
		17, 64, 480, 960, 1024, 4096, 19200, 22050};

	(void)state;
	for (size_t s = 0; s < sizeof stretches / sizeof *stretches; s++) {
		make_noise(0, 3 * RATE, 0.01);
		get_stuck(3 * RATE, 8 * RATE, stretches[s]);
		make_noise(8 * RATE, MOST, 0.01);
		for (size_t c = 0; c < 4; c++) {
			const char *text = seconds(chunks[c]);

			/* it takes until the old mark is forgotten, and two
			 * stretches, to be sure */
			assert_memory_equal(text, "...", 3);
			assert_memory_equal(text + 5, "RRR....", 7);
		}
	}
}

/* The longest that is looked for; and one that is longer. */
static void test_up_to_a_second(void **state)
{
	(void)state;
	make_noise(0, 2 * RATE, 0.3);
	get_stuck(2 * RATE, MOST, RATE);
	assert_string_equal(seconds(960) + 6, "RRRRRR");
	get_stuck(2 * RATE, MOST, RATE + 100);
	assert_string_equal(seconds(960), "............");
}

/* From the first sample on, as when a driver never gets going. */
static void test_stuck_from_the_start(void **state)
{
	(void)state;
	seed = 1; /* where the mark is not in the very first samples */
	make_noise(0, 4096, 1e-3);
	get_stuck(4096, MOST, 4096);
	assert_string_equal(seconds(960), ".RRRRRRRRRRR");
}

static void assert_honest(void)
{
	for (size_t c = 0; c < 4; c++)
		assert_string_equal(seconds(chunks[c]), "............");
}

static void test_honest_sound_is_not(void **state)
{
	/* from nearly nothing, where few samples differ, to loud */
	static const double peaks[] = {
		0.501 * LSB, 0.52 * LSB, 0.7 * LSB, LSB, 3 * LSB, 0.01, 1};

	(void)state;
	for (size_t p = 0; p < sizeof peaks / sizeof *peaks; p++) {
		make_noise(0, MOST, peaks[p]);
		assert_honest();
	}
}

/* A calibrator's tone as a converter gives it: with a little noise, and with
 * none but the converter's steps, at a frequency that is not locked to them.
 */
static void test_a_tone_in_air_is_not(void **state)
{
	static const double noises[] = {0, 0.1 * LSB, LSB};

	(void)state;
	for (size_t n = 0; n < 3; n++) {
		for (size_t i = 0; i < MOST; i++)
			sound[i] =
				to_16_bits(0.05 * sin(2 * acos(-1) * 1000.013 *
							  (double)i / RATE) +
					   noises[n] * noise());
		assert_honest();
	}
}

/* A click that comes back exactly, and in between a sample that is not where
 * it was before. */
static void test_a_clock_that_ticks_is_not(void **state)
{
	float click[40];

	(void)state;
	for (int trial = 0; trial < 10; trial++) {
		for (size_t i = 0; i < 40; i++)
			click[i] = to_16_bits(0.1 * noise());
		memset(sound, 0, sizeof sound);
		for (size_t at = 0; at < MOST; at += 4800) {
			memcpy(sound + at, click, sizeof click);
			sound[at + 3000 + (size_t)(1000 * noise())] =
				(float)LSB;
		}
		assert_honest();
	}
}

/* The meter has its own eye for what does not move at all. */
static void test_a_constant_is_no_repeat(void **state)
{
	(void)state;
	for (size_t i = 0; i < MOST; i++)
		sound[i] = 0.25f;
	assert_honest();
}

/* Letters of the seconds that the listener says of `sound`. */
static const char *heard(bool never_repeats, struct correction *correction,
	const struct slm_config *config)
{
	static const char letter[] = ".ouGDS";
	static struct listener l;
	static char text[64];
	int64_t now = 10 * NS_PER_S + NS_PER_S / 5;
	struct slm_second s;
	float block[960];
	int n = 0;

	memset(text, 0, sizeof text);
	assert_int_equal(listener_init(&l, config), SLM_OK);
	l.never_repeats = never_repeats;
	l.correction = correction;
	for (size_t i = 0; i + 960 <= MOST; i += 960) {
		memcpy(block, sound + i, sizeof block);
		now += NS_PER_S / 50;
		assert_true(listener_hear(&l, block, 960,
			(struct moment){now, now + WALL_NS}, true, false));
		for (int k = 0; k < l.n_ready; k++)
			if (slm_second_decode(&s, l.ready[k]))
				text[n++] = letter[s.state];
		l.n_ready = 0;
	}
	return text;
}

static const struct slm_config usual = {
	.sample_rate_hz = RATE, .interval_s = 60, .full_scale_db = 120};

static void test_such_seconds_are_dead(void **state)
{
	static struct correction correction;
	static struct response_file curve = {
		.points = {{20, 0}, {1000, 0}, {4000, -6}, {20000, -6}},
		.n = 4,
	};
	struct slm_config config = usual;
	char why[200];

	(void)state;
	/* The listener's seconds begin 0.2 s before those of the sound.  The
	 * first that is all stuck may pass, while the old mark holds. */
	make_noise(0, 5 * RATE / 2, 0.1);
	get_stuck(5 * RATE / 2, 8 * RATE, 4096);
	make_noise(8 * RATE, MOST, 0.1);
	assert_string_equal(heard(true, NULL, &usual) + 4, "DDDD....");
	assert_string_equal(heard(false, NULL, &usual), "S...........");

	assert_true(correction_make(
		&correction, &curve, 1000, &config, why, sizeof why));
	assert_string_equal(heard(true, &correction, &config) + 4, "DDDD....");
	correction_end(&correction);
}

/* A tone out of a file repeats exactly: that is why only hardware is judged. */
static void test_a_tone_from_a_file(void **state)
{
	(void)state;
	for (size_t i = 0; i < MOST; i++)
		sound[i] = (float)(0.1 *
				   sin(2 * acos(-1) * (double)(i % 48) / 48));
	assert_string_equal(heard(false, NULL, &usual), "S...........");
	assert_string_equal(heard(true, NULL, &usual) + 2, "DDDDDDDDDD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_stuck_driver_is_found),
		cmocka_unit_test(test_up_to_a_second),
		cmocka_unit_test(test_stuck_from_the_start),
		cmocka_unit_test(test_honest_sound_is_not),
		cmocka_unit_test(test_a_tone_in_air_is_not),
		cmocka_unit_test(test_a_clock_that_ticks_is_not),
		cmocka_unit_test(test_a_constant_is_no_repeat),
		cmocka_unit_test(test_such_seconds_are_dead),
		cmocka_unit_test(test_a_tone_from_a_file),
	};

	return cmocka_run_group_tests_name("repeat", tests, NULL, NULL);
}
