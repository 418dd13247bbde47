/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keeper.c - messages come through a pipe at made-up times; what stands
 * in the store afterwards? */
#define _GNU_SOURCE /* pipe2, O_DIRECT */
#include "keeper_messages.h"

#include <fcntl.h>
#include <sys/wait.h>

/* -------------------------------------------- through a pipe, hours of it */

static int64_t fake_ms;    /* arrival of the next message */
static bool record_is_next;

/* As the gate does: at 0.75 s past each second one second and, when an
 * interval ends, its record. */
static int64_t fake_clock(void)
{
	int64_t now = fake_ms;

	if (!record_is_next && now / 1000 % series.interval_s == 0)
		record_is_next = true;
	else {
		record_is_next = false;
		fake_ms += 1000;
	}
	return now;
}

static void feed(int fd, int64_t from, int64_t to)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	for (int64_t t = from + 1; t <= to; t++) {
		second_message(b, t - 1);
		if (write(fd, b, sizeof b) != sizeof b)
			leave(1);
		if (t % series.interval_s)
			continue;
		record_message(b, t - series.interval_s,
			(uint16_t)series.interval_s);
		if (write(fd, b, sizeof b) != sizeof b)
			leave(1);
	}
	leave(0);
}

/* Feed the seconds from `from` (whole interval) to `to`; check all of it. */
static void run_hours(int64_t from, int64_t to, int32_t interval_s)
{
	int pipe_fd[2], stop_fd[2], status;
	int64_t next = from;
	pid_t child;

	start(interval_s);
	/* O_DIRECT: one message a read, so that the clock knows it */
	assert_int_equal(pipe2(pipe_fd, O_DIRECT), 0);
	assert_int_equal(pipe(stop_fd), 0);
	fake_ms = (from + 1) * 1000 + 750;
	record_is_next = false;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		close(pipe_fd[0]);
		feed(pipe_fd[1], from, to);
	}
	close(pipe_fd[1]);
	assert_int_equal(serve(&(struct serving){ &keeper, pipe_fd[0],
		stop_fd[0], fake_clock, NULL }), EXIT_OK);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);

	assert_int_equal(store_records(store, INT64_MIN, INT64_MAX, see_minute,
		&next), STORE_OK);
	assert_int_equal(next, to / interval_s * interval_s);
	for (int64_t h = from / 3600 * 3600; h < to; h += 3600)
		check_hour(h, from, to);
	close(pipe_fd[0]);
	close(stop_fd[0]);
	close(stop_fd[1]);
	finish();
}

static void a_night_of_minutes_comes_through(void **state)
{
	(void)state; /* midnight of a new year, 22:10 to 01:20:30 UTC */
	run_hours(1798755000, 1798766430, 60);
}

static void a_night_of_spring_and_one_of_autumn(void **state)
{
	(void)state; /* Paris: 2026-03-29 and 2026-10-25, 01:00 UTC */
	run_hours(1774744200, 1774748700, 900);
	assert_int_equal(remove_scratch(state), 0);
	assert_int_equal(make_scratch(state), 0);
	run_hours(1792888200, 1792897200, 3600 / 2);
}

/* ------------------------------------------------------------- what ends */

static void what_is_no_message_ends_it(void **state)
{
	/* kind, padding, interval, flags, a level, padding */
	static const size_t wrong[] = { 0, 1, 2, 11, 13, 27, 28, 31 };
	uint8_t good[SLM_MESSAGE_BYTES], bytes[2 * SLM_MESSAGE_BYTES];

	(void)state;
	start(60);
	record_message(good, 1764072000, 60);
	assert_int_equal(serve_bytes(good, sizeof good), EXIT_OK);
	listen_to_stderr();
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		memcpy(bytes, good, sizeof good);
		memcpy(bytes + sizeof good, good, sizeof good);
		bytes[sizeof good + wrong[i]] ^= 0x80;
		assert_int_equal(serve_bytes(bytes, sizeof bytes), EXIT_FAULT);
		assert_int_equal(store_count(store), 2 + i);
	}
	for (size_t n = 1; n < sizeof good; n++) /* one is cut */
		assert_int_equal(serve_bytes(good, n), EXIT_FAULT);
	record_message(good, 1764072000, 120);
	assert_int_equal(serve_bytes(good, sizeof good), EXIT_FAULT);
	assert_int_equal(store_count(store), 9);
	assert_int_equal(lines_said(), 8 + 31 + 1); /* one line each */
	finish();
}

static void a_stop_takes_what_is_in_the_pipe(void **state)
{
	int pipe_fd[2], stop_fd[2];
	uint8_t b[SLM_MESSAGE_BYTES];

	(void)state;
	start(60);
	assert_int_equal(pipe(pipe_fd), 0);
	assert_int_equal(pipe(stop_fd), 0);
	record_message(b, 1764072000, 60);
	for (int i = 0; i < 100; i++)
		assert_int_equal(write(pipe_fd[1], b, sizeof b), sizeof b);
	assert_int_equal(write(stop_fd[1], b, 1), 1);
	assert_int_equal(serve(&(struct serving){ &keeper, pipe_fd[0],
		stop_fd[0], noon, NULL }), EXIT_OK);
	assert_int_equal(store_count(store), 100);
	for (int i = 0; i < 2; i++) {
		close(pipe_fd[i]);
		close(stop_fd[i]);
	}
	finish();
}

/* ----------------------------------------------------------------- flags */

static bool see_flags(void *user, const struct store_record *r)
{
	*(uint32_t *)user = r->flags;
	return true;
}

static void the_operator_s_word_is_in_the_flags(void **state)
{
	static const struct {
		int32_t calibrated;
		const char *source;
		uint32_t flags;
	} row[] = {
		{ 1, "raw", 0 },
		{ 0, "server", SLM_FLAG_UNCALIBRATED },
		{ 1, "simulated", SLM_FLAG_SIMULATED },
		{ 0, "simulated", SLM_FLAG_UNCALIBRATED | SLM_FLAG_SIMULATED },
	};

	(void)state;
	start(60);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct slm_record r = { .interval_s = 60, .covered_s = 3,
			.flags = SLM_FLAG_GAP | SLM_FLAG_OVERLOAD, .LAeq = 300,
			.spread = { -1, -1, -1, -1, -1, -1, -1 } };
		uint8_t b[SLM_MESSAGE_BYTES];
		uint32_t flags = 0;

		series.calibrated = row[i].calibrated;
		strcpy(series.source, row[i].source);
		keeper_init(&keeper, store, store_path, &live, &series);
		slm_record_encode(b, &r);
		assert_null(keeper_take(&keeper, b, noon(), false));
		assert_int_equal(store_records(store, 0, INT64_MAX, see_flags,
			&flags), STORE_OK);
		assert_int_equal(flags, row[i].flags | r.flags);
	}
	finish();
}

/* ------------------------------------------------------------ histograms */

static void classes_are_whole_decibels(void **state)
{
	static const struct {
		slm_tenth_db level;
		int class;
	} row[] = { { 0, 0 }, { 4, 0 }, { 5, 1 }, { 14, 1 }, { 15, 2 },
		{ 650, 65 }, { 654, 65 }, { 655, 66 }, { 1394, 139 },
		{ 1395, 140 }, { 1400, 140 } };
	struct store_histogram h;
	uint8_t b[SLM_MESSAGE_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct slm_second s = { row[i].level, SLM_STATE_OVERLOAD };
		struct slm_second gap = { SLM_NO_LEVEL, SLM_STATE_GAP };

		start(60);
		slm_second_encode(b, &gap); /* is not counted */
		assert_null(keeper_take(&keeper, b, 1764003601500, false));
		slm_second_encode(b, &s);
		assert_null(keeper_take(&keeper, b, 1764003602500, false));
		assert_true(keeper_stop(&keeper));
		assert_int_equal(store_hour(store, series.id, 1764003600, &h),
			STORE_OK);
		for (int c = 0; c < STORE_CLASSES; c++)
			assert_int_equal(h.seconds[c], c == row[i].class);
		finish();
		assert_int_equal(unlink(store_path), 0);
	}
}

/* The hour is stored with the record that ends it, not before: the disk is
 * written once a record. */
static void an_hour_is_stored_with_the_record_after_it(void **state)
{
	const int64_t hour = 1764003600;
	struct stat before, after;

	(void)state;
	start(60);
	for (int64_t t = hour; t < hour + 3540; t++)
		take_second_at(t);
	assert_null(take_record_at(hour + 3480, (hour + 3540) * 1000 + 750));
	check_hour(hour, 0, 0);
	assert_int_equal(stat(store_path, &before), 0);
	for (int64_t t = hour + 3540; t < hour + 3600; t++)
		take_second_at(t);
	assert_int_equal(stat(store_path, &after), 0);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
	assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
	assert_null(take_record_at(hour + 3540, (hour + 3600) * 1000 + 750));
	check_hour(hour, hour, hour + 3600);

	/* a stop, and the hour goes on: rows add up */
	for (int64_t t = hour + 3600; t < hour + 3700; t++)
		take_second_at(t);
	assert_true(keeper_stop(&keeper));
	check_hour(hour + 3600, hour + 3600, hour + 3700);
	keeper_init(&keeper, store, store_path, &live, &series);
	for (int64_t t = hour + 3700; t < hour + 3800; t++)
		take_second_at(t);
	assert_true(keeper_stop(&keeper));
	check_hour(hour + 3600, hour + 3600, hour + 3800);
	finish();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_night_of_minutes_comes_through),
		TEST(a_night_of_spring_and_one_of_autumn),
		TEST(what_is_no_message_ends_it),
		TEST(a_stop_takes_what_is_in_the_pipe),
		TEST(the_operator_s_word_is_in_the_flags),
		TEST(classes_are_whole_decibels),
		TEST(an_hour_is_stored_with_the_record_after_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
