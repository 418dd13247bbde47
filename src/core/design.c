/* SPDX-License-Identifier: GPL-3.0-or-later */
/* design.c - the sections of the weightings for any rate, at start-up.
 *
 * The low poles are moved to the digital side as exp(-2 pi f / rate), the
 * zeros at 0 Hz stay there: exact to 0.003 dB below 2 kHz.  The double pole
 * f4 comes too near to half the rate for that: its sections get two more
 * poles, and four zeros that are made to meet the wanted curve at five
 * frequencies.  In s = sin^2(pi f / rate) the squared size of a factor
 * 1 - r/z is (1 - r)^2 + 4 r s, so the numerator is a polynomial in s. */
#include "maths.h"
#include "weighting.h"

/* Hz, IEC 61672-1 Annex E */
#define F1 20.598997058
#define F2 107.652648643
#define F3 737.862230736
#define F4 12194.217147998

#define ZEROS 4

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

/* The added poles: found by search, for the least error in a range of rates.
 * Elsewhere in the range it stays below 0.006 dB. */
static void added_poles(double *p2, double *p3, double rate)
{
	if (rate < 43400) {
		*p2 = -0.40;
		*p3 = -0.76;
	} else if (rate < 46500) {
		*p2 = -0.34;
		*p3 = -0.70;
	} else {
		*p2 = -0.24;
		*p3 = -0.60;
	}
}

struct design {
	double rate, c1, c2, c3, pole[4], zero[ZEROS];
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

static double high_poles(const struct design *d, double s)
{
	double y = 1;

	for (int i = 0; i < 4; i++)
		y *= factor(d->pole[i], s);
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

static void find_zeros(struct design *d)
{
	double top = 0.46875 * d->rate < 20000 ? 0.46875 * d->rate : 20000;
	double low = squared(0.05 * top), high = squared(0.98 * top);
	double s[ZEROS + 1], v[ZEROS + 1], c[ZEROS + 1], root[ZEROS];

	for (int i = 0; i <= ZEROS; i++) { /* Chebyshev's points in f^2 */
		double angle = MATHS_PI * (2 * i + 1) / (2 * ZEROS + 2);
		double cosine = maths_sine(MATHS_PI / 2 - angle);
		double f = maths_root(
			(low + high) / 2 - (high - low) / 2 * cosine);

		s[i] = position(d, f);
		v[i] = wanted(d, f) / wanted(d, 1000) * high_poles(d, s[i]);
	}
	interpolate(c, s, v);
	real_roots(root, c);
	for (int i = 0; i < ZEROS; i++) { /* z + 1/z = 2 t; the z inside */
		double t = 1 - 2 * root[i];
		double h = maths_root(squared(t) - 1);

		d->zero[i] = 1 / (t > 0 ? t + h : t - h);
	}
}

void weighting_init(struct weighting *w, uint32_t rate_hz)
{
	struct design d = {.rate = rate_hz};
	double radian = 2 * MATHS_PI / d.rate, s, high = 1;

	d.c1 = maths_decay(radian * F1);
	d.c2 = maths_decay(radian * F2);
	d.c3 = maths_decay(radian * F3);
	d.pole[0] = d.pole[1] = 1 - maths_decay(radian * F4);
	added_poles(&d.pole[2], &d.pole[3], d.rate);
	find_zeros(&d);

	s = position(&d, 1000);
	for (int i = 0; i < ZEROS; i++)
		high *= factor(d.zero[i], s);
	high /= high_poles(&d, s);
	w->gain_C = -maths_decibel(low_C(&d, s) * high);
	w->gain_A = -maths_decibel(low_A(&d, s) * high);
	w->c1 = (float)d.c1;
	w->c2 = (float)d.c2;
	w->c3 = (float)d.c3;
	for (int i = 0; i < 4; i++) {
		w->pole[i] = (float)d.pole[i];
		w->zero[i] = (float)d.zero[i];
	}
	w->hot = maths_size(SAMPLE_LIMIT) + 1;
	weighting_rest(w);
}
