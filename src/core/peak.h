/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peak.h - the peak of the C-weighted wave, between the samples too.
 *
 * The largest sample can lie 1 dB below the peak of an 8 kHz wave.  So the
 * wave is interpolated at quarters of a sample, and through the three highest
 * points goes a parabola; but only beside a sample that is the largest of its
 * neighbours and above half the peak so far.  A peak that stands higher than
 * twice its nearest sample needs a lone burst above a third of the rate. */
#ifndef PEAK_H
#define PEAK_H

#include <stdint.h>

#include "detector.h"

/* Samples that are taken in at once, at most. */
#define RUN_LONGEST 256

#define PEAK_REACH 6  /* samples on either side that shape an interpolation */
#define PEAK_BATCH 32 /* samples that are looked at in one go, at least */

struct peak {
	float wave[2 * PEAK_REACH + PEAK_BATCH + BLOCK_LONGEST + RUN_LONGEST];
	uint32_t from;	       /* in the wave: what is before is done with */
	uint32_t fresh;	       /* samples after that and twice the reach */
	float loudest, before; /* samples of this batch and of the one before */
	float highest;	       /* so far; 0 before the first sample */
	/* Weights of the points at 1/4, 1/2, 3/4 between two samples; none. */
	float weight[2 * PEAK_REACH][4];
};

void peak_init(struct peak *p);

/* Where the next samples go, after `begun` of a block that was not yet added:
 * room for RUN_LONGEST. */
float *peak_room(struct peak *p, uint32_t begun);

/* n samples were put there, `loudest` the largest of them. */
void peak_add(struct peak *p, uint32_t n, float loudest);

/* The wave ends here, or is torn: its last samples count as they are. */
void peak_rest(struct peak *p);

/* The peak so far. */
float peak_highest(const struct peak *p);

#endif
