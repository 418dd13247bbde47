/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peak.c - LCpeak, IEC 61672-1 3.10 and 5.13, from the wave and not its
 * samples. */
#include "maths.h"
#include "peak.h"

#define TAPS (2 * PEAK_REACH)

/* sin(pi x) / (pi x), x not 0. */
static double sinc(double x)
{
	double rest = x < 0 ? -x : x, sign = 1;

	for (; rest > 0.5; rest -= 1)
		sign = -sign;
	return sign * maths_sine(MATHS_PI * rest) /
	       (MATHS_PI * (x < 0 ? -x : x));
}

/* Kaiser's window, beta = 5, up to a factor: the Bessel function I0 as its
 * series in the square of half its argument. */
static double window(double x)
{
	const double beta = 5;
	double square = beta * beta / 4 * (1 - x * x), term = 1, sum = 1;

	for (int k = 1; k <= 20; k++) {
		term *= square / (k * k);
		sum += term;
	}
	return sum;
}

/* Weights for the point `fraction` after the sample in front of the middle,
 * together 1: within 0.04 dB up to 0.36 of the rate. */
static void weights(struct peak *p, int lane, double fraction)
{
	double exact[TAPS], sum = 0;

	for (int i = 0; i < TAPS; i++) {
		double x = i - (PEAK_REACH - 1) - fraction;

		exact[i] = sinc(x) * window(x / PEAK_REACH);
		sum += exact[i];
	}
	for (int i = 0; i < TAPS; i++)
		p->weight[i][lane] = (float)(exact[i] / sum);
}

void peak_init(struct peak *p)
{
	weights(p, 0, 0.25);
	weights(p, 1, 0.5);
	weights(p, 2, 0.75);
	p->highest = 0;
	p->fresh = 0;
	p->loudest = p->before = 0;
	peak_rest(p);
}

float *peak_room(struct peak *p, uint32_t begun)
{
	uint32_t kept = TAPS + p->fresh + begun;

	for (uint32_t i = 0; p->from > 0 && i < kept; i++)
		p->wave[i] = p->wave[p->from + i];
	p->from = 0;
	return p->wave + kept;
}

/* A point of the wave in each lane; the last is idle. */
typedef float lanes __attribute__((vector_size(16)));

/* The points a quarter, a half and three quarters after x[0]. */
static inline lanes between(const struct peak *p, const float *x)
{
	lanes y = {0};

	x -= PEAK_REACH - 1;
	for (int i = 0; i < TAPS; i++) {
		lanes weight;

		__builtin_memcpy(&weight, p->weight[i], sizeof weight);
		y += x[i] * weight;
	}
	return y;
}

/* The highest point within one sample of x[0]. */
static float top(const struct peak *p, const float *x)
{
	lanes before = between(p, x - 1), after = between(p, x);
	float y[9] = {x[-1], before[0], before[1], before[2], x[0], after[0],
		after[1], after[2], x[1]};
	float highest = 0;

	for (int i = 0; i < 9; i++)
		y[i] = maths_abs(y[i]);
	for (int i = 1; i < 8; i++) {
		float left = y[i - 1], middle = y[i], right = y[i + 1];
		float bend = left - 2 * middle + right;

		if (middle < left || middle < right)
			continue;
		if (bend < 0)
			middle -= (left - right) * (left - right) / (8 * bend);
		if (highest < middle)
			highest = middle;
	}
	return highest;
}

/* Look at the samples that have all their neighbours. */
static void look(struct peak *p)
{
	float enough = p->highest / 2;

	for (uint32_t i = 0; i < p->fresh; i++) {
		const float *x = p->wave + p->from + PEAK_REACH + i;
		float size = maths_abs(x[0]), y;

		if (size < enough || size < maths_abs(x[-1]) ||
			size < maths_abs(x[1]))
			continue;
		y = top(p, x);
		if (p->highest < y) {
			p->highest = y;
			enough = y / 2;
		}
	}
}

void peak_add(struct peak *p, uint32_t n, float loudest)
{
	float most;

	p->fresh += n;
	if (p->loudest < loudest)
		p->loudest = loudest;
	if (p->fresh < PEAK_BATCH)
		return;
	most = p->loudest > p->before ? p->loudest : p->before;
	if (most > 0 && 2 * most >= p->highest)
		look(p);
	p->from += p->fresh;
	p->before = p->loudest;
	p->loudest = 0;
	p->fresh = 0;
}

float peak_highest(const struct peak *p)
{
	float y = p->highest;

	y = p->loudest > y ? p->loudest : y;
	return p->before > y ? p->before : y;
}

void peak_rest(struct peak *p)
{
	p->highest = peak_highest(p);
	p->loudest = p->before = 0;
	p->from = p->fresh = 0;
	for (int i = 0; i < TAPS; i++)
		p->wave[i] = 0;
}
