/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_spectrum.c - the Fourier transform against its definition, and what it
 * keeps. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_with.h"
#include "../../src/core/spectrum.h"

#define PI 3.14159265358979323846
#define N  64

static void fill(float *x, size_t n)
{
	unsigned seed = 1;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		x[i] = (float)(seed >> 16 & 0x7fff) / 16384.0f - 1.0f;
	}
}

static void test_bins_are_what_the_definition_says(void **state)
{
	size_t size = spectrum_size(N);
	void *memory = malloc(size);
	struct spectrum s;
	struct spectrum_bin bins[N / 2 + 1];
	float x[N], back[N];

	(void)state;
	assert_true(spectrum_init(&s, N, memory, size));
	fill(x, N);
	spectrum_there(&s, x, bins);
	for (int k = 0; k <= N / 2; k++) {
		double re = 0, im = 0;

		for (int i = 0; i < N; i++) {
			re += (double)x[i] * cos(2 * PI * k * i / N);
			im -= (double)x[i] * sin(2 * PI * k * i / N);
		}
		assert_near(bins[k].re, re, 1e-5);
		assert_near(bins[k].im, im, 1e-5);
	}
	spectrum_back(&s, bins, back);
	for (int i = 0; i < N; i++)
		assert_near(back[i], N * x[i], 1e-4);
	free(memory);
}

/* No more than it asked for: what lies behind stays. */
static void test_memory_is_the_callers(void **state)
{
	(void)state;
	for (size_t n = 4; n <= 4096; n *= 2) {
		size_t size = spectrum_size(n);
		unsigned char *memory = malloc(size + 64);
		float *x = calloc(n, sizeof *x);
		struct spectrum_bin *bins = calloc(n / 2 + 1, sizeof *bins);
		struct spectrum s;

		memset(memory + size, 0xa5, 64);
		assert_false(spectrum_init(&s, n, memory, size - 1));
		assert_false(spectrum_init(&s, n, NULL, size));
		assert_true(spectrum_init(&s, n, memory, size));
		fill(x, n);
		spectrum_there(&s, x, bins);
		spectrum_back(&s, bins, x);
		for (int i = 0; i < 64; i++)
			assert_int_equal(memory[size + (size_t)i], 0xa5);
		free(memory);
		free(x);
		free(bins);
	}
}

static void test_other_lengths_are_refused(void **state)
{
	static const size_t lengths[] = {0, 1, 2, 3, 5, 6, 1000, 4095,
		2 * (size_t)SPECTRUM_LONGEST, (size_t)-1};
	static char memory[65536];
	struct spectrum s;

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		assert_int_equal(spectrum_size(lengths[i]), 0);
		assert_false(
			spectrum_init(&s, lengths[i], memory, sizeof memory));
	}
}

/* After a wipe every byte is as if no sound had passed. */
static void test_a_wipe_leaves_no_trace(void **state)
{
	size_t size = spectrum_size(N);
	unsigned char *memory = calloc(1, size), *before = malloc(size);
	struct spectrum s;
	struct spectrum_bin bins[N / 2 + 1];
	float x[N];

	(void)state;
	assert_true(spectrum_init(&s, N, memory, size));
	spectrum_wipe(&s, x, bins);
	memcpy(before, memory, size);
	fill(x, N);
	spectrum_there(&s, x, bins);
	spectrum_back(&s, bins, x);
	assert_true(memcmp(memory, before, size) != 0); /* it does keep some */
	spectrum_wipe(&s, x, bins);
	assert_memory_equal(memory, before, size);
	for (int i = 0; i < N; i++)
		assert_true(x[i] == 0);
	for (int k = 0; k <= N / 2; k++)
		assert_true(bins[k].re == 0 && bins[k].im == 0);
	free(memory);
	free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bins_are_what_the_definition_says),
		cmocka_unit_test(test_memory_is_the_callers),
		cmocka_unit_test(test_other_lengths_are_refused),
		cmocka_unit_test(test_a_wipe_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
