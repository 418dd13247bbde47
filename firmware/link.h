/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link.h - what leaves the node by its wire: frames of one record each.  One
 * way: nothing is ever asked or confirmed.  README.md has each byte. */
#ifndef LINK_H
#define LINK_H

#include "entry.h"

#define LINK_VERSION 1

/* In a frame between two zeros: version, node, start, sent, words, CRC. */
#define LINK_BODY  (1 + 2 + 4 + 4 + 4 * ENTRY_WORDS + 4)
#define LINK_BYTES (LINK_BODY + 3)

/* Each record is sent at once, and again when so many more have been closed:
 * a line that was cut for a day loses nothing. */
#define LINK_TIMES 5
#define LINK_AGAIN {0, 1, 16, 241, 1441}

/* At 50 baud, ten bits a byte, a minute has room for all of them. */
_Static_assert(LINK_TIMES * LINK_BYTES * 10 <= 50 * SLM_INTERVAL_MIN_S,
	"50 baud carry a record a minute");

#define LINK_NEVER UINT32_MAX

struct link_frame {
	uint16_t node;
	uint32_t start; /* number of the first record since the node began */
	/* Uptime when it was sent, s; LINK_NEVER: the record is of a start
	 * before this one, and how old it is nobody knows. */
	uint32_t sent_s;
	struct entry entry;
};

void link_encode(uint8_t bytes[LINK_BYTES], const struct link_frame *f);

/* Begins as zeros. */
struct link_reader {
	uint8_t bytes[LINK_BYTES];
	uint32_t n;
};

/* One byte from the wire.  true: it ended a frame that is whole, and whose
 * record the gate's rules allow. */
bool link_take(struct link_reader *r, uint8_t byte, struct link_frame *f);

/* Age of the record's end when it was sent, s; -1: not known, or no node says
 * so. */
int64_t link_age_s(const struct link_frame *f);

#endif
