/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Honest cards never trip the gate, however their clock goes and whatever they
 * hold up or lose: hear's listener on one side, the gate on the other, half an
 * hour of simulated time each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/gate/gate.h"
#include "../../src/hear/listener.h"

#define RATE	 22050
#define BLOCK	 441 /* 20 ms */
#define MS	 (NS_PER_S / 1000)
#define WALL_NS	 (INT64_C(1763985600) * NS_PER_S) /* a full hour, at 0 */
#define MINUTES	 30
#define RECORDS	 (MINUTES + 2)
#define TICK_MS	 750
#define RESTARTS 3 /* s until hear is started again, at most */

static struct {
	struct listener listener;
	struct gate gate;
	double ppm;	   /* the card is fast by so much */
	double made_ns;	   /* when the card has made the last block */
	int64_t now_ns;	   /* when hear gets it */
	int64_t ticked;	   /* number of the gate's last tick */
	int64_t restart_ns; /* hear is away until then */
	int restarts, seconds, gaps, records;
	struct slm_record record[RECORDS];
	uint32_t random;
} t;

static uint32_t draw(uint32_t below)
{
	t.random = t.random * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)t.random * below >> 32);
}

static void start_hear(void)
{
	const struct slm_config config = {.sample_rate_hz = RATE,
		.interval_s = 60,
		.full_scale_db = 120};

	assert_int_equal(listener_init(&t.listener, &config), SLM_OK);
}

static void begin(double ppm, uint32_t seed)
{
	memset(&t, 0, sizeof t);
	t.ppm = ppm;
	t.random = seed;
	t.ticked = WALL_NS / NS_PER_S - 1;
	gate_init(&t.gate, 60, false, t.ticked);
	start_hear();
}

static void tick(void)
{
	uint8_t out[2][SLM_MESSAGE_BYTES];
	struct slm_second s;
	int n = gate_tick(&t.gate, t.ticked, out);

	for (int i = 0; i < n; i++) {
		if (slm_second_decode(&s, out[i])) {
			t.seconds++;
			t.gaps += s.LAeq == SLM_NO_LEVEL;
		} else {
			assert_true(t.records < RECORDS);
			assert_true(slm_record_decode(
				&t.record[t.records++], out[i]));
		}
	}
}

/* The gate looks at its clock until this moment. */
static void go_to(int64_t ns)
{
	while ((t.ticked + 1) * NS_PER_S + TICK_MS * MS <= WALL_NS + ns) {
		t.ticked++;
		tick();
	}
	t.now_ns = ns;
}

static void say(void)
{
	struct listener *l = &t.listener;

	for (int i = 0; i < l->n_ready; i++)
		if (!gate_take(&t.gate, l->ready[i], t.now_ns / MS))
			fail_msg("after %d s, %+.0f ppm: rule %d is broken",
				t.seconds, t.ppm, t.gate.breach);
	l->n_ready = 0;
}

/* One block that the card has made, got `late_ns` after that. */
static void block(int64_t late_ns, bool lost, bool drained)
{
	float sound[BLOCK];
	int64_t at = (int64_t)t.made_ns + late_ns;

	for (int i = 0; i < BLOCK; i++)
		sound[i] = ((float)draw(65536) - 32768) / 32768 *
			(draw(50) ? 0.01f : 1);
	t.made_ns += 1e9 * BLOCK / RATE / (1 + t.ppm / 1e6);
	go_to(at > t.now_ns ? at : t.now_ns);
	if (t.now_ns < t.restart_ns)
		return;
	if (listener_hear(&t.listener, sound, BLOCK,
		    (struct moment){t.now_ns, t.now_ns + WALL_NS}, drained,
		    lost)) {
		say();
		return;
	}
	/* what was ready is not said any more */
	t.restarts++;
	t.restart_ns = t.now_ns + RESTARTS * NS_PER_S;
	start_hear();
}

/* Blocks of some ms' jitter, until the minutes are over; every `every_s` what
 * happens to cards happens. */
static void run(int every_s, void (*happens)(void))
{
	int64_t next = (every_s + 3) * NS_PER_S;

	while (t.records < MINUTES) {
		block((int64_t)draw(15) * MS, false, true);
		if (happens && t.now_ns > next) {
			happens();
			next += every_s * NS_PER_S + draw(1000) * MS;
		}
	}
}

static void steady_clocks(void **state)
{
	static const double ppm[] = {0, 50, -50, 500, -500};
	(void)state;

	for (size_t i = 0; i < sizeof ppm / sizeof *ppm; i++) {
		begin(ppm[i], 7 + (uint32_t)i);
		run(0, NULL);
		assert_int_equal(t.restarts, 0);
		/* No second is lost but the first ones: drift is no gap. */
		assert_in_range(t.gaps, 1, 3);
		/* the first is that of before, the next has the start */
		for (int r = 2; r < t.records; r++) {
			assert_int_equal(t.record[r].covered_s, 60);
			assert_int_equal(t.record[r].flags &
				(SLM_FLAG_GAP | SLM_FLAG_START), 0);
			assert_true(t.record[r].spread.LAFmax != SLM_NO_LEVEL);
		}
	}
}

/* The card hands over nothing for a while, then all of it at once. */
static void held_up(void)
{
	int64_t stall = (int64_t)(50 + draw(350)) * MS;
	int64_t over = t.now_ns + stall;

	while ((int64_t)t.made_ns < over) {
		int64_t late = over - (int64_t)t.made_ns;
		block(late, false, late < 20 * MS);
	}
}

static void cards_that_hold_up_lose_nothing(void **state)
{
	static const double ppm[] = {500, -500};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		begin(ppm[i], 21 + (uint32_t)i);
		run(17, held_up);
		assert_int_equal(t.restarts, 0);
		assert_in_range(t.gaps, 1, 3);
	}
}

/* What was made in a while is gone; the card may know of it or not. */
static void loses(void)
{
	t.made_ns += (double)(1 + draw(2500)) * 1e6;
	block(0, draw(2), true);
}

static void cards_that_lose_sound_have_gaps(void **state)
{
	static const double ppm[] = {50, -500, 500};
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		int covered = 0;

		begin(ppm[i], 33 + (uint32_t)i);
		run(23, loses);
		for (int r = 0; r < t.records; r++)
			covered += t.record[r].covered_s;
		/* Some 75 losses, some so long that hear begins anew. */
		assert_true(t.restarts > 5 && t.gaps > 75);
		assert_in_range(covered, MINUTES * 60 * 6 / 10,
			MINUTES * 60 - 75);
	}
}

/* hear begins anew at any moment, as when it was killed. */
static void dies(void)
{
	t.restart_ns = t.now_ns + (int64_t)draw(RESTARTS * 1000) * MS;
	start_hear();
}

static void a_hear_that_dies_again_and_again_is_honest(void **state)
{
	(void)state;
	begin(-50, 51);
	run(7, dies);
	assert_true(t.gaps > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steady_clocks),
		cmocka_unit_test(cards_that_hold_up_lose_nothing),
		cmocka_unit_test(cards_that_lose_sound_have_gaps),
		cmocka_unit_test(a_hear_that_dies_again_and_again_is_honest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
