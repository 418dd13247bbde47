/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Honest sound never trips the gate: the meter's messages for loud, quiet,
 * broken and random signals pass it, unclamped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "slm.h"
#include "../../src/gate/gate.h"

#define RATE  32000
#define START 1763985600 /* a full hour, UTC */

struct bench {
	slm_meter m;
	struct gate g;
	int64_t utc_s;
	uint32_t phase, noise;
	struct slm_record record[16];
	int records;
	struct slm_spread spread; /* the last one that hear said */
	double energy;            /* of the whole seconds since the record */
	int covered;
};

static void begin(struct bench *b, uint16_t second, uint32_t sample)
{
	const struct slm_config c = { .sample_rate_hz = RATE,
		.interval_s = 60, .full_scale_db = 120, .self_noise_db = 0,
		.overload_db = 0, .rail = 0 };

	memset(b, 0, sizeof *b);
	assert_int_equal(slm_init(&b->m, &c), SLM_OK);
	if (second || sample)
		slm_join(&b->m, second, sample);
	b->utc_s = START + second;
	b->noise = 1;
	gate_init(&b->g, 60, false, b->utc_s);
}

static void to_gate(struct bench *b, const uint8_t m[SLM_MESSAGE_BYTES])
{
	if (!gate_take(&b->g, m, b->utc_s * 1000 + 100))
		fail_msg("an honest message broke rule %d", b->g.breach);
}

static void tick(struct bench *b)
{
	uint8_t out[2][SLM_MESSAGE_BYTES];
	int n = gate_tick(&b->g, b->utc_s, out);

	for (int i = 0; i < n; i++)
		if (slm_record_decode(&b->record[b->records % 16], out[i]))
			b->records++;
}

/* What the meter has to say after a block, to the gate and past it. */
static void say(struct bench *b)
{
	uint8_t m[SLM_MESSAGE_BYTES];
	struct slm_second s;

	if (!slm_take_second(&b->m, &s))
		return;
	b->utc_s++;
	slm_second_encode(m, &s);
	to_gate(b, m);
	if (s.LAeq != SLM_NO_LEVEL) {
		b->energy += pow(10, slm_second_db(&b->m) / 10);
		b->covered++;
	}
	if (slm_take_spread(&b->m, &b->spread)) {
		slm_spread_encode(m, &b->spread);
		to_gate(b, m);
	}
	tick(b);
}

/* Samples of a 1 kHz tone (or noise) of the given level. */
static void play(struct bench *b, uint32_t samples, double db, bool noise)
{
	float block[480];
	double a = db > -100 ? pow(10, (db - 120) / 20) : 0;

	while (samples > 0) {
		size_t n = samples < 480 ? samples : 480;
		for (size_t i = 0; i < n; i++) {
			b->noise = b->noise * 1664525u + 1013904223u;
			double r = (int32_t)b->noise / 2147483648.0;
			block[i] = (float)(noise ? a * r :
				a * sin(2 * 3.14159265358979 * b->phase / 32));
			b->phase = (b->phase + 1) % 32;
		}
		for (size_t used = 0; used < n;) {
			used += slm_consume(&b->m, block + used, n - used);
			say(b);
		}
		samples -= (uint32_t)n;
	}
}

static void lose(struct bench *b, uint32_t samples)
{
	while (samples > 0) {
		samples -= (uint32_t)slm_lost(&b->m, samples);
		say(b);
	}
}

static void bang_then_quiet_then_less_quiet(void **state)
{
	static struct bench b;
	(void)state;

	begin(&b, 0, 0);
	play(&b, RATE / 10, 100, false);
	play(&b, RATE * 9 / 10, 25, false);
	play(&b, 29 * RATE, 25, false);
	play(&b, 30 * RATE, 30, false);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.record[0].covered_s, 60);
	assert_int_equal(b.record[0].flags, 0);
	/* 100 dB during 0.1 s of 60 */
	assert_in_range(b.record[0].LAeq, 720, 724);
	/* F rises to 1 - exp(-0.8) of it: -2.6 dB */
	assert_in_range(b.record[0].spread.LAFmax, 972, 976);
	assert_in_range(b.record[0].spread.LAF90, 249, 251);
	assert_memory_equal(&b.record[0].spread, &b.spread, sizeof b.spread);
}

static void one_second_covered_after_a_bang(void **state)
{
	static struct bench b;
	(void)state;

	begin(&b, 0, 0);
	play(&b, 59 * RATE, 25, false);
	play(&b, RATE / 2, 25, false);
	play(&b, RATE / 2, 100, false); /* to the interval's end */
	play(&b, RATE, 25, false);
	lose(&b, 59 * RATE);
	assert_int_equal(b.records, 2);
	assert_int_equal(b.record[1].covered_s, 1);
	assert_int_equal(b.record[1].flags, SLM_FLAG_GAP);
	/* the detector still falls at 34.7 dB/s while the sound is over */
	assert_true(b.record[1].spread.LAFmin > b.record[1].LAeq);
	assert_true(b.record[1].spread.LAFmax > 950);
	assert_true(b.record[1].LAeq < 700);
	assert_memory_equal(&b.record[1].spread, &b.spread, sizeof b.spread);
}

static void a_cold_start_with_a_fifth_of_a_second(void **state)
{
	static struct bench b;
	(void)state;

	begin(&b, 59, RATE * 8 / 10);
	play(&b, RATE / 5, 94, false);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.record[0].covered_s, 0);
	assert_int_equal(b.record[0].LAeq, SLM_NO_LEVEL);
	assert_int_equal(b.record[0].flags, SLM_FLAG_START);
	play(&b, 60 * RATE, 94, false);
	assert_int_equal(b.records, 2);
	assert_int_equal(b.record[1].covered_s, 60);
	assert_int_equal(b.record[1].LAeq, 940);
}

/* After each gap the detector rises anew: LAFmax stays low all the time. */
static void bursts_between_gaps(void **state)
{
	static struct bench b;
	(void)state;

	begin(&b, 0, 0);
	while (b.records == 0) {
		play(&b, RATE * 95 / 100, 100, false);
		play(&b, RATE - RATE * 95 / 100, 105, false);
		lose(&b, RATE);
	}
	assert_int_equal(b.record[0].covered_s, 30);
	assert_memory_equal(&b.record[0].spread, &b.spread, sizeof b.spread);
	begin(&b, 0, 0);
	while (b.records == 0) {
		play(&b, 32, 115, false);
		play(&b, RATE - 32, 102, false);
		lose(&b, RATE);
	}
	assert_int_equal(b.record[0].covered_s, 30);
}

/* Every shape at once: bangs, silence, gaps, restarts of nothing but sound. */
static void random_and_extreme_signals(void **state)
{
	static struct bench b;
	const char *given = getenv("TRIALS");
	int trials = given ? atoi(given) : 12;
	(void)state;

	srand(42);
	for (int trial = 0; trial < trials; trial++) {
		begin(&b, (uint16_t)(rand() % 60), (uint32_t)(rand() % RATE));
		while (b.records < 4) {
			double db = rand() % 3 ? 20 + rand() % 60 :
				rand() % 140 - 5;
			uint32_t n = rand() % 4 ? (uint32_t)(rand() % RATE) :
				(uint32_t)(rand() % (20 * RATE));
			int what = rand() % 12;
			int before = b.records;

			if (what == 0)
				lose(&b, n);
			else if (what == 1)
				play(&b, n, -1000, false);
			else if (what == 2)
				play(&b, (uint32_t)(rand() % 40), 119, false);
			else
				play(&b, n, db, what % 2);
			if (b.records == before)
				continue;
			const struct slm_record *r =
				&b.record[(b.records - 1) % 16];
			assert_true(r->covered_s <= 60);
		}
	}
}

/* The gate's own mean agrees with the mean of the unrounded seconds. */
static void the_record_is_the_mean_of_its_seconds(void **state)
{
	static struct bench b;
	(void)state;

	srand(9);
	begin(&b, 0, 0);
	for (int i = 0; i < 59; i++)
		play(&b, RATE, 30 + rand() % 60, true);
	double last = b.energy;
	play(&b, RATE, 40, true);
	assert_true(b.energy > last);
	assert_int_equal(b.records, 1);
	assert_int_equal(b.covered, 60);
	double want = 10 * log10(b.energy / 60);
	assert_true(fabs(b.record[0].LAeq / 10.0 - want) < 0.101);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bang_then_quiet_then_less_quiet),
		cmocka_unit_test(one_second_covered_after_a_bang),
		cmocka_unit_test(a_cold_start_with_a_fifth_of_a_second),
		cmocka_unit_test(bursts_between_gaps),
		cmocka_unit_test(random_and_extreme_signals),
		cmocka_unit_test(the_record_is_the_mean_of_its_seconds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
