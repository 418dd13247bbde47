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

/* `all` is known when this is compiled into its two callers. */
static inline __attribute__((always_inline)) size_t run(struct weighting *w,
	struct block *b, uint32_t full, float *samples, float *C, size_t n,
	bool *stopped, const bool all)
{
	/* Sizes are compared without their sign: twice the bits. */
	const uint32_t tiny = 2 * maths_size(SAMPLE_FLOOR);
	const uint32_t span = 2 * w->hot - tiny, first = w->first;
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
	uint32_t differ = 0;
	size_t i = 0;

	while (i < n) {
		size_t begin = i;
		size_t end = n - i < full - b->n ? n : i + full - b->n;
		float sum_A = b->A, sum_C = b->C;
		float sum_Z = b->Z, offset = b->offset, loudest = b->loudest;

		for (; i < end; i++) {
			float y = samples[i];
			uint32_t bits = maths_bits(y);

			/* One comparison for both ends: below tiny it wraps. */
			if (2 * bits - tiny >= span) {
				if (2 * bits < tiny)
					y = maths_from_bits(bits = 0);
				else if (2 * bits >
					 2 * maths_size(SAMPLE_LIMIT))
					break;
				else
					w->overload = true;
			}
			differ |= bits ^ first;
			*(volatile float *)&samples[i] = 0;
			if (all) {
				float z = y - pivot;

				sum_Z += z * z;
				offset += z;
			}
			y = high_pass(y, &f1, c1);
			y = high_pass(y, &f1_again, c1);
			y = section(y, &s0, p0, z0);
			y = section(y, &s1, p1, z1);
			y = section(y, &s2, p2, z2);
			y = section(y, &s3, p3, z3);
			sum_C += y * y;
			if (all) {
				float size = maths_abs(y);

				C[i] = y;
				loudest = size > loudest ? size : loudest;
			}
			y = high_pass(y, &f2, c2);
			y = high_pass(y, &f3, c3);
			sum_A += y * y;
		}
		b->A = sum_A;
		b->C = sum_C;
		b->Z = sum_Z;
		b->offset = offset;
		b->loudest = loudest;
		b->n += (uint32_t)(i - begin);
		*stopped = i < end;
		if (b->n < full)
			break;
		if (sum_C < POWER_QUIET && (sum_A > 0 || sum_C > 0))
			break;
		*++b = (struct block){0};
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
	return i;
}

size_t weighting_run(struct weighting *w, struct block *b, uint32_t full,
	float *samples, float *C, size_t n, bool *stopped)
{
	return C ? run(w, b, full, samples, C, n, stopped, true)
		 : run(w, b, full, samples, NULL, n, stopped, false);
}

void weighting_first(struct weighting *w, float sample)
{
	w->first = maths_size(sample) < maths_size(SAMPLE_FLOOR)
			   ? 0
			   : maths_bits(sample);
	w->differ = 0;
	w->overload = false;
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
