/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many bits a message can carry: the legal ones are counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <cmocka.h>

#include "slm_message.h"

/* Falling sequences of `n` out of `classes` levels, counted one by one over
 * the last level: no formula. */
static double falling_sequences(int classes, int n)
{
	static double ways[1401];

	for (int l = 0; l < classes; l++)
		ways[l] = 1;
	for (int i = 1; i < n; i++)
		for (int l = classes - 2; l >= 0; l--)
			ways[l] += ways[l + 1];
	double sum = 0;
	for (int l = 0; l < classes; l++)
		sum += ways[l];
	return sum;
}

/* The decoder's own answer for levels 0 to 5: every sequence is tried. */
static void the_decoder_takes_just_the_falling_ones(void **state)
{
	int legal = 0;
	(void)state;

	for (int code = 0; code < 6 * 6 * 6 * 6 * 6 * 6 * 6; code++) {
		slm_tenth_db l[7];
		for (int i = 0, c = code; i < 7; i++, c /= 6)
			l[i] = (slm_tenth_db)(c % 6);
		struct slm_spread s = { l[0], l[1], l[2], l[3], l[4], l[5],
			l[6] }, t;
		uint8_t b[SLM_MESSAGE_BYTES];
		slm_spread_encode(b, &s);
		legal += slm_spread_decode(&t, b);
	}
	assert_int_equal(legal, 792); /* C(12, 7) */
	assert_true(falling_sequences(6, 7) == 792);
}

static void the_stream_stays_within_its_bits(void **state)
{
	double second = log2(3 * 1401 + 3);
	double spread = log2(falling_sequences(1401, 7) + 1);
	double in = second + spread / 60;
	(void)state;

	print_message("second %.2f bit, spread %.1f bit, in all %.2f bit/s\n",
		second, spread, in);
	assert_true(fabs(second - 12.04) < 0.005);
	assert_true(fabs(spread - 60.9) < 0.05);
	assert_true(in <= 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_decoder_takes_just_the_falling_ones),
		cmocka_unit_test(the_stream_stays_within_its_bits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
