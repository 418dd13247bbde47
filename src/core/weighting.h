/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weighting.h - frequency weightings A, C and Z, IEC 61672-1 5.5.
 *
 * All poles of A and C are real, so both are chains of first-order sections,
 * and A is C and two sections more:
 *
 *     x --HP f1--HP f1--sections for f4-- C --HP f2--HP f3-- A
 *
 * A first-order section keeps its accuracy in single precision, where a
 * biquad does not.  The gain of the chains is not applied to each sample: it
 * is added to the levels, in dB. */
#ifndef WEIGHTING_H
#define WEIGHTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intake.h"

#define POWER_FLOOR 0x1p-80f /* SAMPLE_FLOOR squared */
#define POWER_QUIET 0x1p-60f /* a block below it is looked at for these */

/* The sections: high-passes at f1 (both), f2, f3; those for f4, of which there
 * are four, or two and a pole alone. */
struct sections {
	float c1, c2, c3;
	bool four;
	float pole[4], zero[4];
};

/* Their states, in the same order: f1, f2, f1, f3; those for f4. */
struct echo {
	float low[4], high[4];
};

struct weighting {
	struct sections sections;
	struct echo echo;
	float pivot;	       /* Z is counted from here: the offset, nearly */
	double gain_A, gain_C; /* to be added to the levels, dB */
};

/* What has come out since the block began: sums over n samples. */
struct block {
	float A; /* of squares */
	uint32_t n;
	/* not with messages only */
	float C, Z;    /* of squares; Z: of samples less the pivot */
	float offset;  /* of samples less the pivot */
	float loudest; /* |C| */
};

/* Design the sections for a rate, from rest. */
void weighting_init(struct weighting *w, uint32_t rate_hz);

/* Count Z from here, from now on. */
void weighting_pivot(struct weighting *w, float pivot);

/* Filter samples and wipe them: floats, or integers of 32 bits.  Adds to *b,
 * and goes on with the next of the array when a block has `full` samples.
 * C gets the C-weighted wave; NULL: A is all that is wanted.  Integers with C
 * are slow. */
void weighting_run(struct weighting *w, struct block *b, uint32_t full,
	void *samples, bool integers, float *C, size_t n);

/* A block ends before it is full. */
void weighting_end(struct weighting *w, struct block *b);

void weighting_rest(struct weighting *w);

#endif
