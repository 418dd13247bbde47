/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repeat.h - notices a driver that hands out the same stretch of sound again
 * and again.
 *
 * Keeps no sound: a hash of the last 16 samples, and a hash of such hashes.
 * The greatest marks one place in a stretch; when it comes back at equal
 * distances, and what lies in between has the same hash, the sound repeats. */
#ifndef HEAR_REPEAT_H
#define HEAR_REPEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Do not rely on the contents, but for `heard`: samples so far. */
struct repeat {
	int64_t heard;
	int64_t longest;   /* stretch that is looked for, samples */
	uint64_t recent;   /* of the last 16 samples */
	uint64_t greatest; /* since the search began */
	int64_t mark;	   /* where it was last */
	int64_t length;	   /* of the stretch that ended there; 0: none */
	uint64_t sum,
		before; /* of the hashes since the mark; of that stretch */
	bool repeats;
	int64_t since; /* from here on all was there before */
	uint32_t last; /* bits of the last sample */
};

/* Finds stretches up to a second long. */
void repeat_init(struct repeat *r, uint32_t rate_hz);

void repeat_hear(struct repeat *r, const float *samples, size_t n);

/* All from sample `from` on had been heard a stretch before.  What came since
 * the last whole stretch is taken to be so, until it is overdue. */
bool repeat_holds(const struct repeat *r, int64_t from);

#endif
