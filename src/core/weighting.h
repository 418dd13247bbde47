/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weighting.h - frequency weightings A, C and Z, IEC 61672-1 5.5.
 *
 * All poles of A and C are real, so both are chains of first-order sections,
 * and A is C and two sections more:
 *
 *     x --HP f1--HP f1--four sections for f4-- C --HP f2--HP f3-- A
 *
 * A first-order section keeps its accuracy in single precision, where a
 * biquad does not.  The gain of the chains is not applied to each sample: it
 * is added to the levels, in dB. */
#ifndef WEIGHTING_H
#define WEIGHTING_H

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
#define POWER_FLOOR  0x1p-80f /* its square */
#define POWER_QUIET  0x1p-60f /* a block below it is looked at for these */

struct weighting {
	float c1, c2, c3;	/* high-passes at f1 (both), f2, f3 */
	float pole[4], zero[4]; /* of the sections for f4 */
	float low[4], high[4];	/* states: f1, f2, f1, f3; those for f4 */
	uint32_t hot;		/* maths_size() from which on a sample is an
	                             overload or no number */
	float pivot;		/* Z is counted from here: the offset, nearly */
	double gain_A, gain_C;	/* to be added to the levels, dB */

	/* Of the present second: bits of its first sample; bits in which any
	 * other differs from it; was there an overload? */
	uint32_t first, differ;
	bool overload;
};

/* What has come out since the block began: sums over n samples. */
struct block {
	float A, C, Z; /* of squares; Z: of samples less the pivot */
	float offset;  /* of samples less the pivot */
	float loudest; /* |C| */
	uint32_t n;
};

/* Design the sections for a rate, from rest.  `hot` is set to the limit. */
void weighting_init(struct weighting *w, uint32_t rate_hz);

/* A second begins with this sample. */
void weighting_first(struct weighting *w, float sample);

/* Count Z from here, from now on. */
void weighting_pivot(struct weighting *w, float pivot);

/* Take in samples, and wipe them.  Adds to *b, and goes on with the next of the
 * array when a block has `full` samples.  Stops before a sample that is no
 * number (*stopped), and after a block that is so quiet that it has to be
 * looked at.  Returns how many it took.
 *
 * C gets the C-weighted wave.  NULL: A is all that is wanted; C is summed up,
 * since it tells what is quiet, Z and the loudest are not. */
size_t weighting_run(struct weighting *w, struct block *b, uint32_t full,
	float *samples, float *C, size_t n, bool *stopped);

/* Put to zero what has faded away; call at the end of a quiet block. */
void weighting_snap(struct weighting *w);
void weighting_rest(struct weighting *w);

#endif
