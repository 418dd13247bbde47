/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The node's log when the power goes: at every program and every erase, with
 * words torn and written in any order, nothing older is lost or changed and
 * nothing false is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static bool log_checks = true;
#define LOG_CHECKS log_checks
#include "../../firmware/entry.c"
#include "../../firmware/log.c"

#define SECTORS	     4
#define SECTOR_WORDS 64 /* ten slots, and four words that are left over */
#define SLOTS	     (SECTOR_WORDS / LOG_SLOT_WORDS)
#define WORDS	     (SECTORS * SECTOR_WORDS)
#define RECORDS	     4000

/* ---- flash in memory, whose power can be cut ---- */

static uint32_t flash[WORDS];
static long cut_after; /* operations; -1: never */
static bool was_erase; /* what the power was cut in */
static jmp_buf power;
static uint32_t seed;

static uint32_t chance(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 16 | seed << 16;
}

static bool is_cut(bool erase)
{
	was_erase = erase;
	return cut_after >= 0 && cut_after-- == 0;
}

static bool program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	uint32_t order[LOG_SLOT_WORDS], whole = is_cut(false) ? chance() % n : n;

	assert_true(offset % 4 == 0 && offset / 4 + n <= WORDS);
	for (uint32_t i = 0; i < n; i++) {
		assert_int_equal(flash[offset / 4 + i], UINT32_MAX);
		order[i] = i;
	}
	for (uint32_t i = n - 1; i > 0; i--) {
		uint32_t k = chance() % (i + 1), swap = order[i];

		order[i] = order[k];
		order[k] = swap;
	}
	for (uint32_t i = 0; i < whole; i++)
		flash[offset / 4 + order[i]] = words[order[i]];
	if (whole == n)
		return true;
	flash[offset / 4 + order[whole]] = words[order[whole]] | chance();
	longjmp(power, 1);
}

static bool erase(uint32_t sector)
{
	uint32_t *at = flash + sector * SECTOR_WORDS;
	bool cut = is_cut(true);
	uint32_t most = cut ? chance() % SECTOR_WORDS : SECTOR_WORDS;
	bool mixed = chance() % 2;

	for (uint32_t i = 0; i < SECTOR_WORDS; i++)
		if (i < most || (mixed && chance() % 2))
			at[i] = UINT32_MAX;
		else if (mixed)
			at[i] |= chance() & chance();
	if (cut)
		longjmp(power, 1);
	return true;
}

static const struct log_flash device = {
	.at = flash,
	.sectors = SECTORS,
	.sector_words = SECTOR_WORDS,
	.program = program,
	.erase = erase,
};

/* ---- what has to be there ---- */

static struct entry wrote[RECORDS + 1]; /* by number */
static uint32_t lies_in[RECORDS + 1];	/* sector + 1; 0: need not be there */
static long wrong;

static struct entry make_record(void)
{
	struct entry e = {.count = chance() % ENTRY_COUNTS,
		.first = chance() % 16 == 0};
	struct slm_record *r = &e.record;
	slm_tenth_db l[7], top = SLM_LOUDEST;

	for (int i = 0; i < 7; i++)
		l[i] = top = (slm_tenth_db)(chance() % ((uint32_t)top + 1));
	r->interval_s = 60;
	r->covered_s = chance() % 4 ? 60 : 17;
	r->flags = r->covered_s < 60 ? SLM_FLAG_GAP : SLM_FLAG_OVERLOAD;
	r->LAeq = (slm_tenth_db)(chance() % (SLM_LOUDEST + 1));
	r->spread = (struct slm_spread){
		l[0], l[1], l[2], l[3], l[4], l[5], l[6]};
	return e;
}

static bool is_same(const struct entry *a, const struct entry *b)
{
	uint32_t x[ENTRY_WORDS], y[ENTRY_WORDS];

	entry_pack(x, a);
	entry_pack(y, b);
	return memcmp(x, y, sizeof x) == 0;
}

/* `lost`: a sector + 1 that was being erased.  `open`: a number that may be
 * there, as it was meant. */
static void check(const struct log *l, uint32_t lost, uint32_t open)
{
	struct entry e;

	for (uint32_t n = 1; n <= open + 3 && n <= RECORDS; n++) {
		bool there = log_find(l, n, &e);

		if (there && (n > open || !is_same(&e, &wrote[n])))
			wrong++; /* false, or changed */
		if (!there && n < open && lies_in[n] && lies_in[n] != lost)
			wrong++; /* lost */
		if (there && n >= l->next)
			wrong++; /* its number would be given again */
	}
}

static void placed(const struct log *l, const struct entry *e, uint32_t sector)
{
	(void)l;
	wrote[e->number] = *e;
	lies_in[e->number] = sector + 1;
}

/* Add one; true: the power was cut meanwhile. */
static bool add(struct log *l, const struct entry *meant, long after)
{
	volatile uint32_t sector = l->sector;
	struct entry e = *meant;
	uint32_t number = l->next;

	if (l->slot == 0)
		for (uint32_t n = 1; n < number; n++)
			if (lies_in[n] == sector + 1)
				lies_in[n] = 0;
	cut_after = after;
	if (setjmp(power))
		return true;
	if (!log_add(l, &e) || e.number != number)
		wrong++;
	placed(l, &e, sector);
	return false;
}

/* Each operation of each of `records` additions is cut `variants` times, from
 * the same state, with other words torn. */
static long cut_everywhere(uint32_t records, int variants)
{
	static uint32_t before[WORDS];
	static uint32_t lay[RECORDS + 1];
	struct log l, again;
	long cuts = 0;

	memset(flash, 0x5a, sizeof flash); /* as it came from the factory */
	memset(lies_in, 0, sizeof lies_in);
	log_open(&l, &device);
	for (uint32_t i = 0; i < records; i++) {
		struct entry e = make_record();
		long operations = l.slot == 0 ? 2 : 1;
		uint32_t number = l.next, sector = l.sector;

		memcpy(before, flash, sizeof flash);
		memcpy(lay, lies_in, sizeof lay);
		for (long c = 0; c < operations; c++)
			for (int v = 0; v < variants; v++) {
				struct log cut = l;

				wrote[number] = e;
				wrote[number].number = number;
				wrote[number].record.sequence = number;
				if (!add(&cut, &e, c))
					wrong++;
				log_open(&again, &device);
				if (again.next != number &&
					again.next != number + 1)
					wrong++;
				check(&again, operations == 2 ? sector + 1 : 0,
					number);
				cuts++;
				/* and life goes on */
				for (int k = 0; k < 2 && again.next < number + 3;
					k++) {
					struct entry more = make_record();

					lies_in[again.next] = 0;
					add(&again, &more, -1);
				}
				if (again.next <= number + 3)
					check(&again, 0, again.next - 1);
				memcpy(flash, before, sizeof flash);
				memcpy(lies_in, lay, sizeof lay);
			}
		add(&l, &e, -1);
		check(&l, 0, number);
	}
	return cuts;
}

/* ---- the tests ---- */

static void the_power_goes_at_every_program_and_erase(void **state)
{
	long cuts;

	(void)state;
	seed = 1;
	wrong = 0;
	cuts = cut_everywhere(130, 40);
	print_message("%ld cuts\n", cuts);
	assert_true(cuts >= 5000);
	assert_int_equal(wrong, 0);
}

/* Torn slots pile up: thousands of cuts, one after the other. */
static void the_power_goes_again_and_again(void **state)
{
	struct log l;
	long cuts = 0, kept = 0;

	(void)state;
	seed = 2;
	wrong = 0;
	memset(flash, 0xff, sizeof flash);
	memset(lies_in, 0, sizeof lies_in);
	log_open(&l, &device);
	while (l.next < RECORDS - 3 && cuts < 4000) {
		struct entry e = make_record();
		uint32_t number = l.next, erased = l.slot == 0 ? l.sector + 1 : 0;

		wrote[number] = e;
		wrote[number].number = number;
		wrote[number].record.sequence = number;
		lies_in[number] = 0;
		if (add(&l, &e, chance() % 2 ? (long)(chance() % 2) : -1)) {
			cuts++;
			log_open(&l, &device);
		} else {
			kept++;
			cut_after = -1;
		}
		check(&l, erased, number);
	}
	print_message("%ld cuts, %ld records\n", cuts, kept);
	assert_true(cuts > 500 && kept > 1000);
	assert_int_equal(wrong, 0);
}

static void without_its_crc_it_takes_what_is_false(void **state)
{
	(void)state;
	seed = 1;
	wrong = 0;
	log_checks = false;
	cut_everywhere(40, 40);
	log_checks = true;
	print_message("control: %ld false or lost\n", wrong);
	assert_true(wrong > 0);
}

static void three_sectors_of_four_stay(void **state)
{
	struct log l, again;
	struct entry e;

	(void)state;
	seed = 3;
	memset(flash, 0xff, sizeof flash);
	memset(lies_in, 0, sizeof lies_in);
	log_open(&l, &device);
	for (int i = 0; i < 1000; i++) {
		struct entry more = make_record();

		more.first = i == 990;
		assert_false(add(&l, &more, -1));
	}
	for (uint32_t n = 1000; n > 1000 - (SECTORS - 1) * SLOTS; n--)
		assert_true(log_find(&l, n, &e) && is_same(&e, &wrote[n]));
	assert_false(log_find(&l, 1000 - SECTORS * SLOTS, &e));
	assert_false(log_find(&l, 1001, &e));
	assert_int_equal(log_start(&l, 1000), 991);
	assert_int_equal(log_start(&l, 990), 0);
	log_open(&again, &device);
	assert_int_equal(again.next, 1001);
	assert_int_equal(again.sector, l.sector);
	assert_int_equal(again.slot, l.slot);
}

static bool refuses(uint32_t offset, const uint32_t *words, uint32_t n)
{
	(void)offset;
	(void)words;
	(void)n;
	return false;
}

static bool refuses_to_erase(uint32_t sector)
{
	(void)sector;
	return false;
}

static void a_flash_that_refuses_is_said(void **state)
{
	const struct log_flash dead = {flash, SECTORS, SECTOR_WORDS, refuses,
		refuses_to_erase};
	struct entry e = make_record();
	struct log l;

	(void)state;
	memset(flash, 0xff, sizeof flash);
	log_open(&l, &dead);
	assert_false(log_add(&l, &e));
	assert_int_equal(e.number, 1);
	assert_false(log_add(&l, &e));
	assert_int_equal(e.number, 2);
	assert_false(log_find(&l, 1, &e));
}

static void the_crc_is_the_known_one(void **state)
{
	(void)state;
	assert_int_equal(entry_crc((const uint8_t *)"123456789", 9),
		0xcbf43926);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_power_goes_at_every_program_and_erase),
		cmocka_unit_test(the_power_goes_again_and_again),
		cmocka_unit_test(without_its_crc_it_takes_what_is_false),
		cmocka_unit_test(three_sectors_of_four_stay),
		cmocka_unit_test(a_flash_that_refuses_is_said),
		cmocka_unit_test(the_crc_is_the_known_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
