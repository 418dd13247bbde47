/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_interval.c - where seconds and intervals begin and end, and what is
 * lost in them. */
#include "cmocka_with.h"
#include "sound.h"

#define RATE 48000

static slm_meter m;

static void tone(float *x, size_t n, double dB)
{
	memset(x, 0, n * sizeof *x);
	add_sine(x, n, RATE, 1000, pow(10, (dB - 120) / 20));
}

static void start(struct slm_config c)
{
	assert_int_equal(slm_init(&m, &c), SLM_OK);
}

static void test_lost_samples(void **state)
{
	float *x = silence(3 * RATE);
	struct slm_second s;

	(void)state;
	tone(x, 3 * RATE, 80);
	start(usual(RATE));
	assert_int_equal(slm_consume(&m, x, 1000), 1000);
	assert_int_equal(slm_lost(&m, 100), 100);
	assert_true(slm_LAF(&m) == -INFINITY); /* from rest */
	assert_int_equal(slm_consume(&m, x + 1000, RATE), RATE - 1100);
	assert_true(slm_take_second(&m, &s));
	assert_int_equal(s.state, SLM_STATE_GAP);
	assert_int_equal(s.LAeq, SLM_NO_LEVEL);
	assert_false(slm_take_second(&m, &s));

	/* a loss over several seconds, told in one go each */
	assert_int_equal(slm_lost(&m, 3 * RATE), RATE);
	assert_true(slm_take_second(&m, &s));
	assert_int_equal(s.state, SLM_STATE_GAP);
	assert_int_equal(slm_lost(&m, RATE / 2), RATE / 2);
	assert_int_equal(slm_lost(&m, RATE), RATE / 2);
	assert_true(slm_take_second(&m, &s));
	assert_int_equal(s.state, SLM_STATE_GAP);

	/* and the second after it is whole */
	assert_int_equal(slm_consume(&m, x + RATE, RATE), RATE);
	assert_true(slm_take_second(&m, &s));
	assert_int_equal(s.state, SLM_STATE_OK);
	assert_int_equal(s.LAeq, 800);
	assert_near(summary_of(&m).duration_s, 2 - 100.0 / RATE, 1e-6);
	free(x);
}

static void test_joining_an_interval(void **state)
{
	struct slm_config c = usual(RATE);
	float *x = silence(RATE);
	struct slm_second s;
	struct slm_spread spread;
	int seconds = 0;

	(void)state;
	c.interval_s = 60;
	start(c);
	slm_join(&m, 57, 12000);
	for (int i = 0; i < 70; i++) {
		size_t n;

		tone(x, RATE, 70);
		n = slm_consume(&m, x, RATE);
		assert_int_equal(n, i == 0 ? RATE - 12000 : RATE);
		assert_true(slm_take_second(&m, &s));
		assert_int_equal(
			s.state, i == 0 ? SLM_STATE_START : SLM_STATE_OK);
		assert_int_equal(s.LAeq, i == 0 ? SLM_NO_LEVEL : 700);
		seconds++;
		assert_true(slm_take_spread(&m, &spread) ==
			    (seconds == 3 || seconds == 63));
		if (seconds == 63)
			assert_int_equal(spread.LAF50, 700);
	}

	/* at the start of a second: that one is whole */
	start(c);
	slm_join(&m, 59, 0);
	tone(x, RATE, 70);
	slm_consume(&m, x, RATE);
	assert_true(slm_take_second(&m, &s));
	assert_int_equal(s.state, SLM_STATE_OK);
	assert_true(slm_take_spread(&m, &spread));
	assert_false(slm_take_spread(&m, &spread));
	free(x);
}

static void test_stretching_a_second(void **state)
{
	float *x = silence(2 * RATE);
	struct slm_second s;

	(void)state;
	tone(x, 2 * RATE, 70);
	start(usual(RATE));
	slm_stretch(&m, 48);
	assert_int_equal(slm_consume(&m, x, 2 * RATE), RATE + 48);
	assert_true(slm_take_second(&m, &s));
	assert_int_equal(s.LAeq, 700);
	slm_stretch(&m, -31);
	tone(x, 2 * RATE, 70);
	assert_int_equal(slm_consume(&m, x, 2 * RATE), RATE - 31);
	assert_near(slm_second_db(&m), 70, 0.005);
	tone(x, 2 * RATE, 70);
	assert_int_equal(slm_consume(&m, x, 2 * RATE), RATE);
	slm_stretch(&m, 5000); /* bounded */
	tone(x, 2 * RATE, 70);
	assert_int_equal(slm_consume(&m, x, 2 * RATE), RATE + 48);
	assert_int_equal(slm_consume(&m, x, 10), 10);
	slm_stretch(&m, 20); /* too late for this second */
	tone(x, 2 * RATE, 70);
	assert_int_equal(slm_consume(&m, x, 2 * RATE), RATE - 10);
	free(x);
}

/* 5 s of 80 dB, then intervals of 60 dB: the first one's LAFmax is what the
 * detector still carries, the second knows nothing of it. */
static void test_an_interval_begins_anew(void **state)
{
	struct slm_config c = usual(RATE);
	float *x = silence(RATE);
	struct slm_spread spread;
	struct slm_second s;
	int spreads = 0;

	(void)state;
	c.interval_s = 60;
	start(c);
	slm_join(&m, 55, 0);
	for (int i = 0; i < 125; i++) {
		tone(x, RATE, i < 5 ? 80 : 60);
		slm_consume(&m, x, RATE);
		slm_take_second(&m, &s);
		if (!slm_take_spread(&m, &spread))
			continue;
		assert_int_equal(spread.LAF10, i == 4 ? 800 : 600);
		assert_int_equal(spread.LAFmin, i == 4 ? 800 : 600);
		assert_int_equal(spread.LAFmax, i == 124 ? 600 : 800);
		spreads++;
	}
	assert_int_equal(spreads, 3);
	assert_near(summary_of(&m).LAFmax, 80, 0.05);
	free(x);
}

/* A loud start: LAFmax counts it, LAFmin and LAFN wait for 0.625 s. */
static void test_settling_is_left_out(void **state)
{
	struct slm_config c = usual(RATE);
	float *x = silence(RATE);
	struct slm_spread spread;
	struct slm_second s;

	(void)state;
	c.interval_s = 60;
	start(c);
	slm_join(&m, 59, RATE - RATE * 62 / 100);
	tone(x, RATE, 80);
	slm_consume(&m, x, RATE * 62 / 100);
	slm_take_second(&m, &s);
	assert_true(slm_take_spread(&m, &spread));
	assert_int_equal(spread.LAFmax, SLM_NO_LEVEL);
	assert_int_equal(spread.LAF1, SLM_NO_LEVEL);
	assert_int_equal(spread.LAF95, SLM_NO_LEVEL);
	assert_int_equal(spread.LAFmin, SLM_NO_LEVEL);
	assert_near(summary_of(&m).LAFmax, 80, 0.05);
	assert_true(isnan(summary_of(&m).LAFmin));

	start(c);
	slm_join(&m, 59, RATE - RATE * 63 / 100);
	tone(x, RATE, 80);
	slm_consume(&m, x, RATE * 63 / 100);
	assert_true(slm_take_spread(&m, &spread));
	assert_int_equal(spread.LAF50, 800);
	assert_int_equal(spread.LAFmin, 800);
	free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost_samples),
		cmocka_unit_test(test_joining_an_interval),
		cmocka_unit_test(test_stretching_a_second),
		cmocka_unit_test(test_an_interval_begins_anew),
		cmocka_unit_test(test_settling_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
