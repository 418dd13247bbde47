/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tone_sound.h - tones and noise that are made up, and what is judged of
 * them. */
#ifndef TONE_SOUND_H
#define TONE_SOUND_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/hear/tone.h"

#define UNUSED __attribute__((unused))

#define PI	3.14159265358979323846
#define LONGEST (48000 * 30)
#define LEVEL	(-26.0) /* dB re full scale; that of most tones here */

static const struct tone_config ordinary = {
	.sample_rate_hz = 48000,
	.steady_s = 1,
	.memory_s = 30,
	.rail = 0.999f,
};

static float sound[LONGEST];
static size_t n;
static struct tone tone;
static void *memory;

/* Fewer cases where each is slow. */
static UNUSED bool few(void)
{
	return getenv("TRIALS") != NULL;
}

static UNUSED double amplitude(double db)
{
	return pow(10.0, db / 20.0);
}

/* Adds a tone from `from` s to `to` s, in phase with the beginning. */
static UNUSED void add_tone(const struct tone_config *c, double hz, double db,
	double from, double to)
{
	double rate = c->sample_rate_hz;

	for (size_t i = (size_t)(from * rate); i < (size_t)(to * rate); i++)
		sound[i] +=
			(float)(amplitude(db) *
				sin(2 * PI * fmod(hz * (double)i / rate, 1)));
	if ((size_t)(to * rate) > n)
		n = (size_t)(to * rate);
}

/* A noise of about this level, from `from` s to `to` s. */
static UNUSED void add_noise(
	const struct tone_config *c, double db, double from, double to)
{
	double rate = c->sample_rate_hz;
	uint32_t seed = 5;

	for (size_t i = (size_t)(from * rate); i < (size_t)(to * rate); i++) {
		seed = seed * 1664525u + 1013904223u;
		sound[i] += (float)(amplitude(db) * sqrt(1.5) *
				    ((double)seed / 2147483648.0 - 1.0));
	}
	if ((size_t)(to * rate) > n)
		n = (size_t)(to * rate);
}

static UNUSED void start(void)
{
	memset(sound, 0, sizeof sound);
	n = 0;
}

static UNUSED struct tone_verdict judge(const struct tone_config *c)
{
	size_t size = tone_size(c);

	free(memory);
	memory = calloc(1, size);
	assert_true(tone_init(&tone, c, memory, size));
	tone_consume(&tone, sound, n);
	return tone_judge(&tone);
}

static UNUSED void expect(struct tone_verdict v, int result, int class)
{
	if (v.result != result || v.class != class)
		print_message("  result %d class %d: %.2f dB, %.1f Hz, "
			      "+-%.2f dB, %.2f %%, %.1f s\n",
			v.result, v.class, v.level / 100.0, v.frequency / 10.0,
			v.fluctuation / 100.0, v.distortion / 100.0,
			v.duration / 10.0);
	assert_int_equal(v.result, result);
	assert_int_equal(v.class, class);
}

/* Within 0.01 dB, as near as a verdict can say it. */
static UNUSED void expect_level(struct tone_verdict v, double db)
{
	assert_in_range(v.level + 20000, (unsigned)lround(100 * db + 19999),
		(unsigned)lround(100 * db + 20001));
}

static UNUSED int let_go(void **state)
{
	(void)state;
	free(memory);
	memory = NULL;
	return 0;
}

#endif
