/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_response.c - the filter that straightens a microphone: does it follow
 * the curve, what does it do to samples, what does it keep. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_with.h"
#include "../../src/core/response.h"

#define PI	 3.14159265358979323846
#define POINTS	 1024
#define NO_LIMIT 0.0f

struct curve {
	const char *name;
	size_t n;
	struct response_point points[POINTS];
};

static struct response response;
static void *memory;
static size_t size;

/* Fewer cases where each is slow. */
static bool few(void)
{
	return getenv("TRIALS") != NULL;
}

static int try(const struct response_config *c)
{
	size_t scratch_size = response_scratch_size(c->sample_rate_hz);
	void *scratch = malloc(scratch_size);
	int error;

	free(memory);
	size = response_size(c->sample_rate_hz);
	memory = calloc(1, size);
	error = response_init(
		&response, c, memory, size, scratch, scratch_size);
	free(scratch);
	return error;
}

static int make(const struct curve *c, uint32_t rate, float reference_hz)
{
	return try(&(struct response_config){
		rate, c->points, c->n, reference_hz, NO_LIMIT});
}

static struct response_point *add(struct curve *c)
{
	assert_true(c->n < POINTS);
	return &c->points[c->n++];
}

static void curve_flat(struct curve *c)
{
	*c = (struct curve){.name = "flat"};
	*add(c) = (struct response_point){10, 3};
	*add(c) = (struct response_point){20000, 3};
}

/* A measurement microphone: 616 points, rolls off below 12 Hz, a hump of 3 dB
 * at 12 kHz. */
static void curve_measurement(struct curve *c)
{
	*c = (struct curve){.name = "measurement microphone"};
	for (int i = 0; i < 616; i++) {
		double hz = 10 * pow(2000, i / 615.0),
		       to = log(hz / 12000) / .4;

		*add(c) = (struct response_point){
			(float)hz, (float)(3 * exp(-to * to) -
					   10 * log10(1 + pow(12 / hz, 2)))};
	}
}

/* Some dB up and down from third to third: no microphone is as rough. */
static void curve_rough(struct curve *c)
{
	static const int tenths[] = {12, -25, 30, 3, -18, 22, -30, 7, 15, -4,
		28, -11, -27, 19, 2, -21, 9, 25, -8, -16, 30, -2, 13, -29, 6,
		21, -13, 17, -23, 10, -6};

	*c = (struct curve){.name = "rough"};
	for (int i = 0; i < 31; i++)
		*add(c) = (struct response_point){
			(float)(1000 * pow(10, (i - 17) / 10.0)),
			(float)tenths[i] / 10};
}

/* A small microphone behind a hole: 24 dB an octave below 40 Hz. */
static void curve_steep_bass(struct curve *c)
{
	*c = (struct curve){.name = "steep bass"};
	*add(c) = (struct response_point){20, -24};
	*add(c) = (struct response_point){40, 0};
	*add(c) = (struct response_point){8000, 1};
	*add(c) = (struct response_point){16000, 9};
	*add(c) = (struct response_point){20000, 2};
}

static void curve_tilted(struct curve *c)
{
	*c = (struct curve){.name = "tilted"};
	*add(c) = (struct response_point){10, -35};
	*add(c) = (struct response_point){20000, 35};
}

/* The curve once more, by libm. */
static double straight(const struct curve *c, double hz)
{
	const struct response_point *p = c->points;
	size_t i = 1;

	if (hz <= (double)p[0].hz)
		return (double)p[0].db;
	if (hz >= (double)p[c->n - 1].hz)
		return (double)p[c->n - 1].db;
	while ((double)p[i].hz < hz)
		i++;
	return (double)p[i - 1].db +
	       ((double)p[i].db - (double)p[i - 1].db) *
		       log(hz / (double)p[i - 1].hz) /
		       log((double)p[i].hz / (double)p[i - 1].hz);
}

/* What the running filter does to one sample, then silence. */
static float *echo(size_t *n)
{
	float *x;

	*n = response.parts * response.block + 2 * response.block;
	x = calloc(*n, sizeof *x);
	x[700] = 1; /* its echo reaches into the next block */
	response_run(&response, x, *n);
	return x;
}

static double size_db(const float *x, size_t n, double hz, double rate)
{
	double re = 0, im = 0;

	for (size_t i = 0; i < n; i++)
		if (x[i] != 0) {
			double turn = 2 * PI * fmod(hz * (double)i / rate, 1);

			re += (double)x[i] * cos(turn);
			im += (double)x[i] * sin(turn);
		}
	return 10 * log10(re * re + im * im);
}

static void (*const curves[])(struct curve *) = {
	curve_flat,
	curve_measurement,
	curve_rough,
	curve_steep_bass,
	curve_tilted,
};

static double follows(const struct curve *c, uint32_t rate, float reference)
{
	double worst = 0;
	float *x;
	size_t n;

	assert_int_equal(make(c, rate, reference), RESPONSE_OK);
	x = echo(&n);
	/* 41 frequencies that are no bins of any transform */
	for (int i = 0; i <= 40; i++) {
		double hz = 20 * pow(1000, i / 40.0);
		double wanted;

		if (hz >= rate / 2.0)
			break; /* there is no such tone */
		wanted = straight(c, (double)reference) - straight(c, hz);
		worst = fmax(
			worst, fabs(size_db(x, n, hz, (double)rate) - wanted));
	}
	free(x);
	printf("  %-24s %6u Hz: %6zu taps, %.4f dB off at worst\n", c->name,
		(unsigned)rate, response.parts * response.block, worst);
	return worst;
}

static void test_it_follows_the_curve(void **state)
{
	static const uint32_t rates[] = {
		48000, 44100, 96000, 22050, 32000, 192000};
	size_t n = few() ? 1 : sizeof rates / sizeof *rates;
	size_t last = few() ? 2 : sizeof curves / sizeof *curves;
	static struct curve c;

	(void)state;
	for (size_t k = 0; k < last; k++) {
		curves[k](&c);
		for (size_t r = 0; r < n && (r < 3 || k == 1); r++) {
			assert_true(follows(&c, rates[r], 1000) < 0.1);
			assert_true(response_error_db(&response) <= 0.1f);
		}
	}
}

/* Calibrated at 250 Hz, the correction is nil there. */
static void test_zero_lies_at_the_reference(void **state)
{
	static struct curve c;
	float *x;
	size_t n;

	(void)state;
	curve_tilted(&c);
	assert_true(follows(&c, 48000, 250) < 0.1);
	x = echo(&n);
	assert_near(size_db(x, n, 250, 48000), 0, 0.01);
	assert_true(fabs(size_db(x, n, 1000, 48000)) > 5);
	free(x);
}

static void test_a_flat_curve_only_delays(void **state)
{
	static struct curve c;
	float x[8192], y[8192];
	size_t late;

	(void)state;
	curve_flat(&c);
	assert_int_equal(make(&c, 48000, 1000), RESPONSE_OK);
	late = response_delay(&response);
	assert_int_equal(late, 1024);
	for (int i = 0; i < 8192; i++)
		y[i] = x[i] = (float)sin(i * 0.37) * 0.5f;
	response_run(&response, y, 8192);
	for (size_t i = 0; i < 8192; i++)
		assert_near(y[i], i < late ? 0 : x[i - late], 1e-6);
}

static void noise(float *x, size_t n)
{
	unsigned seed = 7;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		x[i] = (float)(seed >> 16 & 0x7fff) / 16384.0f - 1.0f;
	}
}

static void test_portions_do_not_matter(void **state)
{
	static const size_t portions[] = {1, 7, 480, 1023, 1024, 1025, 20000};
	static struct curve c;
	static float whole[20000], parts[20000];

	(void)state;
	curve_rough(&c);
	assert_int_equal(make(&c, 48000, 1000), RESPONSE_OK);
	noise(whole, 20000);
	response_run(&response, whole, 20000);
	for (size_t k = 0; k < sizeof portions / sizeof *portions; k++) {
		response_wipe(&response);
		noise(parts, 20000);
		for (size_t i = 0; i < 20000; i += portions[k])
			response_run(&response, parts + i,
				20000 - i < portions[k] ? 20000 - i
							: portions[k]);
		assert_memory_equal(parts, whole, sizeof whole);
	}
}

/* Every byte is as it was before the first sample. */
static void test_a_wipe_leaves_no_trace(void **state)
{
	static struct curve c;
	static float x[100000];
	unsigned char *before;
	struct response was;

	(void)state;
	curve_rough(&c);
	assert_int_equal(make(&c, 48000, 1000), RESPONSE_OK);
	was = response;
	before = malloc(size);
	memcpy(before, memory, size);
	noise(x, 100000);
	response_run(&response, x, 99999);
	assert_true(memcmp(memory, before, size) != 0);
	response_wipe(&response);
	assert_memory_equal(memory, before, size);
	assert_memory_equal(&response, &was, sizeof was);
	free(before);
}

/* After its length the filter has forgotten a blast altogether. */
static void test_it_remembers_no_longer_than_its_length(void **state)
{
	static struct curve c;
	float *x;
	size_t n;

	(void)state;
	curve_measurement(&c);
	assert_int_equal(make(&c, 48000, 1000), RESPONSE_OK);
	n = (response.parts + 2) * response.block;
	x = calloc(n + 4096, sizeof *x);
	noise(x, 1000);
	response_run(&response, x, n + 4096);
	for (size_t i = n; i < n + 4096; i++)
		assert_true(x[i] == 0);
	free(x);
}

static void test_overload_is_seen_before_the_correction(void **state)
{
	static struct curve c;
	float x[1024] = {0};

	(void)state;
	curve_flat(&c);
	assert_int_equal(try(&(struct response_config){
				 48000, c.points, c.n, 1000, 0.9f}),
		RESPONSE_OK);
	x[1000] = 0.89f;
	assert_false(response_run(&response, x, 1024));
	memset(x, 0, sizeof x);
	x[1000] = -0.9f;
	assert_false(response_run(&response, x, 1024)); /* went in */
	memset(x, 0, sizeof x);
	assert_true(response_run(&response, x, 1)); /* begins to come out */
	assert_true(response_run(&response, x, 1023));
	assert_false(response_run(&response, x, 1024));
}

static void test_what_is_no_number_keeps_its_place(void **state)
{
	static const float bad[] = {NAN, INFINITY, -INFINITY, 1e30f};
	static struct curve c;
	float x[4096];

	(void)state;
	curve_rough(&c);
	for (size_t k = 0; k < 4; k++) {
		assert_int_equal(make(&c, 48000, 1000), RESPONSE_OK);
		noise(x, 4096);
		x[1500] = bad[k];
		response_run(&response, x, 4096);
		for (int i = 0; i < 4096; i++)
			assert_true(isnan(x[i]) == (i == 1500 + 1024));
	}
}

static void test_what_makes_no_sense_is_refused(void **state)
{
	struct response_point p[] = {{20, 0}, {1000, 0}, {20000, 0}};
	struct response_config c = {48000, p, 3, 1000, NO_LIMIT};
	static char small[1000];

	(void)state;
	assert_int_equal(try(&c), RESPONSE_OK);
	c.sample_rate_hz = 22049;
	assert_int_equal(try(&c), RESPONSE_ERR_RATE);
	c.sample_rate_hz = 192001;
	assert_int_equal(try(&c), RESPONSE_ERR_RATE);
	assert_int_equal(response_size(0xffffffff), 0);
	assert_int_equal(response_scratch_size(0xffffffff), 0);
	c.sample_rate_hz = 48000;
	assert_int_equal(response_init(&response, &c, small, sizeof small,
				 small, sizeof small),
		RESPONSE_ERR_MEMORY);
	c.n = 1;
	assert_int_equal(try(&c), RESPONSE_ERR_POINTS);
	c.n = 3;
	for (int i = 0; i < 4; i++) {
		static const float bad_db[] = {40.1f, -40.1f, NAN, INFINITY};
		static const float bad_hz[] = {20, 0, NAN, 20001};

		p[1].db = bad_db[i];
		assert_int_equal(try(&c), RESPONSE_ERR_POINTS);
		p[1].db = 0;
		p[1].hz = bad_hz[i];
		assert_int_equal(try(&c), RESPONSE_ERR_POINTS);
		p[1].hz = 1000;
	}
	c.reference_hz = 0;
	assert_int_equal(try(&c), RESPONSE_ERR_POINTS);
}

/* 10 dB within a tenth of a hertz: it says where. */
static void test_a_cliff_is_refused(void **state)
{
	struct response_point p[] = {
		{20, -10}, {50, -10}, {50.1f, 0}, {20000, 0}};
	struct response_config c = {48000, p, 4, 1000, NO_LIMIT};

	(void)state;
	assert_int_equal(try(&c), RESPONSE_ERR_STEEP);
	assert_true(response_error_db(&response) > 0.1f);
	assert_near(response_error_hz(&response), 50, 2);
}

static void test_no_byte_beyond_its_memory(void **state)
{
	static const uint32_t rates[] = {22050, 50000, 50001, 192000};
	static struct curve c;

	(void)state;
	curve_rough(&c);
	for (size_t r = 0; r < (few() ? 1 : 4); r++) {
		size_t own = response_size(rates[r]);
		size_t scratch = response_scratch_size(rates[r]);
		unsigned char *a = malloc(own + 16), *b = malloc(scratch + 16);
		struct response_config config = {
			rates[r], c.points, c.n, 1000, NO_LIMIT};
		float x[5000] = {0};

		memset(a + own, 0xa5, 16);
		memset(b + scratch, 0xa5, 16);
		assert_int_equal(
			response_init(&response, &config, a, own, b, scratch),
			RESPONSE_OK);
		response_run(&response, x, 5000);
		for (int i = 0; i < 16; i++) {
			assert_int_equal(a[own + (size_t)i], 0xa5);
			assert_int_equal(b[scratch + (size_t)i], 0xa5);
		}
		free(a);
		free(b);
	}
}

static int let_go(void **state)
{
	(void)state;
	free(memory);
	memory = NULL;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_follows_the_curve),
		cmocka_unit_test(test_zero_lies_at_the_reference),
		cmocka_unit_test(test_a_flat_curve_only_delays),
		cmocka_unit_test(test_portions_do_not_matter),
		cmocka_unit_test(test_a_wipe_leaves_no_trace),
		cmocka_unit_test(test_it_remembers_no_longer_than_its_length),
		cmocka_unit_test(test_overload_is_seen_before_the_correction),
		cmocka_unit_test(test_what_is_no_number_keeps_its_place),
		cmocka_unit_test(test_what_makes_no_sense_is_refused),
		cmocka_unit_test(test_a_cliff_is_refused),
		cmocka_unit_test(test_no_byte_beyond_its_memory),
	};

	return cmocka_run_group_tests(tests, NULL, let_go);
}
