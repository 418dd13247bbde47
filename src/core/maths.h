/* SPDX-License-Identifier: GPL-3.0-or-later */
/* maths.h - the few functions of mathematics that the meter needs.
 *
 * They stand in for libm, whose last bit differs from machine to machine.
 * Only + - * / and exact steps: the same bits everywhere. */
#ifndef MATHS_H
#define MATHS_H

#include <float.h>
#include <stdint.h>

#include "slm_message.h"

#if FLT_EVAL_METHOD != 0
#error "float must be computed as float: on x86 compile with -mfpmath=sse"
#endif

#define MATHS_PI 3.14159265358979323846

/* exp(x) for |x| <= 50; relative error below 1e-13. */
double maths_exp(double x);

/* 1 - exp(-x), x >= 0: what a decay of x time constants has lost.  Exact to
 * 1e-14 of itself, however small x is. */
double maths_decay(double x);

/* sin(x), -pi/2 <= x <= pi/2. */
double maths_sine(double x);

/* Square root, x > 0. */
double maths_root(double x);

/* 10 lg(x) for any x >= DBL_MIN, error below 1e-11; minus infinity below.
 * Two floats that differ get decibels that differ in the same sense. */
double maths_decibel(double x);

/* The same for what is rounded to tenths, often: within 0.0005 dB.  It never
 * falls where x rises. */
float maths_decibel_near(float x);

/* The two places where a level is rounded: to the nearest tenth, 0 to
 * SLM_LOUDEST; what lies outside is said as the nearer end. */
slm_tenth_db maths_tenths(double level);
slm_tenth_db maths_tenths_near(float level);

float maths_infinity(void);
float maths_nan(void);

static inline float maths_abs(float x)
{
	return __builtin_fabsf(x);
}

static inline uint32_t maths_bits(float x)
{
	union {
		float f;
		uint32_t u;
	} bits = {.f = x};

	return bits.u;
}

/* The bits of a float without its sign: they grow as its size does, and
 * infinity and NAN are the largest. */
#define MATHS_SIZE 0x7fffffffu

static inline uint32_t maths_size(float x)
{
	return maths_bits(x) & MATHS_SIZE;
}

static inline float maths_from_bits(uint32_t u)
{
	union {
		uint32_t u;
		float f;
	} bits = {.u = u};

	return bits.f;
}

#endif
