/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake.h - the look at samples before they are filtered: overload, a stuck
 * converter, what is no number. */
#ifndef INTAKE_H
#define INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A sample this large (193 dB over full scale) is no sound: it is treated as
 * one that is not a number.  Keeps squares and sums far from the largest
 * float. */
#define SAMPLE_LIMIT 0x1p32f

/* Full scale less 241 dB.  What is smaller becomes zero, so that no sum or
 * state ever comes near the denormals: they cost time on some machines and
 * are zero on others. */
#define SAMPLE_FLOOR 0x1p-40f

struct intake {
	uint32_t hot; /* maths_size() from which on a sample is an overload */

	/* Of the present second: the bits of its first sample; did any other
	 * differ from it, was there an overload? */
	uint32_t first;
	bool begun, differ, overload;
};

/* A second begins. */
void intake_begin(struct intake *t);

/* Look at samples; n > 0.  Of floats, what is tiny becomes zero.  Returns how
 * many come before one that is no number. */
size_t intake_floats(struct intake *t, float *samples, size_t n);
void intake_integers(struct intake *t, const int32_t *samples, size_t n);

/* Integers of 32 bits, as floats of +-1. */
static inline float intake_float(int32_t x)
{
	return (float)x * 0x1p-31f;
}

#endif
