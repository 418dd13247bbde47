/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate's energy mean, against floating point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../src/gate/power.h"
#include "../../src/gate/tally.h"

static void table_is_the_powers_of_ten(void **state)
{
	(void)state;
	for (int n = 0; n < 200; n++)
		assert_int_equal(power[n], llround(1e8 * pow(10, n / 200.0)));
}

static void one_level_is_its_own_mean(void **state)
{
	(void)state;
	for (slm_tenth_db l = 0; l <= SLM_LOUDEST; l++) {
		struct tally t = { 0 };
		assert_int_equal(tally_mean(&t), SLM_NO_LEVEL);
		tally_add(&t, l);
		assert_int_equal(tally_mean(&t), l);
		for (int i = 1; i < 3600; i++)
			tally_add(&t, l);
		assert_int_equal(tally_mean(&t), l);
		assert_int_equal(t.loudest, l);
	}
}

/* 10 lg of the mean of 10^(L/100), rounded; `edge` when it lies so near to a
 * rounding edge that either tenth is right. */
static double exact(const slm_tenth_db *l, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += pow(10, l[i] / 100.0);
	return 100 * log10(sum / n);
}

static void mean_is_energetic_and_right_to_the_tenth(void **state)
{
	static const int spans[] = { 1, 30, 300, 1401 };
	double worst = 0;
	(void)state;

	srand(7);
	for (int trial = 0; trial < 4000; trial++) {
		slm_tenth_db l[3600];
		struct tally t = { 0 };
		int n = 1 + rand() % (trial % 40 == 0 ? 3600 : 60);
		int span = spans[trial % 4];
		int base = rand() % (SLM_LOUDEST + 2 - span);

		for (int i = 0; i < n; i++) {
			l[i] = (slm_tenth_db)(base + rand() % span);
			tally_add(&t, l[i]);
		}
		worst = fmax(worst, fabs(tally_mean(&t) - exact(l, n)));
	}
	assert_true(worst <= 0.502);
	assert_true(worst > 0.4); /* the trials do reach the edges */
}

static void a_bang_among_silence_counts(void **state)
{
	struct tally t = { 0 };
	(void)state;

	/* 140 dB for one second in an hour of 0 dB: 140 - 10 lg 3600 */
	tally_add(&t, 1400);
	for (int i = 1; i < 3600; i++)
		tally_add(&t, 0);
	assert_int_equal(tally_mean(&t), 1044);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_the_powers_of_ten),
		cmocka_unit_test(one_level_is_its_own_mean),
		cmocka_unit_test(mean_is_energetic_and_right_to_the_tenth),
		cmocka_unit_test(a_bang_among_silence_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
