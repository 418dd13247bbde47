/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sound.c - a made-up day for a node: noise from faint to loud, tones, bangs,
 * clipping, a microphone that is dead now and then.
 *
 *     sound RATE SECONDS     24-bit PCM, one channel, on standard output */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t seed = 1;

/* -1 to 1 */
static double chance(void)
{
	seed = seed * 1664525u + 1013904223u;
	return (int32_t)seed * 0x1p-31;
}

static void put(double x)
{
	int32_t v = (int32_t)(x * 8388607);

	v = v > 8388607 ? 8388607 : v < -8388608 ? -8388608 : v;
	putchar(v & 255);
	putchar(v >> 8 & 255);
	putchar(v >> 16 & 255);
}

int main(int argc, char **argv)
{
	long rate = argc == 3 ? atol(argv[1]) : 0;
	long seconds = argc == 3 ? atol(argv[2]) : 0;
	double level = 0.01, re = 0, im = 0;

	if (rate <= 0 || seconds <= 0)
		return 2;
	for (long s = 0; s < seconds && !ferror(stdout); s++) {
		/* the tone begins anew each second, with a chord of its own */
		double turn = 0.001 + 0.3 * (1 + chance()), step = chance();
		long bang = s % 97 == 96 ? rate / 3 : -1;

		level *= 1 + 0.3 * step;
		level = level < 1e-6 ? 1e-6 : level > 0.7 ? 0.7 : level;
		re = 1;
		im = 0;
		for (long i = 0; i < rate; i++) {
			double x = level * chance();

			/* a rotation that keeps its size well enough */
			re -= turn * im;
			im += turn * re;
			if (s % 7 == 3)
				x += 0.2 * level * im;
			if (i == bang)
				x += 2;
			put(s % 1009 == 1008 ? 0.01 : x);
		}
	}
	return 0;
}
