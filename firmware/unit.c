/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit.c - a record in flash.  A unit has 96 bits: two say its kind, 78 are
 * free, 9 are of a CRC, and 7 count how many of the other 89 are zero. */
#include "unit.h"

#include <string.h>

#include "bits.h"

/* Tests alone leave it out, to see that it is needed. */
#ifndef UNIT_CHECKS
#define UNIT_CHECKS 1
#endif

#define FREE_BITS   80 /* the kind is among them */
#define CRC_BITS    9
#define CRC_AT	    (FREE_BITS - 64) /* in the last word */
#define SUM_AT	    (CRC_AT + CRC_BITS)
#define NUMBER_BITS 24
#define STEP_BITS   9 /* from one level down to the next */

/* Of an entry's bits, those that a head does not say begin here. */
#define ENTRY_REST (24 + 18 + 1)
#define ENTRY_BITS (32 * ENTRY_WORDS)

static uint32_t crc(const uint32_t unit[UNIT_WORDS])
{
	return entry_crc((const uint8_t *)unit, FREE_BITS / 8) %
	       (1u << CRC_BITS);
}

static uint32_t zeros(const uint32_t unit[UNIT_WORDS])
{
	return FREE_BITS + CRC_BITS -
	       (uint32_t)(__builtin_popcount(unit[0]) +
			  __builtin_popcount(unit[1]) +
			  __builtin_popcount(
				  unit[2] % (1u << SUM_AT)));
}

static void open_unit(uint32_t unit[UNIT_WORDS], uint32_t *at, enum unit_kind kind)
{
	memset(unit, 0, UNIT_WORDS * sizeof *unit);
	*at = 0;
	bits_put(unit, at, kind, 2);
}

static void seal(uint32_t unit[UNIT_WORDS])
{
	unit[2] |= crc(unit) << CRC_AT;
	unit[2] |= zeros(unit) << SUM_AT;
}

static bool is_whole(const uint32_t unit[UNIT_WORDS])
{
	return unit[2] >> SUM_AT == zeros(unit) &&
	       (unit[2] >> CRC_AT) % (1u << CRC_BITS) == crc(unit);
}

enum unit_kind unit_kind(const uint32_t unit[UNIT_WORDS])
{
	if (unit[0] == UINT32_MAX && unit[1] == UINT32_MAX)
		return UNIT_BAD; /* erased */
	if (UNIT_CHECKS && !is_whole(unit))
		return UNIT_BAD;
	return (enum unit_kind)(unit[0] % 4);
}

uint32_t unit_number(const uint32_t unit[UNIT_WORDS])
{
	return unit[0] >> 2 & (ENTRY_NUMBERS - 1);
}

void unit_put_head(uint32_t units[UNIT_MOST * UNIT_WORDS],
	const struct unit_head *h)
{
	uint32_t at, *more = units + UNIT_WORDS;

	open_unit(units, &at, UNIT_HEAD);
	bits_put(units, &at, h->number, NUMBER_BITS);
	bits_put(units, &at, h->start, NUMBER_BITS);
	bits_put(units, &at, h->interval_s, 12);
	seal(units);
	open_unit(more, &at, UNIT_MORE);
	bits_put(more, &at, h->count, 18);
	bits_put(more, &at, h->turn, NUMBER_BITS);
	seal(more);
}

bool unit_get_head(struct unit_head *h, const uint32_t *units)
{
	const uint32_t *more = units + UNIT_WORDS;
	uint32_t at = 2;

	if (unit_kind(units) != UNIT_HEAD || unit_kind(more) != UNIT_MORE)
		return false;
	h->number = bits_get(units, &at, NUMBER_BITS);
	h->start = bits_get(units, &at, NUMBER_BITS);
	h->interval_s = bits_get(units, &at, 12);
	at = 2;
	h->count = bits_get(more, &at, 18);
	h->turn = bits_get(more, &at, NUMBER_BITS);
	return h->number > 0;
}

/* The entry's own bits, over two units. */
static void put_wide(uint32_t *units, const struct slm_record *r)
{
	const struct entry e = {.record = *r};
	uint32_t words[ENTRY_WORDS], at = 0, from = ENTRY_REST;

	entry_pack(words, &e);
	for (uint32_t i = 0; i < UNIT_MOST; i++) {
		open_unit(units, &at, i == 0 ? UNIT_WIDE : UNIT_MORE);
		for (; at < FREE_BITS && from < ENTRY_BITS;)
			bits_put(units, &at, bits_get(words, &from, 1), 1);
		seal(units);
		units += UNIT_WORDS;
	}
}

static bool get_wide(struct entry *e, const uint32_t *units)
{
	uint32_t words[ENTRY_WORDS] = {0}, to = 0;

	bits_put(words, &to, e->number, NUMBER_BITS);
	bits_put(words, &to, e->count, 18);
	bits_put(words, &to, e->first, 1);
	for (; to < ENTRY_BITS; units += UNIT_WORDS)
		for (uint32_t at = 2; at < FREE_BITS && to < ENTRY_BITS;)
			bits_put(words, &to, bits_get(units, &at, 1), 1);
	return entry_unpack(e, words);
}

/* Levels fall, so each is said as what it is below the one before. */
static bool put_dense(uint32_t *unit, const struct slm_record *r)
{
	const struct slm_spread *s = &r->spread;
	const slm_tenth_db level[] = {s->LAFmax, s->LAF1, s->LAF10, s->LAF50,
		s->LAF90, s->LAF95, s->LAFmin};
	uint32_t at;

	open_unit(unit, &at, UNIT_RECORD);
	bits_put(unit, &at, r->flags, 2);
	bits_put(unit, &at, (uint32_t)r->LAeq, 11);
	bits_put(unit, &at, (uint32_t)level[0], 11);
	for (int i = 1; i < 7; i++) {
		uint32_t step = (uint32_t)(level[i - 1] - level[i]);

		if (step >> STEP_BITS)
			return false;
		bits_put(unit, &at, step, STEP_BITS);
	}
	seal(unit);
	return r->covered_s == r->interval_s && s->LAFmax != SLM_NO_LEVEL;
}

static bool get_dense(struct entry *e, const uint32_t *unit)
{
	struct slm_record *r = &e->record;
	slm_tenth_db level[7];
	uint32_t at = 2, words[ENTRY_WORDS];

	r->covered_s = r->interval_s;
	r->flags = (uint16_t)bits_get(unit, &at, 2);
	r->LAeq = (slm_tenth_db)bits_get(unit, &at, 11);
	level[0] = (slm_tenth_db)bits_get(unit, &at, 11);
	for (int i = 1; i < 7; i++)
		level[i] = (slm_tenth_db)(level[i - 1] -
			(slm_tenth_db)bits_get(unit, &at, STEP_BITS));
	r->spread = (struct slm_spread){level[0], level[1], level[2], level[3],
		level[4], level[5], level[6]};
	if (level[6] < 0)
		return false;
	entry_pack(words, e);
	return entry_unpack(e, words);
}

uint32_t unit_put_record(uint32_t units[UNIT_MOST * UNIT_WORDS],
	const struct slm_record *r)
{
	if (put_dense(units, r))
		return 1;
	put_wide(units, r);
	return 2;
}

bool unit_get_record(struct entry *e, const uint32_t *units,
	const struct unit_head *h)
{
	*e = (struct entry){.number = h->number, .count = h->count,
		.first = h->number == h->start};
	e->record.interval_s = (uint16_t)h->interval_s;
	if (unit_kind(units) == UNIT_RECORD)
		return get_dense(e, units);
	return unit_kind(units) == UNIT_WIDE &&
	       unit_kind(units + UNIT_WORDS) == UNIT_MORE && get_wide(e, units);
}
