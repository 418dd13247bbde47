/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unit.h - a record as the log keeps it: in units of three words, most in one.
 * README.md has each bit.
 *
 * What is the same from one record to the next is said once, in a head; the
 * records after it are counted from there.
 *
 * Programming only turns ones into zeros, erasing only zeros into ones.  So
 * each unit counts its zeros: whatever was cut, a unit with some ones too many
 * has too few zeros for what it says, and what it says is too large if there
 * are ones too many in there.  No such unit can pass for a whole one.  A few
 * bits of a CRC see the rest, such as cells that age. */
#ifndef UNIT_H
#define UNIT_H

#include "entry.h"

#define UNIT_WORDS 3
#define UNIT_MOST  2 /* that belong together: a head, or a wide record */
#define UNIT_TURNS (1u << 24)

enum unit_kind {
	UNIT_HEAD,
	UNIT_RECORD, /* fully covered, neighbouring levels at most 51.1 dB apart */
	UNIT_WIDE,   /* any other record */
	UNIT_MORE,   /* the second unit of a head, or of a wide record */
	UNIT_BAD
};

struct unit_head {
	uint32_t number, count;	/* of the next record, as in struct entry */
	uint32_t start;	     /* number of the first record of its start */
	uint32_t interval_s; /* of the next records */
	uint32_t turn;	     /* sectors begun before this one */
};

/* One that fails its sums, as an erased one does, is UNIT_BAD. */
enum unit_kind unit_kind(const uint32_t unit[UNIT_WORDS]);

/* The number a head would have, before anything is checked: quick. */
uint32_t unit_number(const uint32_t unit[UNIT_WORDS]);

void unit_put_head(uint32_t units[UNIT_MOST * UNIT_WORDS],
	const struct unit_head *h);

/* false: these are not the two units of a head. */
bool unit_get_head(struct unit_head *h, const uint32_t *units);

/* Returns how many units it takes. */
uint32_t unit_put_record(uint32_t units[UNIT_MOST * UNIT_WORDS],
	const struct slm_record *r);

/* `units` are those of a record, and this is what a head before it would have
 * said.  false: no gate would have let it out. */
bool unit_get_record(struct entry *e, const uint32_t *units,
	const struct unit_head *h);

#endif
