/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_statistics.c - LAFN against its definition, counted in another way. */
#include "cmocka_with.h"
#include "sound.h"

/* The highest level that at least N % of the samples reach: try them all. */
static slm_tenth_db by_definition(const slm_tenth_db *x, size_t n, unsigned N)
{
	for (slm_tenth_db level = SLM_LOUDEST;; level--) {
		size_t reach = 0;

		for (size_t i = 0; i < n; i++)
			reach += x[i] >= level;
		if (100 * reach >= N * n)
			return level;
	}
}

static void test_against_the_definition(void **state)
{
	static const unsigned percent[] = {1, 5, 10, 50, 90, 95, 99};
	static struct statistics s;
	slm_tenth_db x[700];
	uint32_t seed = 17;

	(void)state;
	for (size_t n = 1; n <= 700; n += 1 + n / 3) {
		statistics_clear(&s);
		assert_int_equal(statistics_level(&s, 50), SLM_NO_LEVEL);
		for (size_t i = 0; i < n; i++) {
			x[i] = (slm_tenth_db)(700 + 700 * noise(&seed) *
							    noise(&seed));
			statistics_add(&s, x[i]);
		}
		for (int p = 0; p < 7; p++)
			assert_int_equal(statistics_level(&s, percent[p]),
				by_definition(x, n, percent[p]));
	}
}

static void test_the_ends(void **state)
{
	static struct statistics s;

	(void)state;
	statistics_clear(&s);
	statistics_add(&s, 0);
	assert_int_equal(statistics_level(&s, 1), 0);
	statistics_add(&s, SLM_LOUDEST);
	assert_int_equal(statistics_level(&s, 50), SLM_LOUDEST);
	assert_int_equal(statistics_level(&s, 51), 0);
}

/* 30 % of the time 70 dB, else 50 dB: the detector falls between them. */
static void test_heard_through_the_meter(void **state)
{
	static slm_meter m;
	struct slm_config c = usual(48000);
	float *x = silence(48000);
	struct slm_spread d;

	(void)state;
	c.interval_s = 60;
	assert_int_equal(slm_init(&m, &c), SLM_OK);
	for (int s = 0; s < 60; s++) {
		add_sine(x, 48000, 48000, 1000,
			s % 10 < 3 ? 0.0031622777 : 0.00031622777);
		slm_consume(&m, x, 48000);
	}
	assert_true(slm_take_spread(&m, &d));
	assert_int_equal(d.LAFmax, 700);
	assert_int_equal(d.LAF1, 700);
	assert_int_equal(d.LAF10, 700);
	assert_int_equal(d.LAF50, 500);
	assert_int_equal(d.LAF95, 500);
	assert_int_equal(d.LAFmin, 500);
	free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_the_definition),
		cmocka_unit_test(test_the_ends),
		cmocka_unit_test(test_heard_through_the_meter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
