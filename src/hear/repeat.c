/* SPDX-License-Identifier: GPL-3.0-or-later */
/* repeat.c - notices a driver that hands out the same stretch of sound again
 * and again. */
#include "repeat.h"

#include <string.h>

#define ODD 0x9e3779b97f4a7c15u /* 2^64 over the golden ratio */

void repeat_init(struct repeat *r, uint32_t rate_hz)
{
	*r = (struct repeat){.longest = rate_hz};
}

static void search_anew(struct repeat *r)
{
	r->greatest = 0;
	r->length = 0;
	r->repeats = false;
}

/* The greatest hash is here again. */
static void end_stretch(struct repeat *r)
{
	int64_t length = r->heard - r->mark;
	bool same = length == r->length && r->sum == r->before;

	if (same && !r->repeats)
		r->since = r->mark;
	r->repeats = same;
	r->length = length;
	r->before = r->sum;
	r->mark = r->heard;
	r->sum = 0;
}

static void begin_stretch(struct repeat *r, uint64_t hash)
{
	search_anew(r);
	r->greatest = hash;
	r->mark = r->heard;
	r->sum = 0;
}

void repeat_hear(struct repeat *r, const float *samples, size_t n)
{
	for (size_t i = 0; i < n; i++, r->heard++) {
		uint64_t hash;
		uint32_t bits;
		bool moves;

		memcpy(&bits, &samples[i], sizeof bits);
		moves = bits != r->last;
		r->last = bits;
		/* what is 16 samples old has been shifted out */
		r->recent = (r->recent << 4) + (bits * ODD >> 32);
		hash = r->recent * ODD;
		hash ^= hash >> 32;
		r->sum = r->sum * ODD + hash; /* in their order */
		/* Where nothing moves there is no place to be marked. */
		if (moves && hash == r->greatest)
			end_stretch(r);
		else if (moves && hash > r->greatest)
			begin_stretch(r, hash);
		else if (r->heard - r->mark > r->longest)
			search_anew(r);
	}
}

bool repeat_holds(const struct repeat *r, int64_t from)
{
	return r->repeats && r->since <= from &&
	       r->heard - r->mark <= r->length;
}
