/* SPDX-License-Identifier: GPL-3.0-or-later */
/* maths.c - exp, sine, root and decibel from + - * / alone. */
#include "maths.h"

/* exp(x) - 1 for |x| <= 1/4: its series, 14 terms. */
static double exp_less_one(double x)
{
	double y = 0;

	for (int k = 14; k >= 1; k--)
		y = (y + 1) * x / k;
	return y;
}

double maths_exp(double x)
{
	int halved = 0;
	double y;

	for (; x > 0.25 || x < -0.25; x /= 2)
		halved++;
	y = 1 + exp_less_one(x);
	while (halved-- > 0)
		y *= y;
	return y;
}

double maths_decay(double x)
{
	int halved = 0;
	double y;

	for (; x > 0.25; x /= 2)
		halved++;
	y = -exp_less_one(-x);
	while (halved-- > 0)
		y *= 2 - y;
	return y;
}

double maths_sine(double x)
{
	double y = 0, square = x * x;

	for (int k = 23; k >= 3; k -= 2)
		y = -(1 + y) * square / (k * (k - 1));
	return x * (1 + y);
}

double maths_root(double x)
{
	union {
		double d;
		uint64_t u;
	} y = {.d = x};

	y.u = y.u / 2 + 0x1ff8000000000000; /* half the exponent: within 6 % */
	for (int i = 0; i < 5; i++)
		y.d = (y.d + x / y.d) / 2;
	return y.d;
}

/* x = 2^e m with m within a factor sqrt(2) of 1; the logarithm of m is the
 * series of 2 atanh(t), t = (m - 1) / (m + 1), |t| <= 0.172. */
double maths_decibel(double x)
{
	const double ten_lg_2 = 3.01029995663981195; /* 10 lg 2 */
	const double twenty_lg_e = 8.68588963806503655;
	/* No division: it is slow where there is no double precision. */
	static const double series[] = {1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9,
		1.0 / 7, 1.0 / 5, 1.0 / 3, 1.0};
	union {
		double d;
		uint64_t u;
	} m = {.d = x};
	int e;
	double t, square, y = 0;

	if (x != x)
		return x;
	if (x < DBL_MIN)
		return -(double)maths_infinity();
	if (x > DBL_MAX)
		return x;
	e = (int)(m.u >> 52) - 1023;
	m.u = (m.u & 0x000fffffffffffff) | 0x3ff0000000000000;
	if (m.d > 1.41421356) {
		m.d /= 2;
		e++;
	}
	t = (m.d - 1) / (m.d + 1);
	square = t * t;
	for (int i = 0; i < 8; i++)
		y = y * square + series[i];
	return ten_lg_2 * e + twenty_lg_e * t * y;
}

/* As above, with three terms.  The last 9 bits of x are left out (0.0003 dB):
 * rounding then cannot turn the order of two results. */
float maths_decibel_near(float x)
{
	const float ten_lg_2 = 3.01029996f, twenty_lg_e = 8.68588964f;
	uint32_t bits = maths_bits(x);
	int e = (int)(bits >> 23) - 127;
	float m, t, square;

	if (!(x >= FLT_MIN))
		return -maths_infinity();
	m = maths_from_bits((bits & 0x007ffe00) | 0x3f800000);
	if (m > 1.41421356f) {
		m *= 0.5f;
		e++;
	}
	t = (m - 1) / (m + 1);
	square = t * t;
	return ten_lg_2 * (float)e +
	       twenty_lg_e * t * (1 + square * (1.0f / 3 + square * 0.2f));
}

slm_tenth_db maths_tenths_near(float level)
{
	if (!(level > 0))
		return 0;
	if (level >= SLM_LOUDEST / 10.0f)
		return SLM_LOUDEST;
	return (slm_tenth_db)(10 * level + 0.5f);
}

slm_tenth_db maths_tenths(double level)
{
	if (!(level > 0))
		return 0;
	if (level >= SLM_LOUDEST / 10.0)
		return SLM_LOUDEST;
	return (slm_tenth_db)(10 * level + 0.5);
}

float maths_infinity(void)
{
	return maths_from_bits(0x7f800000);
}

float maths_nan(void)
{
	return maths_from_bits(0x7fc00000);
}
