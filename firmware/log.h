/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.h - records in flash, in a ring of sectors; the power may go at any time.
 *
 * A slot is the five words of an entry and their CRC.  Slots of a sector are
 * filled in their order, and the oldest sector is erased when the newest is
 * full: all records of the other sectors stay. */
#ifndef LOG_H
#define LOG_H

#include "entry.h"

#define LOG_SLOT_WORDS (ENTRY_WORDS + 1)

/* Flash: erased words are ffffffff, and each is programmed once. */
struct log_flash {
	const uint32_t *at;
	uint32_t sectors, sector_words; /* two sectors at least */
	/* `offset` in bytes; both wait until it is done; false: an error. */
	bool (*program)(uint32_t offset, const uint32_t *words, uint32_t n);
	bool (*erase)(uint32_t sector);
};

/* Do not rely on the contents. */
struct log {
	const struct log_flash *flash;
	uint32_t sector, slot; /* where the next one goes; slot 0: erase first */
	uint32_t next;	       /* number of the next record */
};

/* Find what is there. */
void log_open(struct log *l, const struct log_flash *flash);

/* Gives the entry its number and stores it.  false: the flash refused; the
 * number is used up nevertheless. */
bool log_add(struct log *l, struct entry *e);

/* The record with this number; false: it is not here. */
bool log_find(const struct log *l, uint32_t number, struct entry *e);

/* Number of the first record of the start in which this one was closed; 0: it
 * is not here. */
uint32_t log_start(const struct log *l, uint32_t number);

#endif
