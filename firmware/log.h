/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.h - records in flash, in a ring of sectors; the power may go at any time.
 *
 * A sector has pages, and each page begins with a head (unit.h), so that a
 * record is found by its number after a look at a few heads.  Units are filled
 * in their order, and the oldest sector is erased when the newest is full: all
 * records of the other sectors stay. */
#ifndef LOG_H
#define LOG_H

#include "unit.h"

#ifndef LOG_PAGE
#define LOG_PAGE 128 /* units */
#endif

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
	uint32_t sector, unit; /* where the next one goes; unit 0: erase first */
	/* What is true of the next record.  Its interval is 0 where a head has
	 * to say so first. */
	struct unit_head next;
};

/* Find what is there. */
void log_open(struct log *l, const struct log_flash *flash);

/* Number of the first record of the newest record's start; 0: none. */
uint32_t log_start(const struct log *l);

/* Gives the entry its number and stores it.  false: the flash refused; the
 * number is used up nevertheless. */
bool log_add(struct log *l, struct entry *e);

/* The record with this number, and the number of the first record of its
 * start; false: it is not here. */
bool log_find(const struct log *l, uint32_t number, struct entry *e,
	uint32_t *start);

#endif
