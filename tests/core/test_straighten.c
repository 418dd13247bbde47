/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_straighten.c - sections before the meter: portions, loss, and the faults
 * that they would hide. */
#include <math.h>
#include <string.h>

#include "cmocka_with.h"
#include "../../src/core/straighten.h"

#define RATE 48000

/* 30 dB less for what is loud, at most frequencies. */
static const struct straighten_curve quiet = {2, 0.03f,
	{{.9f, -.1f, .1f, .05f, .01f}, {.99f, -.02f, .02f, -.03f, .02f}}};

static struct straighten straight;

static void begin(float rail, float overload_db, uint32_t sample)
{
	struct slm_config c = {
		.sample_rate_hz = RATE,
		.full_scale_db = 120,
		.rail = rail,
		.overload_db = overload_db,
	};

	straighten_init(&straight, &quiet, &c, sample);
	assert_true(c.rail == 0 && c.overload_db == 0);
}

static void tone(float *x, size_t n, float size)
{
	for (size_t i = 0; i < n; i++)
		x[i] = size * (float)sin(0.13 * (double)i);
}

static void test_portions_do_not_matter(void **state)
{
	static const size_t portions[] = {1, 7, 240, 4800, 20000};
	static float whole[20000], parts[20000];

	(void)state;
	begin(0, 0, 0);
	tone(whole, 20000, .5f);
	assert_int_equal(straighten_run(&straight, whole, 20000), 20000);
	for (size_t k = 0; k < sizeof portions / sizeof *portions; k++) {
		begin(0, 0, 0);
		tone(parts, 20000, .5f);
		for (size_t i = 0; i < 20000; i += portions[k])
			straighten_run(&straight, parts + i,
				20000 - i < portions[k] ? 20000 - i
							: portions[k]);
		assert_memory_equal(parts, whole, sizeof whole);
	}
}

static void test_it_stops_where_the_second_ends(void **state)
{
	static float x[RATE];
	struct slm_second second = {500, SLM_STATE_OK};

	(void)state;
	begin(0, 0, RATE - 100);
	assert_int_equal(straighten_run(&straight, x, RATE), 100);
	assert_int_equal(straighten_run(&straight, x, RATE), 0);
	straighten_second(&straight, &second);
	straighten_lost(&straight, 1000);
	assert_int_equal(straighten_run(&straight, x, RATE), RATE - 1000);
}

/* What a second of this says after the filter. */
static struct slm_second heard(float *x, enum slm_state by_meter)
{
	struct slm_second second = {500, (uint8_t)by_meter};

	if (by_meter >= SLM_STATE_GAP)
		second.LAeq = SLM_NO_LEVEL;
	assert_int_equal(straighten_run(&straight, x, RATE), RATE);
	straighten_second(&straight, &second);
	return second;
}

static void test_overload_is_that_before_the_filter(void **state)
{
	static float x[RATE];
	struct slm_second s;

	(void)state;
	begin(1.0f, 0, 0);
	tone(x, RATE, .5f);
	assert_int_equal(heard(x, SLM_STATE_OK).state, SLM_STATE_OK);
	tone(x, RATE, .5f);
	x[4000] = -1;
	s = heard(x, SLM_STATE_OK);
	assert_true(fabsf(x[4000]) < .5f);
	assert_int_equal(s.state, SLM_STATE_OVERLOAD);
	assert_int_equal(s.LAeq, 500);
	tone(x, RATE, .5f); /* and not the next one */
	assert_int_equal(heard(x, SLM_STATE_OK).state, SLM_STATE_OK);

	begin(1.0f, 110, 0); /* amplitude 0.3162 */
	tone(x, RATE, .3f);
	x[9] = .3162f;
	assert_int_equal(heard(x, SLM_STATE_OK).state, SLM_STATE_OK);
	tone(x, RATE, .3f);
	x[9] = .3163f;
	assert_int_equal(heard(x, SLM_STATE_OK).state, SLM_STATE_OVERLOAD);
	assert_int_equal(heard(x, SLM_STATE_GAP).state, SLM_STATE_GAP);
}

static void test_stillness_is_that_before_the_filter(void **state)
{
	static float x[RATE];
	struct slm_second s;

	(void)state;
	begin(0, 0, 0);
	for (int i = 0; i < RATE; i++)
		x[i] = .25f;
	s = heard(x, SLM_STATE_OK);
	assert_true(x[0] != x[1]);
	assert_int_equal(s.state, SLM_STATE_DEAD);
	assert_int_equal(s.LAeq, SLM_NO_LEVEL);
	for (int i = 0; i < RATE; i++)
		x[i] = .25f;
	x[RATE - 1] = nextafterf(.25f, 1);
	assert_int_equal(heard(x, SLM_STATE_OK).state, SLM_STATE_OK);
}

static void test_after_a_loss_it_begins_from_rest(void **state)
{
	static float x[RATE], y[100] = {.5f}, z[100] = {.5f};

	(void)state;
	begin(0, 0, 0);
	straighten_run(&straight, y, 100);
	begin(0, 0, 0);
	tone(x, 1000, .5f);
	straighten_run(&straight, x, 1000);
	straighten_lost(&straight, 1);
	straighten_run(&straight, z, 100);
	assert_memory_equal(y, z, sizeof y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_portions_do_not_matter),
		cmocka_unit_test(test_it_stops_where_the_second_ends),
		cmocka_unit_test(test_overload_is_that_before_the_filter),
		cmocka_unit_test(test_stillness_is_that_before_the_filter),
		cmocka_unit_test(test_after_a_loss_it_begins_from_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
