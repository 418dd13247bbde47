/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bits.c - levels of noise, a fading echo and silence in all bands, to the
 * last bit.  bits.sh compares what it prints over compilers and processors. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../src/core/bands.h"

static struct slm_bands bands;

static void print_levels(void)
{
	for (size_t i = 0; i < slm_bands_count(&bands); i++) {
		float level = slm_bands_db(&bands, i, 120);
		uint32_t bits;

		memcpy(&bits, &level, sizeof bits);
		printf("%08" PRIx32 "%c", bits,
			i + 1 < slm_bands_count(&bands) ? ' ' : '\n');
	}
}

static void play(uint32_t samples, float amplitude)
{
	uint32_t seed = 1;
	float x[37];

	for (uint32_t i = 0; i < samples; i += 37) {
		for (int k = 0; k < 37; k++) {
			seed = seed * 1664525u + 1013904223u;
			x[k] = amplitude * ((float)(seed >> 8) * 0x1p-23f - 1);
		}
		slm_bands_consume(&bands, x, 37);
	}
	print_levels();
	slm_bands_restart(&bands);
}

int main(void)
{
	static const uint32_t rates[] = {
		22050, 32000, 44100, 47999, 48000, 96000, 192000};

	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
		for (int fraction = 1; fraction <= 3; fraction += 2) {
			slm_bands_init(&bands, rates[i], fraction);
			play(rates[i] / 2, 0.5f);
			play(rates[i] / 2, 1e-6f);
			play(rates[i] / 2, 0);
			play(rates[i] / 2, 1e-20f);
		}
	return 0;
}
