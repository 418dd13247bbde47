/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake.c - looks at four samples at once, and closer only where it must. */
#include "intake.h"

#include "maths.h"

/* Sizes are compared without their sign: twice the bits. */
#define TINY (2 * maths_size(SAMPLE_FLOOR))

void intake_begin(struct intake *t)
{
	t->begun = t->differ = t->overload = false;
}

/* Until something differs from the first sample; sound does at once. */
static void look_for_change(struct intake *t, uint32_t bits)
{
	if (!t->begun)
		t->first = bits;
	t->begun = true;
	t->differ = bits != t->first;
}

typedef uint32_t words __attribute__((vector_size(16)));

/* Is any of the samples tiny, an overload or no number?  One comparison finds
 * all three: below TINY it wraps. */
static bool any_odd(const struct intake *t, const float *x, size_t n)
{
	const uint32_t span = 2 * t->hot - TINY;
	words odd = {0};
	size_t i = 0;

	for (; n - i >= 4; i += 4) {
		words w;

		__builtin_memcpy(&w, x + i, sizeof w);
		odd |= (words)(w + w - TINY >= span);
	}
	for (; i < n; i++)
		odd[0] |= 2 * maths_bits(x[i]) - TINY >= span;
	return odd[0] | odd[1] | odd[2] | odd[3];
}

/* The same, sample by sample. */
static size_t look_closer(struct intake *t, float *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t size = maths_size(x[i]);

		if (size < maths_size(SAMPLE_FLOOR))
			x[i] = 0;
		else if (size > maths_size(SAMPLE_LIMIT))
			return i;
		t->overload |= size >= t->hot;
	}
	return n;
}

size_t intake_floats(struct intake *t, float *x, size_t n)
{
	if (any_odd(t, x, n))
		n = look_closer(t, x, n);
	for (size_t i = 0; i < n && !t->differ; i++)
		look_for_change(t, maths_bits(x[i]));
	return n;
}

/* No less than the size of x, but for one, and less than twice as much. */
static uint32_t about(int32_t x)
{
	uint32_t bits = (uint32_t)x;

	return bits ^ (0 - (bits >> 31));
}

void intake_integers(struct intake *t, const int32_t *x, size_t n)
{
	uint32_t most = 0;
	size_t i = 0;

	for (; n - i >= 8; i += 8)
#pragma GCC unroll 8
		for (size_t k = 0; k < 8; k++)
			most |= about(x[i + k]);
	for (; i < n; i++)
		most |= about(x[i]);
	/* the largest that these bits could make up */
	if (maths_size((float)(most + 1) * 0x1p-31f) >= t->hot)
		for (i = 0; i < n; i++)
			t->overload |= maths_size(intake_float(x[i])) >= t->hot;
	for (i = 0; i < n && !t->differ; i++)
		look_for_change(t, (uint32_t)x[i]);
}
