/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The node's log when the power goes: at every program and every erase, with
 * words torn and written in any order, nothing older is lost or changed and
 * nothing false is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static bool unit_checks = true;
static uint32_t page = 8;
#define UNIT_CHECKS unit_checks
#define LOG_PAGE    page
#include "../../firmware/entry.c"
#include "../../firmware/log.c"
#include "../../firmware/unit.c"

#define SECTORS	     4
#define SECTOR_WORDS 64 /* 21 units: 6 + 6 + 3 records and three heads */
#define RECORDS_MOST 15 /* of a sector */
#define WORDS	     (SECTORS * SECTOR_WORDS)
#define RECORDS	     4000

/* ---- flash in memory, whose power can be cut ---- */

static uint32_t flash[WORDS];
static long cut_after; /* operations; -1: never */
static long operations; /* that were begun */
static jmp_buf power;
static uint32_t seed;

static uint32_t chance(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 16 | seed << 16;
}

static bool is_cut(void)
{
	operations++;
	return cut_after >= 0 && cut_after-- == 0;
}

static bool program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	uint32_t order[UNIT_MOST * UNIT_WORDS], whole = is_cut() ? chance() % n : n;

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

/* What has to be there. */
static struct entry wrote[RECORDS + 1]; /* by number */
static uint32_t lies_in[RECORDS + 1];	/* sector + 1; 0: need not be there */
static uint32_t last_erased;		/* sector + 1 */
static long wrong;

static bool erase(uint32_t sector)
{
	uint32_t *at = flash + sector * SECTOR_WORDS;
	bool cut = is_cut();
	uint32_t most = cut ? chance() % SECTOR_WORDS : SECTOR_WORDS;
	bool mixed = chance() % 2;

	last_erased = sector + 1;
	for (uint32_t n = 1; n <= RECORDS; n++)
		if (lies_in[n] == sector + 1)
			lies_in[n] = 0;
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

/* One after the other, as a quiet street gives them. */
static struct entry make_ordinary(void)
{
	static uint32_t count;
	struct entry e = {.count = ++count % ENTRY_COUNTS};
	struct slm_record *r = &e.record;
	slm_tenth_db l[7], top = (slm_tenth_db)(700 + chance() % 300);

	for (int i = 0; i < 7; i++)
		l[i] = top = (slm_tenth_db)(top - (slm_tenth_db)(chance() % 100));
	r->interval_s = r->covered_s = 60;
	r->flags = chance() % 4;
	r->LAeq = (slm_tenth_db)(chance() % (SLM_LOUDEST + 1));
	r->spread = (struct slm_spread){
		l[0], l[1], l[2], l[3], l[4], l[5], l[6]};
	return e;
}

/* Half of them anything that a gate lets out. */
static struct entry make_record(void)
{
	struct entry e = make_ordinary();
	struct slm_record *r = &e.record;
	slm_tenth_db l[7], top = SLM_LOUDEST;

	e.first = chance() % 16 == 0;
	if (chance() % 8 == 0)
		e.count = chance() % ENTRY_COUNTS;
	if (chance() % 2)
		return e;
	for (int i = 0; i < 7; i++)
		l[i] = top = (slm_tenth_db)(chance() % ((uint32_t)top + 1));
	if (chance() % 4 == 0)
		r->interval_s = r->covered_s = 900;
	r->spread = (struct slm_spread){
		l[0], l[1], l[2], l[3], l[4], l[5], l[6]};
	if (chance() % 2) {
		r->covered_s = 17;
		r->flags |= SLM_FLAG_GAP;
	}
	if (chance() % 8 == 0) {
		r->covered_s = 0;
		r->flags = SLM_FLAG_DEAD;
		r->LAeq = SLM_NO_LEVEL;
		r->spread = SLM_NO_SPREAD;
	}
	return e;
}

static bool is_same(const struct entry *a, const struct entry *b)
{
	uint32_t x[ENTRY_WORDS], y[ENTRY_WORDS];

	entry_pack(x, a);
	entry_pack(y, b);
	return memcmp(x, y, sizeof x) == 0;
}

/* `open`: a number that may be there, as it was meant.  What is to be erased
 * next is not read any more. */
static void check(const struct log *l, uint32_t open)
{
	struct entry e;
	uint32_t start, doomed = l->unit == 0 ? l->sector + 1 : 0;
	/* most that are gone are asked for now and then only */
	uint32_t from = open > 150 && open % 16 ? open - 150 : 1;

	for (uint32_t n = from; n <= open + 3 && n <= RECORDS; n++) {
		bool there = log_find(l, n, &e, &start);

		if (there && (n > open || !is_same(&e, &wrote[n])))
			wrong++; /* false, or changed */
		if (!there && n < open && lies_in[n] && lies_in[n] != doomed)
			wrong++; /* lost */
		if (there && n >= l->next.number)
			wrong++; /* its number would be given again */
		if (there && (start > n || e.first != (start == n)))
			wrong++;
	}
}

/* Add one; true: the power was cut meanwhile. */
static bool add(struct log *l, const struct entry *meant, long after)
{
	volatile uint32_t sector = l->sector + 1;
	struct entry e = *meant;
	uint32_t number = l->next.number;

	wrote[number] = e;
	wrote[number].number = wrote[number].record.sequence = number;
	lies_in[number] = 0;
	last_erased = 0;
	cut_after = after;
	if (setjmp(power))
		return true;
	if (!log_add(l, &e) || e.number != number)
		wrong++;
	lies_in[number] = last_erased ? last_erased : sector;
	return false;
}

static void begin(int byte, struct log *l)
{
	wrong = 0;
	memset(flash, byte, sizeof flash);
	memset(lies_in, 0, sizeof lies_in);
	log_open(l, &device);
}

static uint32_t before[WORDS], lay[RECORDS + 1];

static void remember(void)
{
	memcpy(before, flash, sizeof flash);
	memcpy(lay, lies_in, sizeof lay);
}

static void go_back(void)
{
	memcpy(flash, before, sizeof flash);
	memcpy(lies_in, lay, sizeof lay);
}

/* How many operations it takes. */
static long try_add(const struct log *l, const struct entry *e)
{
	struct log copy = *l;

	operations = 0;
	add(&copy, e, -1);
	go_back();
	return operations;
}

/* The power comes back, and life goes on. */
static void go_on(uint32_t number)
{
	struct log l;

	log_open(&l, &device);
	if (l.next.number != number && l.next.number != number + 1)
		wrong++;
	check(&l, number);
	for (int k = 0; k < 2 && l.next.number < number + 3; k++) {
		struct entry more = make_record();

		add(&l, &more, -1);
	}
	if (l.next.number <= number + 3)
		check(&l, l.next.number - 1);
}

/* Each operation of each of `records` additions is cut `variants` times, from
 * the same state, with other words torn. */
static long cut_everywhere(uint32_t records, int variants)
{
	struct log l;
	long cuts = 0;

	begin(0x5a, &l); /* as it came from the factory */
	for (uint32_t i = 0; i < records; i++) {
		struct entry e = make_record();
		uint32_t number = l.next.number;
		long all;

		remember();
		all = try_add(&l, &e);
		for (long c = 0; c < all; c++)
			for (int v = 0; v < variants; v++, cuts++) {
				struct log cut = l;

				if (!add(&cut, &e, c))
					wrong++;
				go_on(number);
				go_back();
			}
		add(&l, &e, -1);
		check(&l, number);
	}
	return cuts;
}

/* ---- the tests ---- */

static void the_power_goes_at_every_program_and_erase(void **state)
{
	long cuts;

	(void)state;
	seed = 1;
	cuts = cut_everywhere(130, 40);
	print_message("%ld cuts\n", cuts);
	assert_true(cuts >= 5000);
	assert_int_equal(wrong, 0);
}

/* Torn units pile up: thousands of cuts, one after the other. */
static void the_power_goes_again_and_again(void **state)
{
	struct log l;
	long cuts = 0, kept = 0;

	(void)state;
	seed = 2;
	begin(0xff, &l);
	while (l.next.number < RECORDS - 3 && cuts < 4000) {
		struct entry e = make_record();
		uint32_t number = l.next.number;

		if (add(&l, &e, chance() % 2 ? (long)(chance() % 3) : -1)) {
			cuts++;
			log_open(&l, &device);
		} else {
			kept++;
			cut_after = -1;
		}
		check(&l, number);
	}
	print_message("%ld cuts, %ld records\n", cuts, kept);
	assert_true(cuts > 500 && kept > 1000);
	assert_int_equal(wrong, 0);
}

static void without_its_sums_it_takes_what_is_false(void **state)
{
	(void)state;
	seed = 1;
	unit_checks = false;
	cut_everywhere(40, 40);
	unit_checks = true;
	print_message("control: %ld false or lost\n", wrong);
	assert_true(wrong > 0);
}

/* Ones where zeros should be, in any number and anywhere: certainly seen. */
static void a_unit_with_ones_too_many_is_never_whole(void **state)
{
	uint32_t units[UNIT_MOST * UNIT_WORDS], torn[UNIT_WORDS];
	long tried = 0;

	(void)state;
	seed = 4;
	for (int i = 0; i < 20000; i++) {
		struct entry e = make_record();

		unit_put_record(units, &e.record);
		assert_int_not_equal(unit_kind(units), UNIT_BAD);
		for (uint32_t bit = 0; bit < 96; bit++, tried++) {
			memcpy(torn, units, sizeof torn);
			torn[bit / 32] |= 1u << bit % 32;
			if (memcmp(torn, units, sizeof torn) == 0)
				continue;
			assert_int_equal(unit_kind(torn), UNIT_BAD);
			for (int k = 0; k < UNIT_WORDS; k++)
				torn[k] |= chance() & chance();
			assert_int_equal(unit_kind(torn), UNIT_BAD);
		}
	}
	print_message("%ld torn units\n", tried);
}

static void three_sectors_of_four_stay(void **state)
{
	struct log l, again;
	struct entry e;
	uint32_t start;

	(void)state;
	seed = 3;
	begin(0xff, &l);
	for (int i = 0; i < 1000; i++) {
		struct entry more = make_ordinary();

		more.first = i == 0 || i == 990;
		assert_false(add(&l, &more, -1));
	}
	for (uint32_t n = 1000; n > 1000 - (SECTORS - 1) * RECORDS_MOST; n--) {
		assert_true(log_find(&l, n, &e, &start));
		assert_true(is_same(&e, &wrote[n]));
		assert_int_equal(start, n > 990 ? 991 : 1);
	}
	assert_false(log_find(&l, 1000 - SECTORS * RECORDS_MOST, &e, &start));
	assert_false(log_find(&l, 1001, &e, &start));
	assert_int_equal(log_start(&l), 991);
	log_open(&again, &device);
	assert_int_equal(again.next.number, 1001);
	assert_int_equal(again.sector, l.sector);
	assert_int_equal(again.unit, l.unit);
	assert_int_equal(log_start(&again), 991);
	assert_int_equal(wrong, 0);
}

/* ---- the size of a real one ---- */

#define REAL_SECTORS 7 /* STM32F405: 128 kB each */
#define REAL_WORDS   (0x20000 / 4)

static uint32_t real[REAL_SECTORS * REAL_WORDS];

static bool real_program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	memcpy(real + offset / 4, words, 4 * n);
	return true;
}

static bool real_erase(uint32_t sector)
{
	memset(real + sector * REAL_WORDS, 0xff, 4 * REAL_WORDS);
	return true;
}

/* The oldest record that is there, and all after it are. */
static uint32_t oldest(const struct log *l)
{
	uint32_t start, n = l->next.number, from = n > 90000 ? n - 90000 : 1;
	struct entry e;

	while (!log_find(l, from, &e, &start))
		from++;
	for (uint32_t k = from; k < n; k += 97)
		assert_true(log_find(l, k, &e, &start) && e.number == k);
	return from;
}

/* What README.md says of minutes and quarter hours. */
static void a_real_one_holds_weeks_of_minutes(void **state)
{
	static const struct log_flash part = {real, REAL_SECTORS, REAL_WORDS,
		real_program, real_erase};
	uint32_t least = UINT32_MAX, most = 0;
	struct log l;

	(void)state;
	seed = 5;
	page = 128;
	memset(real, 0xff, sizeof real);
	log_open(&l, &part);
	for (uint32_t i = 0; i < 170000; i++) {
		struct entry e = make_ordinary();
		uint32_t kept, unit = l.unit;

		e.first = i == 0;
		assert_true(log_add(&l, &e));
		/* when a sector is nearly full, and right after an erase */
		if (i < 80000 || (unit != 0 && l.unit != units(&l) - 1))
			continue;
		kept = l.next.number - oldest(&l);
		least = kept < least ? kept : least;
		most = kept > most ? kept : most;
	}
	page = 8;
	print_message("%u to %u records: %.1f to %.1f days of minutes\n", least,
		most, least / 1440., most / 1440.);
	assert_int_equal(least, 64501);
	assert_int_equal(most, 75249);
}

/* Units that are whole, but say anything, in any order: what an image of
 * another make may have left.  Numbers and turns have some way to go, though. */
static void fill_with_anything(void)
{
	for (uint32_t i = 0; i + UNIT_WORDS <= WORDS; i += UNIT_WORDS) {
		for (int k = 0; k < UNIT_WORDS; k++)
			flash[i + (uint32_t)k] = chance();
		flash[i + 2] %= 1u << 16;
		if (i % SECTOR_WORDS == 0) /* a head, and its second unit */
			flash[i] &= ~(3u | 1u << 25);
		if (i % SECTOR_WORDS == UNIT_WORDS) {
			flash[i] |= 3;
			flash[i + 1] &= ~(1u << 11);
		}
		seal(flash + i);
	}
}

static void whatever_lies_there_it_goes_on(void **state)
{
	uint32_t start, found = 0;
	struct entry e;
	struct log l;

	(void)state;
	seed = 6;
	for (int i = 0; i < 3000; i++) {
		uint8_t message[SLM_MESSAGE_BYTES];
		struct slm_record r;

		begin(0xff, &l);
		fill_with_anything();
		log_open(&l, &device);
		for (int k = 0; k < 30; k++) {
			struct entry more = make_record();

			more.first = k == 0;
			cut_after = -1;
			assert_true(log_add(&l, &more));
			assert_true(log_find(&l, more.number, &e, &start) ||
				more.number == ENTRY_NUMBERS - 1);
		}
		for (uint32_t n = l.next.number; n > 0 && n + 80 > l.next.number;
			n--) {
			if (!log_find(&l, n, &e, &start))
				continue;
			slm_record_encode(message, &e.record);
			assert_true(slm_record_decode(&r, message));
			found++;
		}
	}
	assert_true(found > 30 * 3000 / 2);
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
	uint32_t start;

	(void)state;
	memset(flash, 0xff, sizeof flash);
	log_open(&l, &dead);
	assert_false(log_add(&l, &e));
	assert_int_equal(e.number, 1);
	assert_false(log_add(&l, &e));
	assert_int_equal(e.number, 2);
	assert_false(log_find(&l, 1, &e, &start));
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
		cmocka_unit_test(without_its_sums_it_takes_what_is_false),
		cmocka_unit_test(a_unit_with_ones_too_many_is_never_whole),
		cmocka_unit_test(three_sectors_of_four_stay),
		cmocka_unit_test(a_real_one_holds_weeks_of_minutes),
		cmocka_unit_test(whatever_lies_there_it_goes_on),
		cmocka_unit_test(a_flash_that_refuses_is_said),
		cmocka_unit_test(the_crc_is_the_known_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
