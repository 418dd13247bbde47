/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_correction.c - the listener with a straightened microphone: levels are
 * corrected, overload and a dead microphone are seen before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "../../src/hear/listener.h"

#define RATE 48000
#define BLOCK (RATE / 50)
#define WALL_NS (INT64_C(1800000000) * NS_PER_S)
#define MOST 20

static struct response_file curve = {
	/* 6 dB less above 2 kHz than at 1 kHz */
	.points = { { 20, 0 }, { 1000, 0 }, { 4000, -6 }, { 20000, -6 } },
	.n = 4,
};

static struct {
	struct listener listener;
	struct correction correction;
	int64_t now_ns;
	double phase;
	int seconds;
	struct slm_second second[MOST];
} t;

static void begin(void)
{
	struct slm_config config = { .sample_rate_hz = RATE,
		.interval_s = 60, .full_scale_db = 120, .rail = 0.9f };
	char why[200];

	memset(&t, 0, sizeof t);
	assert_true(correction_make(&t.correction, &curve, 1000, &config, why,
		sizeof why));
	assert_true(config.rail == 0);
	t.now_ns = 10 * NS_PER_S + NS_PER_S / 5;
	assert_int_equal(listener_init(&t.listener, &config), SLM_OK);
	t.listener.correction = &t.correction;
}

/* 7.9 kHz beside an offset. */
static void block(float peak, float offset)
{
	struct moment at;
	float x[BLOCK];

	for (int i = 0; i < BLOCK; i++) {
		x[i] = offset + peak * (float)sin(t.phase);
		t.phase += 2 * acos(-1) * 7900 / RATE;
	}
	t.now_ns += NS_PER_S / 50;
	at = (struct moment){ t.now_ns, t.now_ns + WALL_NS };
	assert_true(listener_hear(&t.listener, x, BLOCK, at, true, false));
	for (int i = 0; i < BLOCK; i++)
		assert_true(x[i] == 0);
	for (int i = 0; i < t.listener.n_ready && t.seconds < MOST; i++)
		t.seconds += slm_second_decode(&t.second[t.seconds],
			t.listener.ready[i]);
	t.listener.n_ready = 0;
}

static void until(double at_s, float peak, float offset)
{
	while (t.now_ns < (int64_t)(at_s * 1e9) - NS_PER_S / 100)
		block(peak, offset);
}

static void test_levels_are_corrected(void **state)
{
	(void)state;
	begin();
	until(14.1, 0.1f, 0);
	assert_int_equal(t.second[0].state, SLM_STATE_START);
	/* -20 dB of 120, -1.13 of A at 7.9 kHz, +6 of the correction */
	for (int i = 1; i < t.seconds; i++) {
		assert_int_equal(t.second[i].state, SLM_STATE_OK);
		assert_in_range(t.second[i].LAeq, 1047, 1050);
	}
	assert_in_range(t.seconds, 4, 4);
	correction_end(&t.correction);
}

static void test_overload_is_seen_before(void **state)
{
	(void)state;
	begin();
	/* comes out with 1.2 */
	until(12.5, 0.6f, 0);
	block(0.95f, 0);
	until(15.1, 0.1f, 0);
	assert_int_equal(t.second[1].state, SLM_STATE_OK);
	assert_int_equal(t.second[2].state, SLM_STATE_OVERLOAD);
	assert_int_equal(t.second[3].state, SLM_STATE_OK);
	assert_int_equal(t.second[4].state, SLM_STATE_OK);
	correction_end(&t.correction);
}

static void test_a_dead_microphone_is_seen_before(void **state)
{
	static const float offsets[] = { 0, 0.1f };

	(void)state;
	for (int i = 0; i < 2; i++) {
		begin();
		until(12.5, 0.1f, 0);
		until(15.5, 0, offsets[i]);
		until(17.1, 0.1f, 0);
		assert_int_equal(t.second[2].state, SLM_STATE_OK);
		assert_int_equal(t.second[3].state, SLM_STATE_DEAD);
		assert_int_equal(t.second[3].LAeq, SLM_NO_LEVEL);
		assert_int_equal(t.second[4].state, SLM_STATE_DEAD);
		assert_int_equal(t.second[5].state, SLM_STATE_OK);
		correction_end(&t.correction);
	}
}

/* The echo of the filter reaches into it. */
static void test_a_second_that_is_just_dead(void **state)
{
	(void)state;
	begin();
	until(12.96, 0.1f, 0);
	until(14.02, 0, 0);
	until(17.1, 0.1f, 0);
	assert_int_equal(t.second[2].state, SLM_STATE_OK);
	assert_int_equal(t.second[3].state, SLM_STATE_DEAD);
	assert_int_equal(t.second[4].state, SLM_STATE_OK);
	correction_end(&t.correction);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels_are_corrected),
		cmocka_unit_test(test_overload_is_seen_before),
		cmocka_unit_test(test_a_dead_microphone_is_seen_before),
		cmocka_unit_test(test_a_second_that_is_just_dead),
	};

	return cmocka_run_group_tests_name("correction", tests, NULL, NULL);
}
