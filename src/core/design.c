/* SPDX-License-Identifier: GPL-3.0-or-later */
/* design.c - the sections of the weightings for any rate, at start-up.
 *
 * The low poles are moved to the digital side as exp(-2 pi f / rate), the
 * zeros at 0 Hz stay there: exact to 0.003 dB below 2 kHz.  The double pole
 * f4 comes too near to half the rate for that: its sections are made to meet
 * the wanted curve at five frequencies.  In s = sin^2(pi f / rate) the squared
 * size of a factor 1 - r/z is (1 - r)^2 + 4 r s, so numerator and denominator
 * are polynomials in s.
 *
 * From 48 kHz on two poles and two zeros are found together, beside a pole that
 * is given.  Below, half the rate is so near that it takes four zeros, and four
 * poles that are given. */
#include "maths.h"
#include "weighting.h"

/* Hz, IEC 61672-1 Annex E */
#define F1 20.598997058
#define F2 107.652648643
#define F3 737.862230736
#define F4 12194.217147998

#define POINTS 5 /* where the curve is met */
#define ZEROS  4

/* Hz: with fewer sections the error stays within 0.003 dB from here on */
#define RATE_OF_TWO 48000

static double squared(double x)
{
	return x * x;
}

/* The wanted curves, squared, up to a factor. */
static double analogue_C(double f)
{
	return squared(squared(f)) / (squared(squared(f) + squared(F1)) *
					     squared(squared(f) + squared(F4)));
}

static double analogue_A(double f)
{
	return analogue_C(f) * squared(squared(f)) /
	       ((squared(f) + squared(F2)) * (squared(f) + squared(F3)));
}

/* |1 - r/z|^2 */
static double factor(double r, double s)
{
	return squared(1 - r) + 4 * r * s;
}

static double high_pass(double c, double s)
{
	return 4 * s / factor(1 - c, s);
}

/* c[] of the polynomial of degree ZEROS through the points (s, v): divided
 * differences, then multiplied out. */
static void interpolate(double c[ZEROS + 1], const double s[ZEROS + 1],
	const double v[ZEROS + 1])
{
	for (int i = 0; i <= ZEROS; i++)
		c[i] = v[i];
	for (int k = 1; k <= ZEROS; k++)
		for (int i = ZEROS; i >= k; i--)
			c[i] = (c[i] - c[i - 1]) / (s[i] - s[i - k]);
	for (int k = ZEROS - 1; k >= 0; k--)
		for (int i = k; i < ZEROS; i++)
			c[i] -= s[k] * c[i + 1];
}

/* One step of Newton's method for c[0] + c[1] x + ... */
static double newton_step(const double *c, int degree, double x)
{
	double value = c[degree], slope = 0;

	for (int i = degree - 1; i >= 0; i--) {
		slope = slope * x + value;
		value = value * x + c[i];
	}
	return slope > 0 || slope < 0 ? value / slope : 0;
}

/* All roots are real.  From beyond the largest, Newton's method walks down to
 * it without a miss; divide it out, and go on with the next. */
static void real_roots(double root[ZEROS], const double c[ZEROS + 1])
{
	double rest[ZEROS + 1];

	for (int i = 0; i <= ZEROS; i++)
		rest[i] = c[i];
	for (int degree = ZEROS; degree > 0; degree--) {
		double x = 1, step, carry;

		for (int i = 0; i < degree; i++) {
			double ratio = rest[i] / rest[degree];
			double bound = 1 + (ratio < 0 ? -ratio : ratio);

			if (x < bound)
				x = bound;
		}
		for (int i = 0; i < 400; i++) {
			step = newton_step(rest, degree, x);
			x -= step;
			if (squared(step) <= squared(1e-13 * x))
				break;
		}
		carry = rest[degree];
		for (int i = degree - 1; i >= 0; i--) {
			double next = rest[i];

			rest[i] = carry;
			carry = next + carry * x;
		}
		for (int i = 0; i < 3; i++)
			x -= newton_step(c, ZEROS, x);
		root[degree - 1] = x;
	}
}

struct design {
	double rate, c1, c2, c3, pole[4], zero[ZEROS];
	int poles, zeros;
};

static double position(const struct design *d, double f)
{
	return squared(maths_sine(MATHS_PI * f / d->rate));
}

static double low_C(const struct design *d, double s)
{
	return squared(high_pass(d->c1, s));
}

static double low_A(const struct design *d, double s)
{
	return low_C(d, s) * high_pass(d->c2, s) * high_pass(d->c3, s);
}

static double factors(const double *r, int n, double s)
{
	double y = 1;

	for (int i = 0; i < n; i++)
		y *= factor(r[i], s);
	return y;
}

/* What the sections for f4 must do at f, against 1 kHz: the geometric mean of
 * what A and C ask for, which differ by a few thousandths of a dB. */
static double wanted(const struct design *d, double f)
{
	double s = position(d, f);

	return maths_root(
		analogue_A(f) / low_A(d, s) * (analogue_C(f) / low_C(d, s)));
}

/* Five points of the wanted curve, each times what the poles so far take away:
 * Chebyshev's in f^2, up to `high` of the highest frequency that counts. */
static void points(const struct design *d, double low, double high,
	double s[POINTS], double v[POINTS])
{
	double top = 0.46875 * d->rate < 20000 ? 0.46875 * d->rate : 20000;

	low = squared(low * top);
	high = squared(high * top);
	for (int i = 0; i < POINTS; i++) {
		double angle = MATHS_PI * (2 * i + 1) / (2 * POINTS);
		double cosine = maths_sine(MATHS_PI / 2 - angle);
		double f = maths_root(
			(low + high) / 2 - (high - low) / 2 * cosine);

		s[i] = position(d, f);
		v[i] = wanted(d, f) / wanted(d, 1000) *
		       factors(d->pole, d->poles, s[i]);
	}
}

/* 1 - r/z is zero at s = root: z + 1/z = 2 t; the one of both that lies
 * inside. */
static double inside(double root)
{
	double t = 1 - 2 * root, h = maths_root(squared(t) - 1);

	return 1 / (t > 0 ? t + h : t - h);
}

/* The poles f4, and two more: found by search, for the least error in a range
 * of rates.  Elsewhere in the range it stays below 0.006 dB. */
static void four_sections(struct design *d)
{
	double s[POINTS], v[POINTS], c[ZEROS + 1], root[ZEROS];

	d->pole[0] = d->pole[1] = 1 - maths_decay(2 * MATHS_PI * F4 / d->rate);
	d->pole[2] = d->rate < 43400 ? -0.40 : d->rate < 46500 ? -0.34 : -0.24;
	d->pole[3] = d->rate < 43400 ? -0.76 : d->rate < 46500 ? -0.70 : -0.60;
	d->poles = d->zeros = 4;
	points(d, 0.05, 0.98, s, v);
	interpolate(c, s, v);
	real_roots(root, c);
	for (int i = 0; i < ZEROS; i++)
		d->zero[i] = inside(root[i]);
}

/* Gauss's elimination; the last column is the right-hand side, and becomes the
 * solution. */
static void solve(double row[POINTS][POINTS + 1])
{
	for (int i = 0; i < POINTS; i++) {
		int best = i;

		for (int k = i + 1; k < POINTS; k++)
			if (squared(row[k][i]) > squared(row[best][i]))
				best = k;
		for (int j = 0; j <= POINTS; j++) {
			double other = row[best][j];

			row[best][j] = row[i][j];
			row[i][j] = other;
		}
		for (int j = POINTS; j >= i; j--)
			row[i][j] /= row[i][i];
		for (int k = 0; k < POINTS; k++)
			for (int j = POINTS; k != i && j >= i; j--)
				row[k][j] -= row[k][i] * row[i][j];
	}
}

/* Both of c + b x + a x^2.  At high rates two that nearly fall together may
 * miss the real line by a hair: then they are taken to be one. */
static void two_inside(double r[2], double c, double b, double a)
{
	double middle = -b / (2 * a), rest = squared(middle) - c / a;
	double apart = rest > 0 ? maths_root(rest) : 0;

	r[0] = inside(middle - apart);
	r[1] = inside(middle + apart);
}

/* N(s) = v D(s) in five points, with D(0) = 1: linear in what is left. */
static void two_sections(struct design *d)
{
	double s[POINTS], v[POINTS], row[POINTS][POINTS + 1];

	d->pole[0] = -0.45; /* found by search */
	d->poles = 1;
	points(d, 0.03, 1, s, v);
	for (int i = 0; i < POINTS; i++) {
		row[i][0] = 1;
		row[i][1] = s[i];
		row[i][2] = squared(s[i]);
		row[i][3] = -v[i] * s[i];
		row[i][4] = -v[i] * squared(s[i]);
		row[i][5] = v[i];
	}
	solve(row);
	d->pole[2] = d->pole[0];
	two_inside(d->zero, row[0][5], row[1][5], row[2][5]);
	two_inside(d->pole, 1, row[3][5], row[4][5]);
	d->poles = 3;
	d->zeros = 2;
}

void weighting_init(struct weighting *w, uint32_t rate_hz)
{
	struct design d = {.rate = rate_hz};
	double radian = 2 * MATHS_PI / d.rate, s, high;

	d.c1 = maths_decay(radian * F1);
	d.c2 = maths_decay(radian * F2);
	d.c3 = maths_decay(radian * F3);
	if (rate_hz < RATE_OF_TWO)
		four_sections(&d);
	else
		two_sections(&d);

	s = position(&d, 1000);
	high = factors(d.zero, d.zeros, s) / factors(d.pole, d.poles, s);
	w->gain_C = -maths_decibel(low_C(&d, s) * high);
	w->gain_A = -maths_decibel(low_A(&d, s) * high);
	w->sections.c1 = (float)d.c1;
	w->sections.c2 = (float)d.c2;
	w->sections.c3 = (float)d.c3;
	w->sections.four = rate_hz < RATE_OF_TWO;
	for (int i = 0; i < 4; i++) {
		w->sections.pole[i] = (float)d.pole[i];
		w->sections.zero[i] = (float)d.zero[i];
	}
	weighting_rest(w);
}
