/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When was it?  A node counts from its start; its records come late, twice, out
 * of order, and by a clock that is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/node/place.h"

#define MINUTE INT64_C(60000)
#define EPOCH  (INT64_C(30000000) * MINUTE) /* a whole minute, in 2027 */

static struct link_frame frame(uint32_t start, uint32_t count, uint32_t sent_s)
{
	struct link_frame f = {.start = start, .sent_s = sent_s};

	f.entry.count = count;
	f.entry.record.interval_s = 60;
	return f;
}

/* A record of minute `count` that is sent `late_s` later, by a node that began
 * at `began_ms`. */
static uint32_t place(struct node_place *p, int64_t began_ms, uint32_t count,
	uint32_t late_s, int64_t jitter_ms)
{
	struct link_frame f = frame(1, count, count * 60 + late_s);

	return node_place(p, &f,
		began_ms + MINUTE * count + 1000 * (int64_t)late_s + jitter_ms);
}

static void a_record_lies_in_its_minute(void **state)
{
	struct node_place p = {0};

	(void)state;
	for (uint32_t n = 1; n < 5000; n++)
		assert_int_equal(place(&p, EPOCH, n, n % 50, n % 900),
			30000000 + n - 1);
	/* again, hours later */
	assert_int_equal(place(&p, EPOCH, 10, 241 * 60, 0), 30000009);
}

/* Just between two minutes, where rounding alone would put two into one. */
static void jitter_does_not_move_it_into_its_neighbours(void **state)
{
	struct node_place p = {0};
	uint32_t before = place(&p, EPOCH + 30000, 1, 0, 0);

	(void)state;
	for (uint32_t n = 2; n < 1000; n++) {
		uint32_t now = place(&p, EPOCH + 30000, n, 0,
			n % 2 ? 9000 : -9000);

		assert_int_equal(now, before + 1);
		before = now;
	}
}

static void a_clock_that_was_set_is_followed(void **state)
{
	struct node_place p = {0};

	(void)state;
	assert_int_equal(place(&p, EPOCH, 1, 0, 0), 30000000);
	assert_int_equal(place(&p, EPOCH, 2, 0, 600 * MINUTE), 30000601);
}

static void a_start_before_is_known_or_not_placed(void **state)
{
	struct node_place p = {0};
	struct link_frame f;

	(void)state;
	assert_int_equal(place(&p, EPOCH, 7, 0, 0), 30000006);
	f = frame(1, 8, LINK_NEVER); /* from the log, after a power cut */
	assert_int_equal(node_place(&p, &f, EPOCH + 100 * MINUTE), 30000007);
	f = frame(5, 8, LINK_NEVER);
	assert_int_equal(node_place(&p, &f, EPOCH + 100 * MINUTE), 0);
	f = frame(0, 8, 500);
	assert_int_equal(node_place(&p, &f, EPOCH + 100 * MINUTE), 0);
}

static void the_future_and_the_far_past_are_refused(void **state)
{
	struct node_place p = {0};
	struct link_frame f = frame(1, 100, LINK_NEVER);

	(void)state;
	assert_int_equal(place(&p, EPOCH, 1, 0, 0), 30000000);
	assert_int_equal(node_place(&p, &f, EPOCH + 50 * MINUTE), 0);
	assert_int_equal(place(&p, EPOCH, 2, 41 * 86400, 0), 0);
	f = frame(1, 2, LINK_NEVER);
	assert_int_equal(node_place(&p, &f, EPOCH + 41 * 1440 * MINUTE), 0);
	f = frame(1, 9, 60); /* closed after it was sent */
	assert_int_equal(node_place(&p, &f, EPOCH), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_lies_in_its_minute),
		cmocka_unit_test(jitter_does_not_move_it_into_its_neighbours),
		cmocka_unit_test(a_clock_that_was_set_is_followed),
		cmocka_unit_test(a_start_before_is_known_or_not_placed),
		cmocka_unit_test(the_future_and_the_far_past_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
