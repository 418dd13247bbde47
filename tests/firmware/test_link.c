/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The node's frames: what goes in comes out, nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "../../firmware/link.h"

static uint32_t seed = 1;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static struct link_frame make_frame(void)
{
	slm_tenth_db l[7], top = SLM_LOUDEST;
	struct link_frame f = {.node = (uint16_t)chance(1 << 16),
		.start = 1 + chance(1000),
		.sent_s = chance(1 << 24)};
	struct slm_record *r = &f.entry.record;

	for (int i = 0; i < 7; i++)
		l[i] = top = (slm_tenth_db)chance((uint32_t)top + 1);
	*r = (struct slm_record){.interval_s = 60,
		.covered_s = 60,
		.LAeq = (slm_tenth_db)chance(SLM_LOUDEST + 1),
		.spread = {l[0], l[1], l[2], l[3], l[4], l[5], l[6]}};
	if (chance(4) == 0) {
		*r = (struct slm_record){.interval_s = 3600,
			.flags = SLM_FLAG_GAP | SLM_FLAG_START,
			.LAeq = SLM_NO_LEVEL,
			.spread = SLM_NO_SPREAD};
	}
	f.entry.number = r->sequence = 1 + chance(ENTRY_NUMBERS - 1);
	f.entry.count = chance(ENTRY_COUNTS);
	f.entry.first = chance(2);
	return f;
}

static bool is_same(const struct link_frame *a, const struct link_frame *b)
{
	uint8_t x[LINK_BYTES], y[LINK_BYTES];

	link_encode(x, a);
	link_encode(y, b);
	return memcmp(x, y, sizeof x) == 0;
}

/* How many frames come out; the last one is in *f. */
static int read_all(struct link_reader *r, const uint8_t *bytes, size_t n,
	struct link_frame *f)
{
	int frames = 0;

	for (size_t i = 0; i < n; i++)
		frames += link_take(r, bytes[i], f);
	return frames;
}

static void what_goes_in_comes_out(void **state)
{
	struct link_reader r = {0};

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct link_frame f = make_frame(), g;
		uint8_t bytes[LINK_BYTES];

		link_encode(bytes, &f);
		assert_int_equal(bytes[0], 0);
		assert_null(memchr(bytes + 1, 0, LINK_BYTES - 2));
		assert_int_equal(read_all(&r, bytes, sizeof bytes, &g), 1);
		assert_true(is_same(&f, &g));
		assert_int_equal(g.entry.record.LAeq, f.entry.record.LAeq);
		assert_int_equal(g.entry.record.spread.LAFmin,
			f.entry.record.spread.LAFmin);
	}
}

/* By hand, from README.md: another reader's view. */
static void the_bytes_are_those_of_the_document(void **state)
{
	struct link_frame f = {.node = 0x0102, .start = 3, .sent_s = 75};
	struct slm_record *r = &f.entry.record;
	uint8_t bytes[LINK_BYTES];

	(void)state;
	f.entry.number = 5;
	f.entry.count = 1;
	*r = (struct slm_record){.interval_s = 60, .covered_s = 60,
		.LAeq = 500, .spread = {600, 550, 520, 500, 450, 440, 430}};
	link_encode(bytes, &f);
	static const uint8_t head[] = {0, 5, 1, 0x02, 0x01, 3, 1, 1, 2, 75, 1,
		1, 2, 5};

	assert_memory_equal(bytes, head, sizeof head);
	assert_int_equal(LINK_BYTES, 38);
}

/* A CRC-32 sees each of one to three bits; bytes lost or put in as well. */
static void a_wrong_frame_never_comes_out(void **state)
{
	struct link_frame f = make_frame(), g;
	uint8_t good[LINK_BYTES], bad[LINK_BYTES + 1];
	long tried = 0;

	(void)state;
	link_encode(good, &f);
	for (int a = 8; a < 8 * (LINK_BYTES - 1); a++)
		for (int b = a; b < 8 * (LINK_BYTES - 1); b++) {
			struct link_reader r = {0};

			memcpy(bad, good, sizeof good);
			bad[a / 8] ^= (uint8_t)(1 << a % 8);
			if (b > a)
				bad[b / 8] ^= (uint8_t)(1 << b % 8);
			assert_int_equal(
				read_all(&r, bad, sizeof good, &g), 0);
			tried++;
		}
	for (int i = 1; i < LINK_BYTES - 1; i++) {
		struct link_reader r = {0};

		memcpy(bad, good, sizeof good);
		memmove(bad + i, bad + i + 1, (size_t)(LINK_BYTES - i - 1));
		assert_int_equal(read_all(&r, bad, LINK_BYTES - 1, &g), 0);
		memcpy(bad, good, (size_t)i);
		bad[i] = (uint8_t)(1 + chance(255));
		memcpy(bad + i + 1, good + i, (size_t)(LINK_BYTES - i));
		assert_int_equal(read_all(&r, bad, LINK_BYTES + 1, &g), 0);
		tried += 2;
	}
	assert_true(tried > 40000);
}

/* Whole frames between rubbish come out, all of them and no others. */
static void a_frame_after_rubbish_comes_out(void **state)
{
	struct link_reader r = {0};
	int frames = 0;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct link_frame f = make_frame(), g;
		uint8_t bytes[LINK_BYTES], rubbish[200];
		uint32_t n = chance(sizeof rubbish);

		for (uint32_t k = 0; k < n; k++)
			rubbish[k] = (uint8_t)chance(256);
		frames += read_all(&r, rubbish, n, &g);
		link_encode(bytes, &f);
		assert_int_equal(read_all(&r, bytes, sizeof bytes, &g), 1);
		assert_true(is_same(&f, &g));
	}
	assert_int_equal(frames, 0);
}

/* What is whole and has a good CRC, but that no gate would let out. */
static void an_illegal_record_never_comes_out(void **state)
{
	struct link_frame f = make_frame(), g;
	struct link_reader r = {0};
	uint8_t bytes[LINK_BYTES];

	(void)state;
	f.entry.record = (struct slm_record){.interval_s = 60, .covered_s = 60,
		.LAeq = 500, .spread = {600, 550, 520, 500, 450, 440, 430}};
	link_encode(bytes, &f);
	assert_int_equal(read_all(&r, bytes, sizeof bytes, &g), 1);
	f.entry.record.LAeq = 1401;
	link_encode(bytes, &f);
	assert_int_equal(read_all(&r, bytes, sizeof bytes, &g), 0);
	f.entry.record.LAeq = 500;
	f.entry.record.spread.LAFmin = 601; /* above LAFmax */
	link_encode(bytes, &f);
	assert_int_equal(read_all(&r, bytes, sizeof bytes, &g), 0);
	f.entry.record.spread.LAFmin = 430;
	f.entry.record.interval_s = 30; /* shorter than any gate's */
	f.entry.record.covered_s = 30;
	link_encode(bytes, &f);
	assert_int_equal(read_all(&r, bytes, sizeof bytes, &g), 0);
}

static void an_age_is_known_or_not(void **state)
{
	struct link_frame f = make_frame();

	(void)state;
	f.entry.record.interval_s = 60;
	f.entry.count = 2;
	f.sent_s = 121;
	assert_int_equal(link_age_s(&f), 1);
	f.sent_s = 60 * 100 + 7;
	assert_int_equal(link_age_s(&f), 98 * 60 + 7);
	f.sent_s = LINK_NEVER;
	assert_int_equal(link_age_s(&f), -1);
	f.sent_s = 60; /* before its end */
	assert_int_equal(link_age_s(&f), -1);
	f.entry.count = ENTRY_COUNTS - 1; /* it wraps */
	f.sent_s = 60 * (ENTRY_COUNTS + 1);
	assert_int_equal(link_age_s(&f), 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(the_bytes_are_those_of_the_document),
		cmocka_unit_test(a_wrong_frame_never_comes_out),
		cmocka_unit_test(a_frame_after_rubbish_comes_out),
		cmocka_unit_test(an_illegal_record_never_comes_out),
		cmocka_unit_test(an_age_is_known_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
