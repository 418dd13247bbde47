/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weighting.c - the loop that every sample passes through, and ends in. */
#include "maths.h"
#include "weighting.h"

/* High-pass: a zero at 0 Hz and a pole; c is 1 - pole, which a float holds
 * far better than the pole. */
static inline float high_pass(float x, float *state, float c)
{
	float y = x + *state;

	*state -= c * y;
	return y;
}

static inline float section(float x, float *state, float pole, float zero)
{
	float y = x + *state;

	*state = pole * y - zero * x;
	return y;
}

size_t weighting_run(struct weighting *w, struct block *b, float *samples,
	float *C, size_t n)
{
	const uint32_t tiny = maths_size(SAMPLE_FLOOR);
	const uint32_t span = w->hot - tiny, first = w->first;
	const float pivot = w->pivot;
	const float c1 = w->c1, c2 = w->c2, c3 = w->c3;
	const float p0 = w->pole[0], p1 = w->pole[1];
	const float p2 = w->pole[2], p3 = w->pole[3];
	const float z0 = w->zero[0], z1 = w->zero[1];
	const float z2 = w->zero[2], z3 = w->zero[3];
	float f1 = w->low[0], f2 = w->low[1];
	float f1_again = w->low[2], f3 = w->low[3];
	float s0 = w->high[0], s1 = w->high[1];
	float s2 = w->high[2], s3 = w->high[3];
	float sum_A = b->A, sum_C = b->C, sum_Z = b->Z, offset = b->offset;
	float loudest = b->loudest;
	uint32_t differ = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		float x = samples[i], y;
		uint32_t bits = maths_bits(x), size = bits & MATHS_SIZE;

		/* One comparison for both ends: below tiny it wraps. */
		if (size - tiny >= span) {
			if (size < tiny)
				x = maths_from_bits(bits = 0);
			else if (size > maths_size(SAMPLE_LIMIT))
				break;
			else
				b->overload = true;
		}
		differ |= bits ^ first;
		*(volatile float *)&samples[i] = 0;

		y = x - pivot;
		sum_Z += y * y;
		offset += y;
		y = high_pass(x, &f1, c1);
		y = high_pass(y, &f1_again, c1);
		y = section(y, &s0, p0, z0);
		y = section(y, &s1, p1, z1);
		y = section(y, &s2, p2, z2);
		y = section(y, &s3, p3, z3);
		C[i] = y;
		sum_C += y * y;
		loudest = maths_abs(y) > loudest ? maths_abs(y) : loudest;
		y = high_pass(y, &f2, c2);
		y = high_pass(y, &f3, c3);
		sum_A += y * y;
	}
	w->low[0] = f1;
	w->low[1] = f2;
	w->low[2] = f1_again;
	w->low[3] = f3;
	w->high[0] = s0;
	w->high[1] = s1;
	w->high[2] = s2;
	w->high[3] = s3;
	w->differ |= differ;
	b->A = sum_A;
	b->C = sum_C;
	b->Z = sum_Z;
	b->offset = offset;
	b->loudest = loudest;
	b->n += (uint32_t)i;
	return i;
}

void weighting_first(struct weighting *w, float sample)
{
	w->first = maths_size(sample) < maths_size(SAMPLE_FLOOR)
			   ? 0
			   : maths_bits(sample);
	w->differ = 0;
}

void weighting_pivot(struct weighting *w, float pivot)
{
	w->pivot = maths_size(pivot) < maths_size(SAMPLE_FLOOR) ? 0 : pivot;
}

static void snap(float *x)
{
	if (maths_abs(*x) < SAMPLE_FLOOR)
		*x = 0;
}

void weighting_snap(struct weighting *w)
{
	for (int i = 0; i < 4; i++) {
		snap(&w->low[i]);
		snap(&w->high[i]);
	}
}

void weighting_rest(struct weighting *w)
{
	for (int i = 0; i < 4; i++)
		w->low[i] = w->high[i] = 0;
}
