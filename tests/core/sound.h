/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sound.h - made-up sound for the tests of the core. */
#ifndef SOUND_H
#define SOUND_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slm.h"

#define PI 3.14159265358979323846

static inline struct slm_config usual(uint32_t rate)
{
	return (struct slm_config){
		.sample_rate_hz = rate, .full_scale_db = 120};
}

/* Noise, evenly spread over +-1. */
static inline float noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (float)((int32_t)*seed >> 8) * 0x1p-23f;
}

static inline void add_sine(
	float *x, size_t n, double rate, double f, double amplitude)
{
	for (size_t i = 0; i < n; i++)
		x[i] += (float)(amplitude * sin(2 * PI * f * (double)i / rate));
}

static inline float *silence(size_t n)
{
	float *x = calloc(n, sizeof *x);

	if (!x)
		abort();
	return x;
}

/* Let the meter hear a copy of x, in chunks; collect up to `most` seconds. */
static inline size_t hear(slm_meter *m, const float *x, size_t n, size_t chunk,
	struct slm_second *seconds, size_t most)
{
	float buffer[4096];
	size_t heard = 0, collected = 0;
	struct slm_second s;

	while (heard < n) {
		size_t part = n - heard < chunk ? n - heard : chunk, done = 0;

		part = part < 4096 ? part : 4096;
		memcpy(buffer, x + heard, part * sizeof *x);
		while (done < part) {
			done += slm_consume(m, buffer + done, part - done);
			if (slm_take_second(m, &s) && collected < most)
				seconds[collected++] = s;
		}
		heard += part;
	}
	return collected;
}

static inline struct slm_summary summary_of(const slm_meter *m)
{
	struct slm_summary s;

	slm_summarise(m, &s);
	return s;
}

#endif
