/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry.h - a record of the node in five words, as the link carries it.
 * README.md has each bit. */
#ifndef ENTRY_H
#define ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "slm_message.h"

#define ENTRY_WORDS   5
#define ENTRY_NUMBERS (1u << 24)
#define ENTRY_COUNTS  (1u << 18)

struct entry {
	uint32_t number; /* of the record: 1 to ENTRY_NUMBERS - 1 */
	/* Intervals from the node's start to the record's end, modulo
	 * ENTRY_COUNTS: half a year of minutes. */
	uint32_t count;
	bool first; /* of a start of the node */
	struct slm_record record; /* its sequence is `number` */
};

void entry_pack(uint32_t words[ENTRY_WORDS], const struct entry *e);

/* false: these are not the words of an entry whose record the gate's rules
 * allow. */
bool entry_unpack(struct entry *e, const uint32_t words[ENTRY_WORDS]);

/* CRC-32 (IEEE 802.3) over bytes. */
uint32_t entry_crc(const uint8_t *bytes, uint32_t n);

#endif
