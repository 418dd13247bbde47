/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_meter.c - what a meter says of a second, in every state. */
#include "cmocka_with.h"
#include "sound.h"

#define RATE 48000

static slm_meter m;

static void tone(float *x, size_t n, double dB)
{
	memset(x, 0, n * sizeof *x);
	add_sine(x, n, RATE, 1000, pow(10, (dB - 120) / 20));
}

static void test_init_refuses(void **state)
{
	static const struct {
		struct slm_config c;
		int want;
	} row[] = {
		{{48000, 0, 120, 0, 0, 0, false}, SLM_OK},
		{{22050, 60, 60, 0, 0, 0, false}, SLM_OK},
		{{192000, 3600, 180, -10, 130, 1, false}, SLM_OK},
		{{22049, 0, 120, 0, 0, 0, false}, SLM_ERR_RATE},
		{{192001, 0, 120, 0, 0, 0, false}, SLM_ERR_RATE},
		{{0, 0, 120, 0, 0, 0, false}, SLM_ERR_RATE},
		{{48000, 59, 120, 0, 0, 0, false}, SLM_ERR_INTERVAL},
		{{48000, 7, 120, 0, 0, 0, false}, SLM_ERR_INTERVAL},
		{{48000, 700, 120, 0, 0, 0, false}, SLM_ERR_INTERVAL},
		{{48000, 7200, 120, 0, 0, 0, false}, SLM_ERR_INTERVAL},
		{{48000, 0, 59.9f, 0, 0, 0, false}, SLM_ERR_FULL_SCALE},
		{{48000, 0, 180.1f, 0, 0, 0, false}, SLM_ERR_FULL_SCALE},
		{{48000, 0, NAN, 0, 0, 0, false}, SLM_ERR_FULL_SCALE},
		{{48000, 0, 120, NAN, 0, 0, false}, SLM_ERR_SELF_NOISE},
		{{48000, 0, 120, -INFINITY, 0, 0, false}, SLM_ERR_SELF_NOISE},
		{{48000, 0, 120, 120, 0, 0, false}, SLM_ERR_SELF_NOISE},
		{{48000, 0, 120, 0, -1, 0, false}, SLM_ERR_OVERLOAD},
		{{48000, 0, 120, 0, INFINITY, 0, false}, SLM_ERR_OVERLOAD},
		{{48000, 0, 120, 0, 0, -1, false}, SLM_ERR_OVERLOAD},
		{{48000, 0, 120, 0, 0, NAN, false}, SLM_ERR_OVERLOAD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (slm_init(&m, &row[i].c) != row[i].want)
			fail_msg("row %zu: %d", i, slm_init(&m, &row[i].c));
}

static void start(struct slm_config c)
{
	assert_int_equal(slm_init(&m, &c), SLM_OK);
}

static void test_nothing_heard(void **state)
{
	float x = 1;
	struct slm_summary s;
	struct slm_second second;
	struct slm_spread spread;

	(void)state;
	start(usual(RATE));
	assert_int_equal(slm_consume(&m, &x, 0), 0);
	assert_int_equal(slm_lost(&m, 0), 0);
	assert_true(x == 1);
	s = summary_of(&m);
	assert_true(s.duration_s == 0);
	assert_true(isnan(s.LAeq) && isnan(s.LZeq) && isnan(s.LAFmax) &&
		    isnan(s.LAFmin) && isnan(s.LASmin) && isnan(s.LAImax) &&
		    isnan(s.LCpeak) && isnan(s.LAFN[3]) && isnan(s.LAE));
	assert_false(slm_take_second(&m, &second));
	assert_false(slm_take_spread(&m, &spread));
	assert_true(isnan(slm_second_db(&m)));
	assert_true(slm_LAF(&m) == -INFINITY);
}

/* A 1 kHz tone: all weightings are 0 dB there. */
static void test_a_tone(void **state)
{
	float *x = silence(10 * RATE);
	struct slm_second s[10];
	struct slm_summary all;

	(void)state;
	tone(x, 10 * RATE, 94);
	for (int i = 0; i < RATE / 10; i++) /* or the peak is in the click */
		x[i] *= (float)i / (RATE / 10.0f);
	start(usual(RATE));
	assert_int_equal(hear(&m, x, 10 * RATE, 4096, s, 10), 10);
	for (int i = 1; i < 10; i++) {
		assert_int_equal(s[i].LAeq, 940);
		assert_int_equal(s[i].state, SLM_STATE_OK);
	}
	assert_near(slm_second_db(&m), 94, 0.001);
	assert_near(slm_LAF(&m), 94, 0.01);
	assert_near(slm_LAS(&m), 94, 0.01);
	assert_near(slm_LAI(&m), 94, 0.05);
	all = summary_of(&m);
	assert_true(all.duration_s == 10);
	assert_near(all.LAeq, 93.97, 0.01);
	assert_near(all.LCeq, all.LAeq, 0.001);
	assert_near(all.LZeq, all.LAeq, 0.001);
	assert_near(all.LAE, all.LAeq + 10, 0.001);
	assert_near(all.LAFmax, 94, 0.02);
	assert_near(all.LASmin, 93.97, 0.02); /* 1 - exp(-5) */
	assert_near(all.LCpeak, 97.01, 0.01);
	for (int i = 0; i < 6; i++)
		assert_near(all.LAFN[i], 94, 0.051);
	assert_false(all.overload || all.not_a_number);
	free(x);
}

static void test_any_chunk_gives_the_same(void **state)
{
	static const uint32_t rates[] = {22050, 32000, 44100, 48000, 96001};
	static const size_t chunks[] = {1, 7, 480, 1000, 4096};
	uint32_t seed = 5;

	(void)state;
	for (size_t r = 0; r < 5; r++) {
		size_t n = rates[r] * 2 + 12345;
		float *x = silence(n);
		struct slm_summary first = {0}, s;
		struct slm_second one[3], seconds[3];

		for (size_t i = 0; i < n; i++)
			x[i] = noise(&seed) * (i % 9000 < 4000 ? 0.3f : 1e-3f);
		for (size_t c = 0; c < 5; c++) {
			size_t k;

			memset(&s, 0, sizeof s);
			start(usual(rates[r]));
			k = hear(&m, x, n, chunks[c], seconds, 3);
			slm_summarise(&m, &s);
			if (c == 0) {
				first = s;
				memcpy(one, seconds, sizeof one);
			}
			assert_int_equal(k, 2);
			assert_memory_equal(&s.LAeq, &first.LAeq, 17 * 4);
			for (size_t i = 0; i < k; i++) {
				assert_int_equal(seconds[i].LAeq, one[i].LAeq);
				assert_int_equal(
					seconds[i].state, one[i].state);
			}
		}
		free(x);
	}
}

static void test_samples_come_back_wiped(void **state)
{
	float x[RATE + 100];
	size_t n;

	(void)state;
	start(usual(RATE));
	for (int i = 0; i < RATE + 100; i++)
		x[i] = 0.1f + (float)i * 1e-6f;
	x[77] = NAN;
	x[78] = 1e38f;
	x[79] = -1e-30f;
	n = slm_consume(&m, x, RATE + 100);
	assert_int_equal(n, RATE);
	for (size_t i = 0; i < n; i++)
		if (x[i] != 0 || signbit(x[i]))
			fail_msg("sample %zu is left", i);
	assert_true(x[n] != 0);
}

static void test_a_wiped_meter_holds_nothing(void **state)
{
	static const slm_meter zero;
	float x[1000];

	(void)state;
	start(usual(RATE));
	tone(x, 1000, 94);
	slm_consume(&m, x, 1000);
	slm_wipe(&m);
	assert_memory_equal(&m, &zero, sizeof m);
}

/* Samples that each leave a second in a certain state. */
static void test_states(void **state)
{
	static const struct {
		const char *what;
		double dB; /* of a tone; 0: none */
		float odd; /* sample 1000, if not 0 */
		float rail, overload_db, self_noise_db;
		int want;
		slm_tenth_db LAeq;
	} row[] = {
		{"tone", 60, 0, 0, 0, 0, SLM_STATE_OK, 600},
		{"at the rail", 60, 0.5f, 0.5f, 0, 0, SLM_STATE_OVERLOAD, 1},
		{"at minus the rail", 60, -0.5f, 0.5f, 0, 0, SLM_STATE_OVERLOAD,
			1},
		{"below the rail", 60, 0.49999f, 0.5f, 0, 0, SLM_STATE_OK, 1},
		{"a float over full scale", 60, 1.5f, 0, 0, 0, SLM_STATE_OK, 1},
		{"above the microphone", 60, 0.1003f, 0, 100, 0,
			SLM_STATE_OVERLOAD, 1},
		{"below the microphone", 60, 0.0997f, 0, 100, 0, SLM_STATE_OK,
			1},
		{"7.5 dB over self-noise", 37.5, 0, 0, 0, 30, SLM_STATE_OK,
			375},
		{"6.5 dB over self-noise", 36.5, 0, 0, 0, 30,
			SLM_STATE_UNDER_RANGE, 365},
		{"no self-noise stated", 6.5, 0, 0, 0, 0, SLM_STATE_OK, 65},
		{"below nothing", -3, 0, 0, 0, 0, SLM_STATE_UNDER_RANGE, 0},
		{"overload wins over under-range", 10, -0.5f, 0.5f, 0, 90,
			SLM_STATE_OVERLOAD, 1},
		{"digital silence", 0, 0, 0, 0, 0, SLM_STATE_DEAD,
			SLM_NO_LEVEL},
		{"one sample in silence", 0, 1e-3f, 0, 0, 0, SLM_STATE_OK, 1},
		{"not a number", 60, NAN, 0, 0, 0, SLM_STATE_GAP, SLM_NO_LEVEL},
		{"infinite", 60, -INFINITY, 1, 0, 0, SLM_STATE_GAP,
			SLM_NO_LEVEL},
		{"no sound is that large", 60, 1e10f, 0, 0, 0, SLM_STATE_GAP,
			SLM_NO_LEVEL},
	};
	float *x = silence(2 * RATE);

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct slm_config c = usual(RATE);
		struct slm_second s[2];

		c.rail = row[i].rail;
		c.overload_db = row[i].overload_db;
		c.self_noise_db = row[i].self_noise_db;
		memset(x, 0, 2 * RATE * sizeof *x);
		if (row[i].dB != 0)
			tone(x, 2 * RATE, row[i].dB);
		if (row[i].odd != 0)
			x[RATE + 1000] = row[i].odd;
		start(c);
		assert_int_equal(hear(&m, x, 2 * RATE, 999, s, 2), 2);
		if (s[1].state != row[i].want)
			fail_msg("%s: state %d", row[i].what, s[1].state);
		if (row[i].LAeq != 1 && s[1].LAeq != row[i].LAeq)
			fail_msg("%s: LAeq %d", row[i].what, s[1].LAeq);
		if (row[i].LAeq == 1 && s[1].LAeq < 100)
			fail_msg("%s: LAeq %d", row[i].what, s[1].LAeq);
		assert_true(isnan(slm_second_db(&m)) ==
			    (s[1].LAeq == SLM_NO_LEVEL));
		assert_true(summary_of(&m).overload ==
			    (row[i].want == SLM_STATE_OVERLOAD));
		assert_true(summary_of(&m).not_a_number ==
			    !(fabsf(row[i].odd) <= 10));
	}
	free(x);
}

static void test_a_stuck_microphone_is_dead(void **state)
{
	float *x = silence(3 * RATE);
	struct slm_second s[3];

	(void)state;
	for (size_t i = 0; i < 3 * RATE; i++)
		x[i] = 0.25f;
	x[2 * RATE + 7] = -0.25f;
	start(usual(RATE));
	assert_int_equal(hear(&m, x, 3 * RATE, 4096, s, 3), 3);
	assert_int_equal(s[0].state, SLM_STATE_DEAD);
	assert_int_equal(s[1].state, SLM_STATE_DEAD);
	assert_int_equal(s[2].state, SLM_STATE_OK);
	free(x);
}

static void test_louder_than_can_be_said(void **state)
{
	struct slm_config c = usual(RATE);
	float *x = silence(2 * RATE);
	struct slm_second s[2];

	(void)state;
	c.full_scale_db = 180;
	tone(x, 2 * RATE, 85); /* 145 */
	start(c);
	hear(&m, x, 2 * RATE, 4096, s, 2);
	assert_int_equal(s[1].LAeq, SLM_LOUDEST);
	assert_int_equal(s[1].state, SLM_STATE_OVERLOAD);
	assert_near(slm_second_db(&m), 145, 0.01);
	free(x);
}

/* What it does not compute it does not make up; the bytes of the messages are
 * compared over many sounds by identity.c. */
static void test_messages_only(void **state)
{
	struct slm_config c = usual(RATE);
	float *x = silence(7 * RATE);
	struct slm_second all[7], lean[7];
	struct slm_summary a, b;

	(void)state;
	tone(x, 7 * RATE, -20);
	start(c);
	hear(&m, x, 7 * RATE, 777, all, 7);
	a = summary_of(&m);
	c.messages_only = true;
	start(c);
	hear(&m, x, 7 * RATE, 4096, lean, 7);
	b = summary_of(&m);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(all[i].LAeq, lean[i].LAeq);
		assert_int_equal(all[i].state, lean[i].state);
	}
	assert_true(a.LAeq == b.LAeq && a.LAE == b.LAE);
	assert_true(a.LAFmax == b.LAFmax && a.LAFmin == b.LAFmin);
	assert_true(isfinite(a.LCeq) && isfinite(a.LZeq) && isfinite(a.LCpeak));
	assert_true(isfinite(a.LASmax) && isfinite(a.LASmin) &&
		    isfinite(a.LAImax));
	assert_true(isnan(b.LCeq) && isnan(b.LZeq) && isnan(b.LCpeak));
	assert_true(isnan(b.LASmax) && isnan(b.LASmin) && isnan(b.LAImax));
	free(x);
}

/* Integers, and the same sound as floats, to two meters. */
static void compare_integers(uint32_t rate, size_t chunk, bool lean)
{
	static slm_meter other;
	static int32_t integer[4096];
	static float number[4096];
	struct slm_config c = usual(rate);
	struct slm_second a, b;
	struct slm_spread x, y;
	uint32_t seed = rate, left = rate * 62;
	int seconds = 0, overloads = 0, dead = 0;

	c.interval_s = 60;
	c.rail = 8388607 / 8388608.0f;
	c.messages_only = lean;
	start(c);
	slm_init(&other, &c);
	slm_join(&m, 58, 1234);
	slm_join(&other, 58, 1234);
	while (left > 0) {
		size_t n = left < chunk ? left : chunk, done = 0;
		int kind = (int)(left / rate % 6);

		for (size_t i = 0; i < n; i++) {
			float r = noise(&seed);

			integer[i] = kind == 0 || kind == 5 ? 0
				     : kind == 1 ? (int32_t)(r * 3e3f)
				     : kind == 2 ? (int32_t)(r * 0x7fffff80)
				     : kind == 3 && r > 0.999f ? INT32_MIN
				     : kind == 4 && r > 0.999f
					     ? 0x7fffff00
					     : (int32_t)(r * 3e7f);
			number[i] = (float)integer[i] / 0x1p31f;
		}
		for (size_t part; done < n; done += part) {
			bool has, spread;

			part = slm_consume_integers(
				&m, integer + done, n - done);
			assert_int_equal(slm_consume(&other, number + done,
						 n - done),
				part);
			for (size_t i = done; i < done + part; i++)
				assert_true(integer[i] == 0);
			has = slm_take_second(&m, &a);
			assert_true(slm_take_second(&other, &b) == has);
			spread = slm_take_spread(&m, &x);
			assert_true(slm_take_spread(&other, &y) == spread);
			if (has && (a.LAeq != b.LAeq || a.state != b.state ||
					   slm_second_db(&m) >
						   slm_second_db(&other) ||
					   slm_second_db(&m) <
						   slm_second_db(&other)))
				fail_msg("%u Hz: %d %d, not %d %d", rate,
					a.LAeq, a.state, b.LAeq, b.state);
			if (spread)
				assert_memory_equal(&x, &y, sizeof x);
			assert_true(slm_LAF(&m) == slm_LAF(&other));
			seconds += has;
			overloads += has && a.state == SLM_STATE_OVERLOAD;
			dead += has && a.state == SLM_STATE_DEAD;
		}
		left -= (uint32_t)n;
	}
	assert_true(seconds >= 62 && overloads >= 20 && dead >= 5);
}

static void test_integers_are_the_same_as_floats(void **state)
{
	(void)state;
	compare_integers(48000, 480, true);
	compare_integers(48000, 1001, true);
	compare_integers(96000, 4096, true);
	compare_integers(48000, 333, false);
	compare_integers(32000, 777, true);
	compare_integers(44100, 441, true);
	compare_integers(44100, 441, false);
}

/* What is just below the rail as an integer, and at it as a float. */
static void test_an_overload_that_rounding_makes(void **state)
{
	static const int32_t loudest[] = {INT32_MIN, INT32_MAX, 0x7fffff00,
		0x7ffffec0, -0x7ffffec0, -0x7fffff00, -0x7ffffebf};
	struct slm_config c = usual(RATE);

	(void)state;
	c.rail = 8388607 / 8388608.0f;
	for (size_t i = 0; i < sizeof loudest / sizeof *loudest; i++) {
		static int32_t x[RATE];
		struct slm_second s;
		bool over = (float)loudest[i] * 0x1p-31f >= c.rail ||
			    (float)loudest[i] * 0x1p-31f <= -c.rail;

		start(c);
		for (size_t k = 0; k < RATE; k++)
			x[k] = k % 48 < 24 ? 1 : -1;
		x[RATE / 2] = loudest[i];
		slm_consume_integers(&m, x, RATE);
		assert_true(slm_take_second(&m, &s));
		assert_int_equal(s.state == SLM_STATE_OVERLOAD, over);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init_refuses),
		cmocka_unit_test(test_nothing_heard),
		cmocka_unit_test(test_a_tone),
		cmocka_unit_test(test_any_chunk_gives_the_same),
		cmocka_unit_test(test_samples_come_back_wiped),
		cmocka_unit_test(test_a_wiped_meter_holds_nothing),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_a_stuck_microphone_is_dead),
		cmocka_unit_test(test_louder_than_can_be_said),
		cmocka_unit_test(test_messages_only),
		cmocka_unit_test(test_integers_are_the_same_as_floats),
		cmocka_unit_test(test_an_overload_that_rounding_makes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
