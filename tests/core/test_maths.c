/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_maths.c - our own functions against libm, over their whole range. */
#include "cmocka_with.h"
#include "sound.h"
#include "../../src/core/maths.h"

static void worst(double *most, double error)
{
	if (!(fabs(error) <= *most))
		*most = fabs(error);
}

static void test_exp_root_sine(void **state)
{
	double exp_error = 0, root_error = 0, sine_error = 0;

	(void)state;
	for (double x = -50; x <= 50; x += 0.0137)
		worst(&exp_error, maths_exp(x) / exp(x) - 1);
	for (double x = 1e-30; x < 1e30; x *= 1.0137)
		worst(&root_error, maths_root(x) / sqrt(x) - 1);
	for (double x = -PI / 2; x <= PI / 2; x += 1e-4)
		worst(&sine_error, maths_sine(x) - sin(x));
	assert_true(exp_error < 1e-13);
	assert_true(root_error < 1e-15);
	assert_true(sine_error < 1e-15);
}

static void test_decay_keeps_its_digits(void **state)
{
	double error = 0;

	(void)state;
	for (double x = 1e-9; x < 30; x *= 1.0037)
		worst(&error, maths_decay(x) / -expm1(-x) - 1);
	assert_true(error < 1e-14);
	assert_true(maths_decay(0) == 0);
}

static void test_decibel_over_all_floats(void **state)
{
	double error = 0;

	(void)state;
	for (uint32_t u = 0x00800000; u < 0x7f800000; u += 997) {
		double x = (double)maths_from_bits(u);

		worst(&error, maths_decibel(x) - 10 * log10(x));
	}
	assert_true(error < 1e-11);
	assert_true(maths_decibel(1) == 0);
	assert_true(maths_decibel(0) == -INFINITY);
	assert_true(maths_decibel(-1) == -INFINITY);
	assert_true(maths_decibel(INFINITY) == INFINITY);
	assert_true(isnan(maths_decibel(NAN)));
}

/* The order of LAFmax, LAFN and LAFmin rests on this. */
static void test_decibel_keeps_order(void **state)
{
	/* all floats of an octave, across the seam, and samples elsewhere */
	double before = maths_decibel((double)maths_from_bits(0x3f000000));
	uint32_t seed = 1;

	(void)state;
	for (uint32_t u = 0x3f000001; u <= 0x3f900000; u++) {
		double now = maths_decibel((double)maths_from_bits(u));

		if (!(now > before))
			fail_msg("not above its neighbour: %08x", u);
		before = now;
	}
	for (int i = 0; i < 1000000; i++) {
		uint32_t u;

		noise(&seed);
		u = 0x00800000 + seed % 0x7f000000;
		if (!(maths_decibel((double)maths_from_bits(u + 1)) >
			    maths_decibel((double)maths_from_bits(u))))
			fail_msg("not above its neighbour: %08x", u);
	}
}

/* The quick one: all results that it can have in an octave, the seams, and
 * samples elsewhere. */
static void test_decibel_near_keeps_order(void **state)
{
	const uint32_t step = 0x200; /* the bits that it leaves out */
	double error = 0;

	(void)state;
	for (uint32_t u = 0x00800000; u < 0x7f800000;
		u += u - 0x3f000000 < 0x01000000 ? 1 : step) {
		float x = maths_from_bits(u), next = maths_from_bits(u + 1);

		worst(&error,
			(double)maths_decibel_near(x) - 10 * log10((double)x));
		next = u + 1 == 0x7f800000 ? x : next;
		if (!(maths_decibel_near(next) >= maths_decibel_near(x)))
			fail_msg("below its neighbour: %08x", u);
		next = maths_from_bits(u + step);
		if (u + step < 0x7f800000 &&
			!(maths_decibel_near(next) > maths_decibel_near(x)))
			fail_msg("not above the next result: %08x", u);
	}
	print_message("within %.6f dB\n", error);
	assert_true(error < 0.0005);
	assert_true(maths_decibel_near(0) == -INFINITY);
	assert_true(maths_decibel_near(-1) == -INFINITY);
	assert_true(maths_decibel_near(0x1p-130f) == -INFINITY);
}

static void test_tenths_are_the_nearest(void **state)
{
	static const struct {
		double level;
		slm_tenth_db want;
	} row[] = {
		{-INFINITY, 0},
		{-5, 0},
		{0, 0},
		{0.049, 0},
		{0.051, 1},
		{65.349, 653},
		{65.351, 654},
		{139.949, 1399},
		{139.951, 1400},
		{140.2, 1400},
		{INFINITY, 1400},
		{NAN, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(maths_tenths(row[i].level), row[i].want);
		assert_int_equal(
			maths_tenths_near((float)row[i].level), row[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exp_root_sine),
		cmocka_unit_test(test_decay_keeps_its_digits),
		cmocka_unit_test(test_decibel_over_all_floats),
		cmocka_unit_test(test_decibel_keeps_order),
		cmocka_unit_test(test_decibel_near_keeps_order),
		cmocka_unit_test(test_tenths_are_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
