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

/* A greater one, or the first that comes when the old mark is too old. */
static void begin_stretch(struct repeat *r, uint64_t hash)
{
	r->greatest = hash;
	r->length = 0;
	r->repeats = false;
	r->mark = r->heard;
	r->sum = 0;
}

void repeat_hear(struct repeat *r, const float *samples, size_t n)
{
	uint64_t recent = r->recent, sum = r->sum;
	const int64_t before = r->heard;

	for (size_t i = 0; i < n; i++) {
		uint64_t hash;
		uint32_t bits;

		memcpy(&bits, &samples[i], sizeof bits);
		/* what is 16 samples old has been shifted out */
		recent = (recent << 4) + (bits * ODD >> 32);
		hash = recent * ODD;
		hash ^= hash >> 32;
		sum = sum * ODD + hash; /* in their order */
		/* Where nothing moves there is no place to be marked. */
		if (bits == r->last)
			continue;
		r->last = bits;
		r->heard = before + (int64_t)i;
		if (hash < r->greatest && r->heard - r->mark <= r->longest)
			continue;
		r->sum = sum;
		if (hash == r->greatest)
			end_stretch(r);
		else
			begin_stretch(r, hash);
		sum = r->sum;
	}
	r->recent = recent;
	r->sum = sum;
	r->heard = before + (int64_t)n;
}

bool repeat_holds(const struct repeat *r, int64_t from)
{
	return r->repeats && r->since <= from &&
	       r->heard - r->mark <= r->length;
}
