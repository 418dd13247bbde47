/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c - records in flash.
 *
 * Nothing says which units are good but the units themselves.  One that a power
 * cut tore is never programmed again, and goes when its sector is erased.  A
 * sector is always erased right before its first unit is filled; until then it
 * is not read, for an erase may have been cut.  A sector whose first head is
 * not whole is none of ours. */
#include "log.h"

#include <string.h>

#define TRIES 8 /* units that refuse, before a record is given up */

static uint32_t units(const struct log *l)
{
	return l->flash->sector_words / UNIT_WORDS;
}

static const uint32_t *unit_at(const struct log *l, uint32_t sector,
	uint32_t unit)
{
	return l->flash->at + sector * l->flash->sector_words +
	       unit * UNIT_WORDS;
}

static bool is_erased(const uint32_t *unit)
{
	uint32_t all = UINT32_MAX;

	for (int i = 0; i < UNIT_WORDS; i++)
		all &= unit[i];
	return all == UINT32_MAX;
}

/* Units from this one to the end of its page. */
static uint32_t room(const struct log *l, uint32_t unit)
{
	uint32_t end = unit - unit % LOG_PAGE + LOG_PAGE;

	return (end < units(l) ? end : units(l)) - unit;
}

static bool get_head(const struct log *l, uint32_t sector, uint32_t unit,
	struct unit_head *h)
{
	return room(l, unit) >= UNIT_MOST &&
	       unit_get_head(h, unit_at(l, sector, unit));
}

/* ---- from one unit to the next ---- */

struct walk {
	uint32_t sector, unit;
	uint32_t turn; /* of the sector: another head is none of it */
	/* Of the next record; its number is 0 after what is not whole, until
	 * another head comes. */
	struct unit_head run;
};

/* Past a head or a record, which it returns; past what is not whole, by one
 * unit, and whatever follows has to begin with a head. */
static const uint32_t *step(const struct log *l, struct walk *w)
{
	const uint32_t *at = unit_at(l, w->sector, w->unit);
	enum unit_kind kind = unit_kind(at);
	bool two = (kind == UNIT_HEAD || kind == UNIT_WIDE) &&
		   room(l, w->unit) >= UNIT_MOST &&
		   unit_kind(at + UNIT_WORDS) == UNIT_MORE;

	w->unit += two ? UNIT_MOST : 1;
	if (two && kind == UNIT_HEAD && unit_get_head(&w->run, at) &&
		w->run.turn == w->turn)
		return NULL;
	if (w->run.number > 0 &&
		(kind == UNIT_RECORD || (two && kind == UNIT_WIDE)))
		return at;
	w->run.number = 0;
	return NULL;
}

static void count(struct unit_head *h)
{
	h->number++;
	h->count = (h->count + 1) % ENTRY_COUNTS;
}

/* ---- reading ---- */

/* The newest sector that begins with this number or a smaller one, and its
 * head; false: there is none. */
static bool find_sector(const struct log *l, uint32_t number, struct walk *w)
{
	struct unit_head h;
	bool found = false;

	for (uint32_t s = 0; s < l->flash->sectors; s++) {
		if ((s == l->sector && l->unit == 0) || !get_head(l, s, 0, &h) ||
			h.number > number || (found && h.turn < w->turn))
			continue;
		*w = (struct walk){s, 0, h.turn, h};
		found = true;
	}
	return found;
}

/* Its last page that does. */
static void find_page(const struct log *l, uint32_t number, struct walk *w)
{
	struct unit_head h;
	uint32_t unit = (units(l) - 1) / LOG_PAGE * LOG_PAGE;

	for (; unit > 0; unit -= LOG_PAGE)
		if (unit_number(unit_at(l, w->sector, unit)) <= number &&
			get_head(l, w->sector, unit, &h) &&
			h.number <= number && h.turn == w->turn)
			break;
	w->unit = unit;
}

bool log_find(const struct log *l, uint32_t number, struct entry *e,
	uint32_t *start)
{
	struct walk w;

	if (!find_sector(l, number, &w))
		return false;
	find_page(l, number, &w);
	while (w.unit < units(l) && w.run.number <= number) {
		const uint32_t *record = step(l, &w);

		if (!record)
			continue;
		*start = w.run.start;
		if (w.run.number == number && unit_get_record(e, record, &w.run))
			return true;
		count(&w.run);
	}
	return false;
}

/* ---- writing ---- */

/* At the end of a sector the next one begins. */
static void settle(struct log *l)
{
	if (l->unit < units(l))
		return;
	l->sector = (l->sector + 1) % l->flash->sectors;
	l->unit = 0;
}

void log_open(struct log *l, const struct log_flash *flash)
{
	struct walk w;

	*l = (struct log){.flash = flash, .sector = flash->sectors,
		.next.number = 1};
	if (!find_sector(l, ENTRY_NUMBERS, &w)) {
		l->sector = 0;
		return;
	}
	find_page(l, ENTRY_NUMBERS, &w);
	while (w.unit < units(l)) {
		if (step(l, &w))
			count(&w.run);
		if (w.run.number > 0)
			l->next = w.run;
	}
	l->next.interval_s = 0;
	if (l->next.start >= l->next.number)
		l->next.start = 0; /* its first record was torn */
	l->sector = w.sector;
	for (l->unit = units(l); is_erased(unit_at(l, l->sector, l->unit - 1));)
		l->unit--;
	settle(l);
}

uint32_t log_start(const struct log *l)
{
	return l->next.start;
}

static bool write(struct log *l, const uint32_t *words, uint32_t n)
{
	const uint32_t *at = unit_at(l, l->sector, l->unit);
	bool good = l->flash->program((uint32_t)(at - l->flash->at) * 4, words,
		n * UNIT_WORDS);

	for (uint32_t i = 0; i < n * UNIT_WORDS; i++)
		good = good && at[i] == words[i];
	/* A sector without a head is passed over. */
	l->unit = l->unit == 0 && !good ? units(l) : l->unit + n;
	settle(l);
	return good;
}

static bool write_head(struct log *l)
{
	uint32_t words[UNIT_MOST * UNIT_WORDS];

	if (l->unit == 0 && !l->flash->erase(l->sector)) {
		l->unit = units(l);
		settle(l);
		return false;
	}
	l->next.turn += l->unit == 0;
	unit_put_head(words, &l->next);
	return write(l, words, UNIT_MOST);
}

static bool store(struct log *l, const struct slm_record *r,
	const struct unit_head *h)
{
	uint32_t words[UNIT_MOST * UNIT_WORDS], n = unit_put_record(words, r);

	if (l->unit % LOG_PAGE == 0 || room(l, l->unit) < n ||
		memcmp(h, &l->next, sizeof *h) != 0) {
		while (room(l, l->unit) < UNIT_MOST + n) {
			l->unit += room(l, l->unit);
			settle(l);
		}
		l->next = *h;
		if (!write_head(l))
			return false;
	}
	return write(l, words, n);
}

bool log_add(struct log *l, struct entry *e)
{
	struct unit_head h = l->next;
	bool good = false;

	e->number = h.number < ENTRY_NUMBERS ? h.number : ENTRY_NUMBERS - 1;
	e->record.sequence = e->number;
	h.number = e->number;
	h.count = e->count;
	h.start = e->first ? e->number : h.start;
	h.interval_s = e->record.interval_s;
	for (int i = 0; i < TRIES && !good; i++) {
		good = store(l, &e->record, &h);
		h.turn = l->next.turn;
		if (!good)
			l->next.interval_s = 0;
	}
	count(&l->next);
	return good;
}
