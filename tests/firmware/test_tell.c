/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tell says of a record that waited while tell was down: its own interval,
 * and the start that it belongs to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define MEMORY_H
#define SECTOR_WORDS 1024
static uint32_t flash_words[2 * SECTOR_WORDS];
#define LOG_AT		flash_words
#define LOG_SECTORS	2
#define LOG_SECTOR_SIZE (4 * SECTOR_WORDS)
#define log		node_log /* the host has a function of that name */
#include "../../firmware/entry.c"
#include "../../firmware/link.c"
#include "../../firmware/log.c"
#include "../../firmware/unit.c"
#include "../../firmware/tell.c"

const struct params params = {.node = 7, .interval_s = 60};

/* ---- base, as tell sees it ---- */

static struct {
	uint32_t uptime_s, restarts;
	uint32_t next, end; /* sequences of the records that wait */
	struct link_reader line;
	struct link_frame frame[20];
	uint32_t frames;
} base;
static jmp_buf nothing_waits;

void call_tell_status(struct call_status *s)
{
	*s = (struct call_status){.uptime_ms = {1000 * base.uptime_s},
		.tell_restarts = base.restarts};
}

bool call_tell_wait(uint8_t message[SLM_MESSAGE_BYTES], uint32_t ms)
{
	const struct slm_record r = {.sequence = base.next, .interval_s = 60,
		.covered_s = 60, .LAeq = 500,
		.spread = {600, 590, 550, 500, 450, 440, 400}};

	(void)ms;
	if (base.next++ == base.end)
		longjmp(nothing_waits, 1);
	slm_record_encode(message, &r);
	return true;
}

void call_tell_sleep(uint32_t ms)
{
	(void)ms;
}

bool call_tell_program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	memcpy(flash_words + offset / 4, words, 4 * n);
	return true;
}

bool call_tell_erase(uint32_t sector)
{
	memset(flash_words + sector * SECTOR_WORDS, 0xff, LOG_SECTOR_SIZE);
	return true;
}

bool hal_serial_put(uint8_t byte)
{
	base.frames += link_take(&base.line, byte, &base.frame[base.frames]);
	return true;
}

/* tell begins, with records of some sequences before it. */
static void begin(uint32_t uptime_s, uint32_t restarts, uint32_t from,
	uint32_t end)
{
	memset(&base, 0, sizeof base);
	base.uptime_s = uptime_s;
	base.restarts = restarts;
	base.next = from;
	base.end = end;
	start = 0;
	if (setjmp(nothing_waits) == 0)
		tell_main();
}

static const struct link_frame *frame_of(uint32_t number)
{
	for (uint32_t i = 0; i < base.frames; i++)
		if (base.frame[i].entry.number == number)
			return &base.frame[i];
	fail_msg("record %u was not sent", number);
	return NULL;
}

static void test_a_record_that_waited_has_its_own_interval(void **state)
{
	(void)state;
	memset(flash_words, 0xff, sizeof flash_words);
	begin(121, 1, 0, 2);
	assert_int_equal(frame_of(1)->entry.count, 1);
	assert_true(frame_of(1)->entry.first);
	assert_int_equal(link_age_s(frame_of(1)), 61);
	assert_int_equal(frame_of(2)->entry.count, 2);
	assert_int_equal(frame_of(2)->start, 1);
	assert_int_equal(link_age_s(frame_of(2)), 1);
}

static void test_the_first_record_is_of_no_start_before(void **state)
{
	(void)state;
	memset(flash_words, 0xff, sizeof flash_words);
	begin(60, 0, 0, 1);
	begin(180, 0, 1, 3);
	/* another start; tell died before there was a record of it */
	begin(60, 1, 0, 1);
	assert_true(frame_of(4)->entry.first);
	assert_int_equal(frame_of(4)->start, 4);
	assert_int_equal(frame_of(4)->entry.count, 1);
	assert_int_equal(frame_of(3)->sent_s, LINK_NEVER);
	/* and one that dies later belongs to it */
	begin(120, 2, 1, 2);
	assert_int_equal(frame_of(5)->start, 4);
	assert_false(frame_of(5)->entry.first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_record_that_waited_has_its_own_interval),
		cmocka_unit_test(test_the_first_record_is_of_no_start_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
