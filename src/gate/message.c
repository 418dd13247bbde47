/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message.c - the bytes of a message, and which of them are legal.
 *
 * A decoder reads the fields, checks them, writes them again and compares:
 * what the encoder could not have written is refused, padding included. */
#include <string.h>

#include "slm_message.h"

enum kind { SECOND = 1, SPREAD = 2, RECORD = 3 };

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static slm_tenth_db get_level(const uint8_t *p)
{
	uint16_t v = get16(p);

	/* 0xffff is SLM_NO_LEVEL; anything else too large stays illegal. */
	return v == 0xffff ? SLM_NO_LEVEL :
		v > SLM_LOUDEST ? (slm_tenth_db)-2 : (slm_tenth_db)v;
}

static bool is_level(slm_tenth_db l)
{
	return l >= 0 && l <= SLM_LOUDEST;
}

void slm_second_encode(uint8_t b[SLM_MESSAGE_BYTES], const struct slm_second *s)
{
	memset(b, 0, SLM_MESSAGE_BYTES);
	b[0] = SECOND;
	b[1] = s->state;
	put16(b + 2, (uint16_t)s->LAeq);
}

bool slm_second_decode(struct slm_second *out,
	const uint8_t b[SLM_MESSAGE_BYTES])
{
	struct slm_second s = { .LAeq = get_level(b + 2), .state = b[1] };
	uint8_t again[SLM_MESSAGE_BYTES];

	if (s.state >= SLM_STATES)
		return false;
	if (s.state < SLM_STATE_GAP ? !is_level(s.LAeq) :
		s.LAeq != SLM_NO_LEVEL)
		return false;
	slm_second_encode(again, &s);
	if (memcmp(again, b, sizeof again) != 0)
		return false;
	*out = s;
	return true;
}

static void put_levels(uint8_t *p, const struct slm_spread *s)
{
	const slm_tenth_db l[7] = { s->LAFmax, s->LAF1, s->LAF10, s->LAF50,
		s->LAF90, s->LAF95, s->LAFmin };

	for (int i = 0; i < 7; i++)
		put16(p + 2 * i, (uint16_t)l[i]);
}

static bool get_levels(struct slm_spread *s, const uint8_t *p)
{
	slm_tenth_db l[7], above = SLM_LOUDEST;
	int absent = 0;

	for (int i = 0; i < 7; i++) {
		l[i] = get_level(p + 2 * i);
		absent += l[i] == SLM_NO_LEVEL;
		if (l[i] != SLM_NO_LEVEL && (!is_level(l[i]) || l[i] > above))
			return false;
		above = l[i] == SLM_NO_LEVEL ? above : l[i];
	}
	*s = (struct slm_spread){ l[0], l[1], l[2], l[3], l[4], l[5], l[6] };
	return absent == 0 || absent == 7;
}

void slm_spread_encode(uint8_t b[SLM_MESSAGE_BYTES], const struct slm_spread *s)
{
	memset(b, 0, SLM_MESSAGE_BYTES);
	b[0] = SPREAD;
	put_levels(b + 2, s);
}

bool slm_spread_decode(struct slm_spread *out,
	const uint8_t b[SLM_MESSAGE_BYTES])
{
	struct slm_spread s;
	uint8_t again[SLM_MESSAGE_BYTES];

	if (!get_levels(&s, b + 2))
		return false;
	slm_spread_encode(again, &s);
	if (memcmp(again, b, sizeof again) != 0)
		return false;
	*out = s;
	return true;
}

void slm_record_encode(uint8_t b[SLM_MESSAGE_BYTES], const struct slm_record *r)
{
	memset(b, 0, SLM_MESSAGE_BYTES);
	b[0] = RECORD;
	put16(b + 2, r->interval_s);
	put16(b + 4, r->sequence & 0xffff);
	put16(b + 6, r->sequence >> 16);
	put16(b + 8, r->covered_s);
	put16(b + 10, r->flags);
	put16(b + 12, (uint16_t)r->LAeq);
	put_levels(b + 14, &r->spread);
}

/* What the flags and the levels must say, given how much was covered. */
static bool is_consistent(const struct slm_record *r)
{
	const unsigned heard = SLM_FLAG_OVERLOAD | SLM_FLAG_UNDER_RANGE;
	const unsigned missed = SLM_FLAG_GAP | SLM_FLAG_DEAD | SLM_FLAG_START;

	if (r->interval_s < SLM_INTERVAL_MIN_S ||
		r->interval_s > SLM_INTERVAL_MAX_S || 3600 % r->interval_s)
		return false;
	if (r->covered_s > r->interval_s || (r->flags & ~SLM_GATE_FLAGS))
		return false;
	if ((r->covered_s < r->interval_s) != !!(r->flags & missed))
		return false;
	if (r->covered_s == 0)
		return r->LAeq == SLM_NO_LEVEL && !(r->flags & heard) &&
			r->spread.LAFmax == SLM_NO_LEVEL;
	return is_level(r->LAeq);
}

bool slm_record_decode(struct slm_record *out,
	const uint8_t b[SLM_MESSAGE_BYTES])
{
	struct slm_record r = {
		.sequence = get16(b + 4) | (uint32_t)get16(b + 6) << 16,
		.interval_s = get16(b + 2),
		.covered_s = get16(b + 8),
		.flags = get16(b + 10),
		.LAeq = get_level(b + 12),
	};
	uint8_t again[SLM_MESSAGE_BYTES];

	if (!get_levels(&r.spread, b + 14) || !is_consistent(&r))
		return false;
	slm_record_encode(again, &r);
	if (memcmp(again, b, sizeof again) != 0)
		return false;
	*out = r;
	return true;
}
