/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detector.h - time weightings F, S and I of the A-weighted sound.
 *
 * Exponential averages of its square, IEC 61672-1 5.8.  They step once a
 * block, of at most 0.182 ms: 0.005 dB from stepping at each sample, and
 * without the stalling of a float that is moved a millionth at a time. */
#ifndef DETECTOR_H
#define DETECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "weighting.h"

#define BLOCK_SHORTEST 4  /* samples: 0.181 ms at 22.05 kHz */
#define BLOCK_LONGEST  32 /* 0.167 ms at 192 kHz */

/* How far an average goes towards the new value in a block of n samples. */
struct detector_steps {
	float F[BLOCK_LONGEST + 1], S[BLOCK_LONGEST + 1];
	float impulse[BLOCK_LONGEST + 1], hold[BLOCK_LONGEST + 1];
	float share[BLOCK_LONGEST + 1]; /* 1 / n */
};

/* Mean squares.  A maximum is negative, a minimum is infinite, until there is
 * something to say. */
struct detector {
	float F, S;
	float impulse, hold; /* I: 35 ms average, and its peak holder */
	float Fmax, Fmin, Smax, Smin, Imax;
};

/* The longest block for a rate: a multiple of four samples, which is what the
 * filters take at a time. */
uint32_t detector_block(uint32_t rate_hz);

void detector_init(
	struct detector *d, struct detector_steps *t, uint32_t rate_hz);

/* A block: F; then S and I.  Minima count when the average has settled. */
void detector_step(struct detector *d, const struct detector_steps *t,
	const struct block *b, bool settled);
void detector_step_slow(struct detector *d, const struct detector_steps *t,
	const struct block *b, bool settled);

/* F over n > 0 blocks of one length, settled: the same, faster.  Returns `sum`
 * and their sums of squares on top. */
float detector_run(struct detector *d, const struct detector_steps *t,
	const struct block *b, size_t n, float sum);

/* Put to zero what has faded away: each 10 ms is often enough. */
void detector_snap(struct detector *d);

/* Start again from rest; the extremes stay. */
void detector_rest(struct detector *d);

/* Forget the extremes of F: an interval begins. */
void detector_begin(struct detector *d);

#endif
