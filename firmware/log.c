/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c - records in flash.
 *
 * Nothing says which slots are good but the slots themselves.  A slot that a
 * power cut tore fails its CRC, is never programmed again, and goes when its
 * sector is erased.  A sector is always erased right before its first slot is
 * filled, so that one that was only half erased is never used. */
#include "log.h"

#include <stddef.h>

/* Tests alone leave it out, to see that it is needed. */
#ifndef LOG_CHECKS
#define LOG_CHECKS 1
#endif

#define TRIES 8 /* slots that refuse, before a record is given up */

static uint32_t slots(const struct log *l)
{
	return l->flash->sector_words / LOG_SLOT_WORDS;
}

static const uint32_t *slot_at(const struct log *l, uint32_t sector,
	uint32_t slot)
{
	return l->flash->at + sector * l->flash->sector_words +
	       slot * LOG_SLOT_WORDS;
}

static bool is_erased(const uint32_t *slot)
{
	uint32_t all = UINT32_MAX;

	for (int i = 0; i < LOG_SLOT_WORDS; i++)
		all &= slot[i];
	return all == UINT32_MAX;
}

static uint32_t crc(const uint32_t words[ENTRY_WORDS])
{
	return entry_crc((const uint8_t *)words, 4 * ENTRY_WORDS);
}

static bool read_slot(const uint32_t *slot, struct entry *e)
{
	if (is_erased(slot) || (LOG_CHECKS && crc(slot) != slot[ENTRY_WORDS]))
		return false;
	return entry_unpack(e, slot);
}

/* The slot after the last that was touched. */
static uint32_t free_slot(const struct log *l, uint32_t sector)
{
	uint32_t slot = slots(l);

	while (slot > 0 && is_erased(slot_at(l, sector, slot - 1)))
		slot--;
	return slot;
}

static void settle(struct log *l)
{
	if (l->slot < slots(l))
		return;
	l->sector = (l->sector + 1) % l->flash->sectors;
	l->slot = 0;
}

void log_open(struct log *l, const struct log_flash *flash)
{
	struct entry e;

	*l = (struct log){.flash = flash, .next = 1};
	for (uint32_t s = 0; s < flash->sectors; s++)
		for (uint32_t i = 0; i < slots(l); i++)
			if (read_slot(slot_at(l, s, i), &e) &&
				e.number >= l->next) {
				l->next = e.number + 1;
				l->sector = s;
			}
	if (l->next > 1)
		l->slot = free_slot(l, l->sector);
	settle(l);
}

static bool is_written(const uint32_t *slot, const uint32_t *words)
{
	for (int i = 0; i < LOG_SLOT_WORDS; i++)
		if (slot[i] != words[i])
			return false;
	return true;
}

static bool write_slot(struct log *l, const uint32_t words[LOG_SLOT_WORDS])
{
	const struct log_flash *f = l->flash;
	const uint32_t *slot = slot_at(l, l->sector, l->slot);
	bool good;

	if (l->slot == 0 && !f->erase(l->sector))
		good = false;
	else
		good = f->program((uint32_t)(slot - f->at) * 4, words,
			       LOG_SLOT_WORDS) &&
		       is_written(slot, words);
	/* A sector that cannot be erased is passed over. */
	l->slot = l->slot == 0 && !good ? slots(l) : l->slot + 1;
	settle(l);
	return good;
}

bool log_add(struct log *l, struct entry *e)
{
	uint32_t words[LOG_SLOT_WORDS];

	e->number = l->next < ENTRY_NUMBERS ? l->next++ : ENTRY_NUMBERS - 1;
	e->record.sequence = e->number;
	entry_pack(words, e);
	words[ENTRY_WORDS] = crc(words);
	for (int i = 0; i < TRIES; i++)
		if (write_slot(l, words))
			return true;
	return false;
}

/* The slot that is `back` before the one where the next record goes; NULL: that
 * is all around. */
static const uint32_t *slot_before(const struct log *l, uint32_t back)
{
	uint32_t all = l->flash->sectors * slots(l), at;

	if (back > all)
		return NULL;
	at = (l->sector * slots(l) + l->slot + all - back) % all;
	return slot_at(l, at / slots(l), at % slots(l));
}

bool log_find(const struct log *l, uint32_t number, struct entry *e)
{
	const uint32_t *at;

	for (uint32_t back = 1; (at = slot_before(l, back)); back++)
		if ((at[0] & (ENTRY_NUMBERS - 1)) == number && read_slot(at, e))
			return true;
	return false;
}

uint32_t log_start(const struct log *l, uint32_t number)
{
	const uint32_t *at;
	struct entry e;

	for (uint32_t back = 1; (at = slot_before(l, back)); back++)
		if (entry_says_first(at) && read_slot(at, &e) &&
			e.number <= number)
			return e.number;
	return 0;
}
