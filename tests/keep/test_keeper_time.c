/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keeper_time.c - clocks that are set, unset or steered, leap seconds,
 * the two nights of a year: with made-up clocks, is every record there once,
 * and in its place? */
#include "keeper_clocks.h"
#include "../../src/keep/serve.h"

#include <signal.h>
#include <sys/resource.h>
#include <time.h>

/* ------------------------------------------------------- clocks that jump */

static void a_step_is_told_and_nothing_is_lost(void **state)
{
	static const int64_t by_s[] = { 3600, -3600, 7, -7, 315360000,
		-315360000, 86399, -1 };

	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	for (size_t i = 0; i < sizeof by_s / sizeof *by_s; i++) {
		pass(600);
		set_clock(1000 * by_s[i]);
		pass(600);
		assert_int_equal(lines(STORE_CLOCK_STEP), i + 1);
		struct store_journal j = last_line(STORE_CLOCK_STEP);
		assert_int_equal(j.value, 1000 * by_s[i]);
		assert_int_equal(j.to_utc_s - j.from_utc_s, by_s[i]);
	}
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	/* somebody vouched for it: all lie where they said */
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.moved[i], 0);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 0);
	assert_valid();
	store_close(store);
	print_message("%zu steps from 1 s to 10 years: %d records given, "
		"%d stored, each once\n", sizeof by_s / sizeof *by_s, given,
		seen.n);
}

static void a_steered_clock_is_no_step(void **state)
{
	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	for (int i = 0; i < 3600; i++) { /* 500 ppm */
		utc_ms += i % 2;
		pass(1);
	}
	assert_int_equal(lines(STORE_CLOCK_STEP), 0);
	end();
}

/* A box without a clock believes that it is 1970. */
static void an_anchor_places_what_an_unset_clock_could_not(void **state)
{
	struct store_histogram h;

	(void)state;
	start_at(0);
	begin("boot-1", false, 0);
	pass(7200);
	set_clock(1000 * (T0 - 7200 + 7200));
	pass(1800);
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 60 * i);
	assert_int_equal(seen.moved[0], T0);
	assert_int_equal(seen.moved[seen.n - 1], 0);
	/* and by its place it is found */
	seen.n = 0;
	assert_int_equal(store_records(store, T0, T0 + 7200, see, &seen),
		STORE_OK);
	assert_int_equal(seen.n, 120);
	assert_int_equal(store_hour(store, 1, T0 + 7200, &h), STORE_OK);
	assert_int_equal(h.seconds[(300 + 130 + 5) / 10], 600);
	assert_valid();
	store_close(store);
	print_message("unset clock: %d records given, %d placed by the "
		"anchor\n", given, 120);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

/* The clock is set while the disk refuses. */
static void an_anchor_waits_for_the_disk(void **state)
{
	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start_at(0);
	begin("boot-1", false, 0);
	pass(1200);
	set_file_limit(0);
	pass(1200);
	set_clock(1000 * T0);
	pass(1200);
	set_file_limit(RLIM_INFINITY);
	pass(1200);
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 60 * i);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
	assert_int_equal(lines(STORE_FAULT), 1);
	assert_valid();
	store_close(store);
}

static void a_clock_set_while_keep_was_away(void **state)
{
	(void)state;
	for (int killed = 0; killed < 2; killed++) {
		start_at(0);
		begin("boot-1", false, 0);
		pass(1200);
		if (killed)
			die();
		else
			end();
		boot_ms += 60000;
		utc_ms += 60000;
		set_clock(1000 * T0);
		begin("boot-1", true, 0);
		pass(1200);
		assert_int_equal(lines(STORE_CLOCK_STEP), 1);
		assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
		look_at_all();
		assert_int_equal(seen.start[0], T0);
		assert_int_equal(seen.start[seen.n - 1],
			T0 + 1200 + 60 + 1200 - 60);
		/* another boot has another clock: nothing to compare */
		end();
		boot_ms = 1000;
		utc_ms += 1000;
		begin("boot-2", true, 0);
		assert_int_equal(lines(STORE_CLOCK_STEP), 1);
		end();
		assert_valid();
		assert_int_equal(unlink(store_path), 0);
	}
}

/* ------------------------------------------------- seconds, leaps, nights */

static void leap_seconds_are_kept(void **state)
{
	(void)state;
	start_at(T0 - 3600);
	begin("boot", true, 0);
	assert_int_equal(store_study_begin(store, "leap", utc_ms / 1000,
		T0 + 7200), STORE_OK);
	keeper_look_after(&keeper, utc_ms / 1000);
	pass(3600);
	set_clock(-1000);
	pass(1800);
	set_clock(1000);
	pass(1800);
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	look_at_seconds(T0 - 10);
	assert_int_equal(counted, 7200);
	assert_int_equal(taken[9], 2); /* the leap second's namesake */
	assert_int_equal(taken[10], 1);
	assert_int_equal(lines(STORE_CLOCK_STEP), 2);
	assert_valid();
	store_close(store);
	print_message("leap seconds: 7200 seconds given, %lld kept\n",
		(long long)counted);
}

/* Seconds of each local hour of a day in Paris. */
static void count_hours(int64_t midnight, int hours[24])
{
	memset(hours, 0, 24 * sizeof *hours);
	for (size_t i = 0; i < sizeof taken; i++) {
		time_t t = (time_t)(midnight + (int64_t)i);
		struct tm tm, first;
		time_t m = (time_t)midnight;

		localtime_r(&t, &tm);
		localtime_r(&m, &first);
		if (tm.tm_mday == first.tm_mday)
			hours[tm.tm_hour] += taken[i];
	}
}

static void days_of_23_and_of_25_hours(void **state)
{
	static const struct {
		const char *name;
		int64_t midnight; /* of Paris */
		int hours, at_two;
	} day[] = {
		{ "29 March 2026", 1774738800, 23, 0 },
		{ "25 October 2026", 1792879200, 25, 7200 },
	};
	int hours[24];

	(void)state;
	assert_int_equal(setenv("TZ", "Europe/Paris", 1), 0);
	tzset();
	for (size_t i = 0; i < 2; i++) {
		int64_t length = day[i].hours * INT64_C(3600);

		start_at(day[i].midnight - 60);
		begin("boot", true, 0);
		assert_int_equal(store_study_begin(store, day[i].name,
			day[i].midnight, day[i].midnight + length), STORE_OK);
		pass(60);
		pass(length);
		pass(120);
		end();
		assert_int_equal(store_open(&store, store_path), STORE_OK);
		look_at_all();
		for (int r = 0; r < seen.n; r++)
			assert_int_equal(seen.start[r],
				day[i].midnight - 60 + 60 * r);
		look_at_seconds(day[i].midnight);
		assert_int_equal(counted, length);
		count_hours(day[i].midnight, hours);
		for (int h = 0; h < 24; h++)
			assert_int_equal(hours[h], h == 2 ? day[i].at_two :
				3600);
		assert_int_equal(lines(STORE_CLOCK_STEP), 0);
		assert_int_equal(lines(STORE_STUDY_END), 1);
		assert_valid();
		store_close(store);
		assert_int_equal(unlink(store_path), 0);
		print_message("%s: %d h, %lld seconds, each once; from 2 to "
			"3 o'clock %d\n", day[i].name, day[i].hours,
			(long long)counted, hours[2]);
	}
}

/* Each start of such a box has an anchor; the first ones count as well after
 * sixty-six. */
static void a_box_without_a_clock_is_started_often(void **state)
{
	(void)state;
	given = 0;
	for (int day = 0; day < 66; day++) {
		char boot[16];

		snprintf(boot, sizeof boot, "boot-%d", day);
		utc_ms = 750;
		boot_ms = 5000;
		begin(boot, false, 0);
		pass(60);
		set_clock(1000 * (T0 + INT64_C(86400) * day));
		pass(60);
		end();
	}
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 66);
	look_at_all();
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 86400 * (i / 2) +
			60 * (i % 2));
	for (int day = 0; day < 66; day += 13) { /* found by their place */
		int n = 0;

		assert_int_equal(store_records(store, T0 + 86400 * day,
			T0 + 86400 * day + 120, count_record, &n), STORE_OK);
		assert_int_equal(n, 2);
	}
	assert_valid();
	store_close(store);
}

/* The start of this boot is removed before anybody sets the clock. */
static void a_clock_is_set_later_than_records_are_kept(void **state)
{
	(void)state;
	start_at(T0);
	begin("boot", false, 2);
	for (int day = 0; day < 4; day++) {
		pass(600);
		utc_ms += 1000 * (INT64_C(86400) - 600);
		boot_ms += 1000 * (INT64_C(86400) - 600);
	}
	assert_int_equal(lines(STORE_START), 0);
	set_clock(3600000);
	pass(600);
	assert_int_equal(keeper.records_waiting, 0);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
	end();
	assert_valid();
}

/* They say 1970, and are of today. */
static void what_an_anchor_placed_is_not_too_old(void **state)
{
	(void)state;
	start_at(0);
	begin("boot", false, 30);
	pass(7200);
	set_clock(1000 * T0);
	pass(7200);
	assert_int_equal(lines(STORE_RETENTION), 0);
	look_at_all();
	end();
	assert_valid();
}

/* Eight hours between two ticks of the gate: what it had before belongs to the
 * minute in which the machine fell asleep. */
static void a_sleep_moves_no_record(void **state)
{
	static const int64_t into_s[] = { 2, 10, 29, 31, 58 };

	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	for (size_t i = 0; i < sizeof into_s / sizeof *into_s; i++) {
		int64_t minute = utc_ms / 1000 / 60 * 60;

		pass(into_s[i]);
		utc_ms += 8 * 3600000 + 7000;
		boot_ms += 8 * 3600000 + 7000;
		give_second();
		give_record();
		look_at_all();
		assert_int_equal(seen.start[seen.n - 1], minute);
		while (utc_ms / 1000 % 60)
			give_second();
		give_record();
		look_at_all();
		assert_int_equal(seen.start[seen.n - 1],
			utc_ms / 1000 - 60);
	}
	assert_int_equal(lines(STORE_CLOCK_STEP), 0);
	end();
	assert_valid();
}

static int64_t now_is(void)
{
	return utc_ms;
}

/* Ten minutes wait in the pipe, since keep or its disk was held up. */
static void what_waited_is_placed_where_it_was_sent(void **state)
{
	struct serving w = { &keeper, -1, -1, now_is, NULL };
	uint8_t b[SLM_MESSAGE_BYTES];
	int fd[2];

	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	assert_int_equal(store_study_begin(store, "x", T0, T0 + 86400),
		STORE_OK);
	keeper_look_after(&keeper, T0);
	assert_int_equal(pipe(fd), 0);
	for (int i = 1; i <= 600; i++) {
		struct slm_second s = { 400, SLM_STATE_OK };
		struct slm_record r = { .interval_s = 60, .covered_s = 60,
			.LAeq = (slm_tenth_db)(300 + given),
			.spread = SLM_NO_SPREAD };

		slm_second_encode(b, &s);
		assert_int_equal(write(fd[1], b, sizeof b), sizeof b);
		if (i % 60)
			continue;
		given++;
		slm_record_encode(b, &r);
		assert_int_equal(write(fd[1], b, sizeof b), sizeof b);
	}
	close(fd[1]);
	utc_ms += 600000;
	w.messages = fd[0];
	assert_int_equal(serve(&w), 0);
	close(fd[0]);
	look_at_all();
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 60 * i);
	look_at_seconds(T0);
	for (int i = 60; i < 600; i++) /* from the first record on */
		assert_int_equal(taken[i], 1);
	live_server_close(&live);
	store_close(store);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_step_is_told_and_nothing_is_lost),
		TEST(a_steered_clock_is_no_step),
		TEST(an_anchor_places_what_an_unset_clock_could_not),
		TEST(an_anchor_waits_for_the_disk),
		TEST(a_clock_set_while_keep_was_away),
		TEST(leap_seconds_are_kept),
		TEST(a_sleep_moves_no_record),
		TEST(what_waited_is_placed_where_it_was_sent),
		TEST(days_of_23_and_of_25_hours),
		TEST(a_box_without_a_clock_is_started_often),
		TEST(a_clock_is_set_later_than_records_are_kept),
		TEST(what_an_anchor_placed_is_not_too_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
