/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_hear_listener.c - a simulated microphone, the real meter: which seconds
 * are said, when, and which are gaps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "../../src/hear/listener.h"

#define MS (NS_PER_S / 1000)
#define RATE 24000
#define BLOCK (RATE / 50)

/* The wall clock when the monotonic one was 0: a whole hour. */
#define WALL_NS (INT64_C(1800000000) * NS_PER_S)

#define MOST 200

static struct {
	struct listener listener;
	int64_t made_ns, now_ns; /* when the next block began; present time */
	double phase;
	double ppm; /* the microphone runs slow by so much */
	bool alive, overran;
	int seconds, spreads, most_at_once;
	struct slm_second second[MOST];
	int64_t said_ns[MOST];
	int spread_after; /* seconds said before the last spread */
} t;

/* `at_s`: the monotonic time when the microphone begins to be heard. */
static void begin(double at_s)
{
	const struct slm_config config = { .sample_rate_hz = RATE,
		.interval_s = 60,
		.full_scale_db = 120 };

	memset(&t, 0, sizeof t);
	t.alive = true;
	t.made_ns = t.now_ns = (int64_t)(at_s * 1e9);
	assert_int_equal(listener_init(&t.listener, &config), SLM_OK);
}

static void collect(void)
{
	struct slm_spread spread;
	int at_once = 0;

	for (int i = 0; i < t.listener.n_ready; i++) {
		if (slm_spread_decode(&spread, t.listener.ready[i])) {
			t.spreads++;
			t.spread_after = t.seconds;
			continue;
		}
		assert_true(t.seconds < MOST);
		assert_true(slm_second_decode(&t.second[t.seconds],
			t.listener.ready[i]));
		t.said_ns[t.seconds++] = t.now_ns;
		at_once++;
	}
	if (at_once > t.most_at_once)
		t.most_at_once = at_once;
	t.listener.n_ready = 0;
}

/* A block of a 1 kHz tone of -20 dBFS: 100 dB, that comes late. */
static void block(int64_t late_ns)
{
	float samples[BLOCK];
	bool drained;

	for (int i = 0; i < BLOCK; i++) {
		samples[i] = 0.1f * (float)sin(t.phase);
		t.phase += 2 * acos(-1) * 1000 / RATE;
	}
	t.made_ns += 20 * MS + (int64_t)(20 * t.ppm);
	if (t.made_ns + late_ns > t.now_ns)
		t.now_ns = t.made_ns + late_ns;
	drained = t.made_ns + 20 * MS > t.now_ns;
	t.alive = listener_hear(&t.listener, samples, BLOCK,
		(struct moment){ t.now_ns, t.now_ns + WALL_NS }, drained,
		t.overran);
	t.overran = false;
	for (int i = 0; i < BLOCK; i++)
		assert_true(samples[i] == 0);
	collect();
}

static void run_until(double at_s)
{
	while (t.alive && t.made_ns + 10 * MS < (int64_t)(at_s * 1e9))
		block(0);
}

static void lose(int64_t ns)
{
	t.made_ns += ns;
}

/* Seconds that were said since second `first` of the run; one letter each. */
static void assert_states(int first, const char *want)
{
	static const char letter[SLM_STATES] = { [SLM_STATE_OK] = '.',
		[SLM_STATE_OVERLOAD] = 'o',
		[SLM_STATE_UNDER_RANGE] = 'u',
		[SLM_STATE_GAP] = 'G',
		[SLM_STATE_DEAD] = 'D',
		[SLM_STATE_START] = 'S' };
	char got[MOST + 1] = "";

	for (int i = first; i < t.seconds; i++)
		got[i - first] = letter[t.second[i].state];
	assert_string_equal(got, want);
}

static void test_seconds_and_spread_of_a_tone(void **state)
{
	(void)state;
	begin(57.3);
	run_until(63.1);
	assert_true(t.alive);
	/* seconds 57 to 62, the first one begun inside */
	assert_states(0, "S.....");
	for (int i = 1; i < t.seconds; i++)
		assert_in_range(t.second[i].LAeq, 999, 1001);
	for (int i = 0; i < t.seconds; i++) {
		int64_t late = t.said_ns[i] - (58 + i) * NS_PER_S;
		assert_true(late >= 0 && late <= 20 * MS);
	}
	assert_int_equal(t.most_at_once, 1);
	/* the interval ended after seconds 57, 58, 59 */
	assert_int_equal(t.spreads, 1);
	assert_int_equal(t.spread_after, 3);
}

static void test_a_slow_sound_card_stays_on_the_clock(void **state)
{
	(void)state;
	begin(10.2);
	t.ppm = 900;
	run_until(50.1);
	assert_true(t.alive);
	assert_int_equal(t.seconds, 40);
	for (int i = 1; i < t.seconds; i++) {
		int64_t late = t.said_ns[i] - (11 + i) * NS_PER_S;
		assert_int_equal(t.second[i].state, SLM_STATE_OK);
		assert_true(late >= 0 && late <= 30 * MS);
	}
}

static void test_one_spread_each_interval(void **state)
{
	(void)state;
	begin(50);
	run_until(125.1);
	assert_true(t.alive);
	assert_int_equal(t.seconds, 75);
	assert_int_equal(t.spreads, 2);
	assert_int_equal(t.spread_after, 70);
}

static void test_jitter_makes_no_gap(void **state)
{
	(void)state;
	begin(10.2);
	run_until(14);
	/* twice nothing for 0.8 s; once over the end of a second */
	block(800 * MS);
	run_until(17.5);
	block(800 * MS);
	run_until(20.1);
	assert_true(t.alive);
	assert_states(0, "S.........");
	for (int i = 1; i < t.seconds; i++)
		assert_in_range(t.second[i].LAeq, 999, 1001);
}

static void test_a_loss_is_a_gap(void **state)
{
	(void)state;
	begin(10.2);
	run_until(14.3);
	lose(200 * MS);
	run_until(17.1);
	assert_true(t.alive);
	assert_states(0, "S...G..");
	/* the seconds after it are on the clock again */
	assert_true(t.said_ns[6] >= 17 * NS_PER_S &&
		t.said_ns[6] <= 17 * NS_PER_S + 20 * MS);
}

/* It is found in the next second; the one where it was is not said before. */
static void test_a_loss_at_the_end_marks_both_seconds(void **state)
{
	(void)state;
	begin(10.2);
	run_until(14.9);
	lose(200 * MS);
	run_until(17.1);
	assert_true(t.alive);
	assert_states(0, "S...GG.");
	assert_true(t.said_ns[4] - 15 * NS_PER_S < 950 * MS);
	assert_in_range(t.most_at_once, 1, 2);
}

static void test_a_long_loss_ends_it(void **state)
{
	(void)state;
	begin(10.2);
	run_until(14.9);
	lose(5000 * MS);
	run_until(25);
	assert_false(t.alive);
	/* nothing uncertain was said */
	assert_states(0, "S...");
}

static void test_an_overrun_is_a_gap(void **state)
{
	(void)state;
	begin(10.2);
	run_until(14.3);
	t.overran = true;
	block(0);
	run_until(16.1);
	assert_true(t.alive);
	assert_states(0, "S...G.");
}

/* hear itself was stopped, and nothing was lost: the seconds would come in a
 * burst that the gate refuses. */
static void test_being_late_ends_it(void **state)
{
	static const struct {
		double at_s;
		int64_t late_ms;
		bool alive;
		const char *said;
	} cases[] = {
		/* second 13 comes 0.9 s, 0.98 s late; with 14 right after it */
		{ 13.98, 900, true, "S....." },
		{ 13.98, 980, false, "S.." },
		{ 13.90, 1200, false, "S.." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(10.2);
		run_until(cases[i].at_s);
		block(cases[i].late_ms * MS);
		run_until(16.1);
		assert_int_equal(t.alive, cases[i].alive);
		assert_states(0, cases[i].said);
	}
}

static void test_a_set_wall_clock_ends_it(void **state)
{
	float samples[BLOCK] = { 0 };

	(void)state;
	begin(10.2);
	run_until(12.5);
	assert_true(t.alive);
	assert_false(listener_hear(&t.listener, samples, BLOCK,
		(struct moment){ t.now_ns + 20 * MS,
			t.now_ns + WALL_NS + NS_PER_S },
		true, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seconds_and_spread_of_a_tone),
		cmocka_unit_test(test_a_slow_sound_card_stays_on_the_clock),
		cmocka_unit_test(test_one_spread_each_interval),
		cmocka_unit_test(test_jitter_makes_no_gap),
		cmocka_unit_test(test_a_loss_is_a_gap),
		cmocka_unit_test(test_a_loss_at_the_end_marks_both_seconds),
		cmocka_unit_test(test_a_long_loss_ends_it),
		cmocka_unit_test(test_an_overrun_is_a_gap),
		cmocka_unit_test(test_being_late_ends_it),
		cmocka_unit_test(test_a_set_wall_clock_ends_it),
	};

	return cmocka_run_group_tests_name("listener", tests, NULL, NULL);
}
