/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_web_seconds.c - the last ten minutes, and whether they are present. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/tell/web/feed.h"

#define T INT64_C(1795464000)

static struct web_seconds w;

static void add(int64_t utc_s, slm_tenth_db level)
{
	struct live_second s = { utc_s, { level,
		level == SLM_NO_LEVEL ? SLM_STATE_GAP : SLM_STATE_OK } };

	web_seconds_add(&w, &s);
}

static int empty(void **state)
{
	(void)state;
	w.n = 0;
	return 0;
}

static void ten_minutes_are_kept_and_no_more(void **state)
{
	(void)state;
	for (int i = 0; i < LIVE_SECONDS + 50; i++)
		add(T + i, (slm_tenth_db)i);
	assert_int_equal(w.n, LIVE_SECONDS);
	assert_int_equal(w.s[0].utc_s, T + 50);
	assert_int_equal(w.s[0].second.LAeq, 50);
	assert_int_equal(web_seconds_newest(&w)->utc_s, T + 649);
}

static void a_clock_set_back_leaves_no_future(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		add(T + i, 500);
	add(T + 5, 700);
	assert_int_equal(w.n, 6);
	assert_int_equal(web_seconds_newest(&w)->second.LAeq, 700);
	for (size_t i = 1; i < w.n; i++)
		assert_true(w.s[i].utc_s > w.s[i - 1].utc_s);
}

/* 10 lg((10^7 + 10^5) / 2) is 67.03 dB; the mean of the numbers is 60. */
static void a_mean_is_one_of_energy(void **state)
{
	(void)state;
	assert_int_equal(web_seconds_mean(&w, T), SLM_NO_LEVEL);
	add(T, 500);
	add(T + 1, 700);
	add(T + 2, SLM_NO_LEVEL);
	assert_int_equal(web_seconds_mean(&w, T), 670);
	assert_int_equal(web_seconds_mean(&w, T + 1), 700);
	assert_int_equal(web_seconds_mean(&w, T + 2), SLM_NO_LEVEL);
}

static void a_second_is_present_for_three_seconds(void **state)
{
	static struct web_feed f;
	struct live_second s = { T, { 500, SLM_STATE_OK } };

	(void)state;
	web_feed_init(&f, "nowhere");
	f.fd = 99;
	f.arrived_ms = 10000;
	assert_false(web_feed_is_fresh(&f, 10000, T + 1));
	web_seconds_add(&f.seconds, &s);
	assert_true(web_feed_is_fresh(&f, 10000, T + 1));
	assert_true(web_feed_is_fresh(&f, 13000, T + 4));
	assert_false(web_feed_is_fresh(&f, 13001, T + 4));
	/* told just now, but long past: keep repeats its memory */
	assert_false(web_feed_is_fresh(&f, 10000, T + 60));
	/* a clock that was set back makes it a thing of the future */
	assert_false(web_feed_is_fresh(&f, 10000, T - 60));
	f.fd = -1;
	assert_false(web_feed_is_fresh(&f, 10000, T + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(ten_minutes_are_kept_and_no_more, empty),
		cmocka_unit_test_setup(a_clock_set_back_leaves_no_future, empty),
		cmocka_unit_test_setup(a_mean_is_one_of_energy, empty),
		cmocka_unit_test(a_second_is_present_for_three_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
