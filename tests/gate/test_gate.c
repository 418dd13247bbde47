/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate's rules: what it forms, what it refuses, in simulated time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/gate/gate.h"

#define NOON 1763985600 /* a full hour, UTC */

/* A gate with hear on one side and what keep gets on the other.  Seconds end
 * at whole UTC seconds, arrive 100 ms later, and the tick is at 750 ms. */
struct bench {
	struct gate g;
	int64_t utc_s;
	struct slm_second said[400];
	int seconds;
	struct slm_record record[20];
	int records;
};

static void begin(struct bench *b, uint16_t interval_s, int64_t utc_s)
{
	memset(b, 0, sizeof *b);
	b->utc_s = utc_s;
	gate_init(&b->g, interval_s, false, utc_s);
}

static bool give_second(struct bench *b, int level, int state)
{
	struct slm_second s = { (slm_tenth_db)level, (uint8_t)state };
	uint8_t m[SLM_MESSAGE_BYTES];

	slm_second_encode(m, &s);
	return gate_take(&b->g, m, b->utc_s * 1000 + 100);
}

static bool give_spread(struct bench *b, int max, int rest)
{
	slm_tenth_db r = (slm_tenth_db)rest;
	struct slm_spread s = { (slm_tenth_db)max, r, r, r, r, r, r };
	uint8_t m[SLM_MESSAGE_BYTES];

	slm_spread_encode(m, &s);
	return gate_take(&b->g, m, b->utc_s * 1000 + 110);
}

/* The tick of the present second; then the clock goes on by one. */
static void tick(struct bench *b)
{
	uint8_t out[2][SLM_MESSAGE_BYTES];
	int n = gate_tick(&b->g, b->utc_s, out);

	for (int i = 0; i < n; i++) {
		if (slm_second_decode(&b->said[b->seconds], out[i]))
			b->seconds++;
		else if (slm_record_decode(&b->record[b->records], out[i]))
			b->records++;
		else
			fail_msg("the gate said something illegal");
	}
	b->utc_s++;
}

/* n seconds of one level, each with its tick. */
static void hear(struct bench *b, int n, int level, int state)
{
	for (int i = 0; i < n; i++) {
		assert_true(give_second(b, level, state));
		tick(b);
	}
}

/* A whole interval's last second, its spread, and the tick after both. */
static void last_second(struct bench *b, int level, int max, int rest)
{
	assert_true(give_second(b, level, SLM_STATE_OK));
	assert_true(give_spread(b, max, rest));
	tick(b);
}

static void a_steady_minute_makes_one_record(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++; /* the first second ends at 12:00:01 */
	hear(&b, 59, 500, SLM_STATE_OK);
	last_second(&b, 500, 503, 498);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.seconds, 60);
	assert_int_equal(b.record[0].sequence, 0);
	assert_int_equal(b.record[0].interval_s, 60);
	assert_int_equal(b.record[0].covered_s, 60);
	assert_int_equal(b.record[0].flags, 0);
	assert_int_equal(b.record[0].LAeq, 500);
	assert_int_equal(b.record[0].spread.LAFmax, 503);
	assert_int_equal(b.record[0].spread.LAFmin, 498);
	/* and the next one follows on */
	hear(&b, 59, 600, SLM_STATE_OK);
	last_second(&b, 600, 603, 598);
	assert_int_equal(b.records, 2);
	assert_int_equal(b.record[1].sequence, 1);
	assert_int_equal(b.record[1].LAeq, 600);
}

static void LAeq_is_the_energy_mean_of_the_seconds(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 59, 400, SLM_STATE_OK);
	last_second(&b, 800, 850, 398);
	/* 10 lg((59 * 10^4 + 10^8) / 60) = 62.24 */
	assert_int_equal(b.record[0].LAeq, 622);
}

static void missing_seconds_are_a_gap_with_their_count(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 20, 500, SLM_STATE_OK);
	for (int i = 0; i < 30; i++)
		tick(&b); /* hear is held up */
	hear(&b, 9, 500, SLM_STATE_OK);
	last_second(&b, 500, 503, 498);
	assert_int_equal(b.seconds, 60);
	assert_int_equal(b.said[25].state, SLM_STATE_GAP);
	assert_int_equal(b.said[55].state, SLM_STATE_OK);
	assert_int_equal(b.record[0].covered_s, 30);
	/* the gate began in this interval: what it missed is the start */
	assert_int_equal(b.record[0].flags, SLM_FLAG_START);
	hear(&b, 20, 500, SLM_STATE_OK);
	hear(&b, 1, SLM_NO_LEVEL, SLM_STATE_GAP);
	for (int i = 0; i < 30; i++)
		tick(&b);
	hear(&b, 8, 500, SLM_STATE_OK);
	last_second(&b, 500, 503, 498);
	assert_int_equal(b.record[1].covered_s, 29);
	assert_int_equal(b.record[1].flags, SLM_FLAG_GAP);
	assert_int_equal(b.record[1].spread.LAFmax, 503);
}

static void a_restart_of_hear_leaves_the_spread_out(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 20, 900, SLM_STATE_OK);
	for (int i = 0; i < 9; i++)
		tick(&b);
	hear(&b, 1, SLM_NO_LEVEL, SLM_STATE_START);
	hear(&b, 29, 400, SLM_STATE_OK);
	/* honest: its spread knows nothing of the 90 dB before */
	last_second(&b, 400, 403, 398);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.record[0].covered_s, 50);
	assert_true(b.record[0].flags & SLM_FLAG_START);
	/* 10 lg((20 * 10^9 + 30 * 10^4) / 50) = 86.02 */
	assert_int_equal(b.record[0].LAeq, 860);
	assert_int_equal(b.record[0].spread.LAFmax, SLM_NO_LEVEL);
}

static void without_hear_the_gate_closes_by_its_own_clock(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON + 30);
	for (int i = 0; i < 240; i++)
		tick(&b);
	assert_int_equal(b.records, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(b.record[i].covered_s, 0);
		assert_int_equal(b.record[i].LAeq, SLM_NO_LEVEL);
	}
	assert_int_equal(b.record[0].flags, SLM_FLAG_START);
	assert_int_equal(b.record[1].flags, SLM_FLAG_GAP);
	assert_int_equal(b.said[0].state, SLM_STATE_START);
}

static void a_stepped_clock_closes_the_interval(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 20, 500, SLM_STATE_OK);
	b.utc_s += 3600;
	tick(&b);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.record[0].covered_s, 20);
	assert_int_equal(b.record[0].spread.LAFmax, SLM_NO_LEVEL);
	/* back, too: else the old interval would take the new one's seconds */
	hear(&b, 5, 500, SLM_STATE_OK);
	b.utc_s -= 3600;
	tick(&b);
	assert_int_equal(b.records, 2);
	assert_int_equal(b.record[1].covered_s, 5);
}

/* By less than a second, or a leap second: the interval has one record, and no
 * second is made up. */
static void a_clock_set_back_a_little_closes_nothing(void **state)
{
	struct bench b;
	(void)state;

	for (int repeated = 1; repeated <= 2; repeated++) {
		begin(&b, 60, NOON);
		b.utc_s++;
		hear(&b, 20, 500, SLM_STATE_OK);
		for (int i = repeated; i > 0; i--)
			assert_false(gate_is_due(&b.g, b.utc_s - i));
		assert_true(gate_is_due(&b.g, b.utc_s));
		assert_true(gate_is_due(&b.g, b.utc_s - 3)); /* a step */
		hear(&b, 39, 500, SLM_STATE_OK);
		last_second(&b, 500, 510, 500);
		assert_int_equal(b.seconds, 60);
		assert_int_equal(b.records, 1);
		assert_int_equal(b.record[0].covered_s, 60);
		assert_int_equal(b.record[0].flags, 0);
	}
	/* and who ticks all the same makes no record of it */
	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 20, 500, SLM_STATE_OK);
	b.utc_s -= 2;
	tick(&b);
	assert_int_equal(b.records, 0);
}

static void flags_are_those_of_the_seconds(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 10, 1000, SLM_STATE_OVERLOAD);
	hear(&b, 10, 300, SLM_STATE_UNDER_RANGE);
	hear(&b, 10, SLM_NO_LEVEL, SLM_STATE_DEAD);
	hear(&b, 29, 500, SLM_STATE_OK);
	last_second(&b, 500, 1010, 200);
	assert_int_equal(b.record[0].covered_s, 50);
	assert_int_equal(b.record[0].flags, SLM_FLAG_OVERLOAD |
		SLM_FLAG_UNDER_RANGE | SLM_FLAG_DEAD);
}

static void silent_says_nothing_until_a_whole_interval_has_passed(
	void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON + 30);
	gate_init(&b.g, 60, true, NOON + 30);
	b.utc_s++;
	hear(&b, 29, 500, SLM_STATE_OK);
	last_second(&b, 500, 503, 498); /* half an interval */
	hear(&b, 59, 500, SLM_STATE_OK);
	assert_int_equal(b.seconds, 0);
	last_second(&b, 500, 503, 498);
	assert_int_equal(b.seconds, 1); /* that of the tick that ended it */
	assert_int_equal(b.records, 0);
	hear(&b, 59, 500, SLM_STATE_OK);
	last_second(&b, 500, 503, 498);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.record[0].sequence, 0);
}

static void honest_extremes_pass(void **state)
{
	static const struct {
		int level, max, rest;
	} row[] = {
		/* one second covered after a bang: LAeq below LAFmin */
		{ 250, 998, 650 },
		/* one burst in the last moment: LAFmax not yet risen */
		{ 800, 794, 100 },
		{ 0, 0, 0 },
		{ 1400, 1400, 1400 },
	};
	(void)state;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct bench b;
		begin(&b, 60, NOON + 58);
		b.utc_s++;
		last_second(&b, row[i].level, row[i].max, row[i].rest);
		assert_int_equal(b.records, 1);
		assert_int_equal(b.record[0].LAeq, row[i].level);
		assert_int_equal(b.record[0].spread.LAFmax, row[i].max);
		assert_int_equal(b.record[0].spread.LAFmin, row[i].rest);
	}
	/* a cold start with 0.2 s covered: no level, no spread */
	struct bench b;
	begin(&b, 60, NOON + 58);
	b.utc_s++;
	assert_true(give_second(&b, SLM_NO_LEVEL, SLM_STATE_START));
	assert_true(give_spread(&b, SLM_NO_LEVEL, SLM_NO_LEVEL));
	tick(&b);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.record[0].covered_s, 0);
}

static void a_spread_that_denies_its_seconds_is_a_breach(void **state)
{
	static const struct {
		int n, level, max;
		bool legal;
	} row[] = {
		{ 1, 800, 794, true }, { 1, 800, 793, false },
		{ 2, 800, 796, true }, { 2, 800, 795, false },
		{ 3, 800, 797, true }, { 3, 800, 796, false },
		{ 4, 800, 798, true }, { 4, 800, 797, false },
		{ 11, 800, 798, true }, { 11, 800, 797, false },
		{ 12, 800, 799, true }, { 12, 800, 798, false },
		{ 59, 800, 799, true }, { 59, 800, 798, false },
		{ 30, 800, SLM_NO_LEVEL, false },
		{ 1, 3, SLM_NO_LEVEL, false },
		{ 30, 800, 1400, true },
	};
	(void)state;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct bench b;
		begin(&b, 60, NOON);
		b.utc_s++;
		hear(&b, row[i].n, row[i].level, SLM_STATE_OK);
		assert_int_equal(give_spread(&b, row[i].max,
			row[i].max < 0 ? row[i].max : 0), row[i].legal);
		assert_int_equal(b.g.breach, row[i].legal ? BREACH_NONE :
			BREACH_CONTRADICTION);
	}
	/* after each gap the detector has to rise anew */
	for (int max = 795; max >= 793; max--) {
		struct bench b;
		begin(&b, 60, NOON);
		b.utc_s++;
		for (int i = 0; i < 25; i++) {
			hear(&b, 1, 800, SLM_STATE_OK);
			hear(&b, 1, SLM_NO_LEVEL, SLM_STATE_GAP);
		}
		assert_int_equal(give_spread(&b, max, 0), max >= 794);
	}
	/* one loud second hidden among quiet ones */
	struct bench b;
	begin(&b, 60, NOON);
	b.utc_s++;
	hear(&b, 1, 907, SLM_STATE_OK);
	hear(&b, 58, 300, SLM_STATE_OK);
	assert_false(give_spread(&b, 900, 290));
}

static void a_flood_is_a_breach_after_two(void **state)
{
	struct bench b;
	int passed = 0;
	(void)state;

	begin(&b, 60, NOON);
	while (give_second(&b, 500, SLM_STATE_OK))
		passed++;
	assert_int_equal(passed, 2);
	assert_int_equal(b.g.breach, BREACH_RATE);
	/* and nothing is taken ever after */
	b.utc_s += 1000;
	assert_false(give_second(&b, 500, SLM_STATE_OK));

	begin(&b, 60, NOON);
	for (passed = 0; give_spread(&b, SLM_NO_LEVEL, SLM_NO_LEVEL);)
		passed++;
	assert_int_equal(passed, 2);
}

static void a_drip_just_too_fast_is_a_breach(void **state)
{
	struct gate g;
	struct slm_second s = { 500, SLM_STATE_OK };
	uint8_t m[SLM_MESSAGE_BYTES];
	int n = 0;
	(void)state;

	gate_init(&g, 3600, false, NOON);
	slm_second_encode(m, &s);
	for (int64_t ms = 0; gate_take(&g, m, ms); ms += 990)
		n++;
	/* 10 ms gained each: one token of credit lasts about 100 */
	assert_in_range(n, 100, 103);
}

static void late_by_up_to_a_second_is_no_breach(void **state)
{
	struct gate g;
	struct slm_second s = { 500, SLM_STATE_OK };
	uint8_t m[SLM_MESSAGE_BYTES];
	(void)state;

	srand(3);
	gate_init(&g, 3600, false, NOON);
	slm_second_encode(m, &s);
	int64_t before = 0;
	for (int i = 0; i < 3000; i++) {
		int64_t at = i * 1000 + rand() % 1000;
		before = at > before ? at : before;
		assert_true(gate_take(&g, m, before));
	}
}

static void more_seconds_than_the_interval_has_is_a_breach(void **state)
{
	struct bench b;
	(void)state;

	begin(&b, 60, NOON);
	b.utc_s++;
	for (int i = 0; i < 60; i++) {
		assert_true(give_second(&b, 500, SLM_STATE_OK));
		b.utc_s++; /* no tick: the wall clock stands still */
	}
	assert_false(give_second(&b, 500, SLM_STATE_OK));
	assert_int_equal(b.g.breach, BREACH_COUNT);
}

static void anything_else_is_a_breach_of_form(void **state)
{
	(void)state;
	srand(11);
	for (int trial = 0; trial < 100000; trial++) {
		struct bench b;
		uint8_t m[SLM_MESSAGE_BYTES] = { 0 };
		begin(&b, 60, NOON);
		for (int i = 0; i < 1 + rand() % SLM_MESSAGE_BYTES; i++)
			m[i] = (uint8_t)rand();
		struct slm_second s;
		struct slm_spread p;
		bool legal = slm_second_decode(&s, m) ||
			slm_spread_decode(&p, m);
		assert_int_equal(gate_take(&b.g, m, 0), legal);
	}
	/* a record, hear has no business with */
	struct bench b;
	struct slm_record r = { .interval_s = 60, .covered_s = 60,
		.LAeq = 500, .spread = { 503, 502, 501, 500, 499, 498, 497 } };
	uint8_t m[SLM_MESSAGE_BYTES];
	begin(&b, 60, NOON);
	slm_record_encode(m, &r);
	assert_false(gate_take(&b.g, m, 0));
	assert_int_equal(b.g.breach, BREACH_FORM);
}

/* Whatever hear sends in whatever rhythm: one second a tick, legal records,
 * never more than one record in an interval but for two of grace. */
static void random_hear_never_bends_the_output(void **state)
{
	(void)state;
	srand(5);
	for (int trial = 0; trial < 300; trial++) {
		struct bench b;
		begin(&b, 60, NOON + rand() % 60);
		for (int t = 0; t < 300; t++) {
			if (rand() % 4)
				give_second(&b, rand() % 1401, rand() % 3);
			if (rand() % 8 == 0)
				give_second(&b, SLM_NO_LEVEL, 3 + rand() % 3);
			if (rand() % 60 == 0)
				give_spread(&b, 1400, rand() % 1401);
			tick(&b);
			if (b.g.breach)
				break;
			assert_int_equal(b.seconds, t + 1);
			assert_true(b.records <= 2 * (t / 60 + 2));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_steady_minute_makes_one_record),
		cmocka_unit_test(LAeq_is_the_energy_mean_of_the_seconds),
		cmocka_unit_test(missing_seconds_are_a_gap_with_their_count),
		cmocka_unit_test(a_restart_of_hear_leaves_the_spread_out),
		cmocka_unit_test(without_hear_the_gate_closes_by_its_own_clock),
		cmocka_unit_test(a_stepped_clock_closes_the_interval),
		cmocka_unit_test(a_clock_set_back_a_little_closes_nothing),
		cmocka_unit_test(flags_are_those_of_the_seconds),
		cmocka_unit_test(silent_says_nothing_until_a_whole_interval_has_passed),
		cmocka_unit_test(honest_extremes_pass),
		cmocka_unit_test(a_spread_that_denies_its_seconds_is_a_breach),
		cmocka_unit_test(a_flood_is_a_breach_after_two),
		cmocka_unit_test(a_drip_just_too_fast_is_a_breach),
		cmocka_unit_test(late_by_up_to_a_second_is_no_breach),
		cmocka_unit_test(more_seconds_than_the_interval_has_is_a_breach),
		cmocka_unit_test(anything_else_is_a_breach_of_form),
		cmocka_unit_test(random_hear_never_bends_the_output),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
