/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry.c - a record of the node in five words, 160 bits, lowest first. */
#include "entry.h"

#include <string.h>

#include "bits.h"

#define NO_LEVEL 2047u

/* The eleven bits of a level. */
static void put_level(uint32_t *words, uint32_t *at, slm_tenth_db level)
{
	bits_put(words, at, level == SLM_NO_LEVEL ? NO_LEVEL : (uint32_t)level,
		11);
}

/* One that is too large stays illegal. */
static slm_tenth_db get_level(const uint32_t *words, uint32_t *at)
{
	uint32_t level = bits_get(words, at, 11);

	return level == NO_LEVEL ? SLM_NO_LEVEL : (slm_tenth_db)level;
}

void entry_pack(uint32_t words[ENTRY_WORDS], const struct entry *e)
{
	const struct slm_record *r = &e->record;
	const struct slm_spread *s = &r->spread;
	uint32_t at = 0;

	memset(words, 0, ENTRY_WORDS * sizeof *words);
	bits_put(words, &at, e->number, 24);
	bits_put(words, &at, e->count, 18);
	bits_put(words, &at, e->first, 1);
	bits_put(words, &at, r->flags, 5);
	bits_put(words, &at, r->interval_s, 12);
	bits_put(words, &at, r->covered_s, 12);
	put_level(words, &at, r->LAeq);
	put_level(words, &at, s->LAFmax);
	put_level(words, &at, s->LAF1);
	put_level(words, &at, s->LAF10);
	put_level(words, &at, s->LAF50);
	put_level(words, &at, s->LAF90);
	put_level(words, &at, s->LAF95);
	put_level(words, &at, s->LAFmin);
}

/* The gate's own rules, by its own code; the record's number is its sequence. */
static bool is_legal(struct slm_record *r)
{
	uint8_t message[SLM_MESSAGE_BYTES];

	slm_record_encode(message, r);
	return slm_record_decode(r, message);
}

bool entry_unpack(struct entry *e, const uint32_t words[ENTRY_WORDS])
{
	struct slm_record r;
	struct slm_spread *s = &r.spread;
	uint32_t at = 0;

	e->number = bits_get(words, &at, 24);
	e->count = bits_get(words, &at, 18);
	e->first = bits_get(words, &at, 1);
	r.sequence = e->number;
	r.flags = (uint16_t)bits_get(words, &at, 5);
	r.interval_s = (uint16_t)bits_get(words, &at, 12);
	r.covered_s = (uint16_t)bits_get(words, &at, 12);
	r.LAeq = get_level(words, &at);
	s->LAFmax = get_level(words, &at);
	s->LAF1 = get_level(words, &at);
	s->LAF10 = get_level(words, &at);
	s->LAF50 = get_level(words, &at);
	s->LAF90 = get_level(words, &at);
	s->LAF95 = get_level(words, &at);
	s->LAFmin = get_level(words, &at);
	e->record = r;
	return e->number > 0 && is_legal(&e->record);
}

uint32_t entry_crc(const uint8_t *bytes, uint32_t n)
{
	static const uint32_t nibble[16] = {0, 0x1db71064, 0x3b6e20c8,
		0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0,
		0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
	uint32_t crc = UINT32_MAX;

	for (uint32_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		crc = crc >> 4 ^ nibble[crc & 15];
		crc = crc >> 4 ^ nibble[crc & 15];
	}
	return ~crc;
}
