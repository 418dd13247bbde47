/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keeper.c - messages come through a pipe at made-up times; what stands
 * in the store afterwards?  And what, when the disk was full meanwhile? */
#include "scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../../src/keep/serve.h"
#include "../../src/run/exit_codes.h"

static struct keeper keeper;
static struct live_server live;
static struct store *store;
static struct store_series series;
static char live_path[96];

static void start(int32_t interval_s)
{
	series = a_series();
	series.interval_s = interval_s;
	snprintf(live_path, sizeof live_path, "%s/live", scratch);
	assert_int_equal(store_create(&store, store_path), STORE_OK);
	assert_int_equal(store_begin_series(store, &series), STORE_OK);
	assert_int_equal(live_server_open(&live, live_path), 0);
	keeper_init(&keeper, store, store_path, &live, &series);
}

static void finish(void)
{
	live_server_close(&live);
	store_close(store);
}

/* Level of the second that starts at utc_s: known to sender and checker. */
static slm_tenth_db level_at(int64_t utc_s)
{
	return (slm_tenth_db)(utc_s * 7919 % 1401);
}

static void second_message(uint8_t b[SLM_MESSAGE_BYTES], int64_t utc_s)
{
	struct slm_second s = { level_at(utc_s), SLM_STATE_OK };

	slm_second_encode(b, &s);
}

static void record_message(uint8_t b[SLM_MESSAGE_BYTES], int64_t start_utc_s,
	uint16_t interval_s)
{
	slm_tenth_db l = level_at(start_utc_s);
	struct slm_record r = {
		.interval_s = interval_s,
		.covered_s = interval_s,
		.LAeq = l,
		.spread = { l, l, l, l, l, l, l },
	};

	slm_record_encode(b, &r);
}

static const char *take_record_at(int64_t start_utc_s, int64_t arrival_ms)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	record_message(b, start_utc_s, (uint16_t)series.interval_s);
	return keeper_take(&keeper, b, arrival_ms, false);
}

static void take_second_at(int64_t utc_s)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	second_message(b, utc_s);
	assert_null(keeper_take(&keeper, b, (utc_s + 1) * 1000 + 750, false));
}

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

static bool see_minute(void *user, const struct store_record *r)
{
	int64_t *next = user;

	assert_int_equal(r->start_utc_s, *next);
	assert_int_equal(r->LAeq, level_at(*next));
	assert_int_equal(r->covered_s, r->interval_s);
	assert_int_equal(r->flags, 0);
	*next += r->interval_s;
	return true;
}

static void check_hour(int64_t hour, int64_t from, int64_t to)
{
	uint16_t want[STORE_CLASSES] = { 0 };
	struct store_histogram h;

	for (int64_t t = hour; t < hour + 3600; t++)
		if (t >= from && t < to)
			want[(level_at(t) + 5) / 10]++;
	assert_int_equal(store_hour(store, series.id, hour, &h), STORE_OK);
	assert_memory_equal(h.seconds, want, sizeof want);
}

/* Feed the seconds from `from` (whole interval) to `to`; check all of it. */
static void run_hours(int64_t from, int64_t to, int32_t interval_s)
{
	int pipe_fd[2], stop_fd[2], status;
	int64_t next = from;
	pid_t child;

	start(interval_s);
	assert_int_equal(pipe(pipe_fd), 0);
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

static char said[8192];

/* Standard error goes into `said` between these two. */
static int own_stderr, said_fd[2];

static void listen_to_stderr(void)
{
	assert_int_equal(pipe(said_fd), 0);
	/* too much of it shall fail the test, not stop it */
	assert_int_equal(fcntl(said_fd[1], F_SETFL, O_NONBLOCK), 0);
	own_stderr = dup(2);
	assert_int_equal(dup2(said_fd[1], 2), 2);
	close(said_fd[1]);
}

static int lines_said(void)
{
	ssize_t n;
	int lines = 0;

	assert_int_equal(dup2(own_stderr, 2), 2);
	close(own_stderr);
	n = read(said_fd[0], said, sizeof said - 1);
	close(said_fd[0]);
	said[n > 0 ? n : 0] = '\0';
	for (const char *c = said; *c; c++)
		lines += *c == '\n';
	return lines;
}

static int64_t noon(void)
{
	return INT64_C(1764072060750);
}

/* Give these bytes and close the pipe; what serve answers. */
static int serve_bytes(const uint8_t *bytes, size_t n)
{
	int pipe_fd[2], stop_fd[2], code;

	assert_int_equal(pipe(pipe_fd), 0);
	assert_int_equal(pipe(stop_fd), 0);
	assert_int_equal(write(pipe_fd[1], bytes, n), n);
	close(pipe_fd[1]);
	code = serve(&(struct serving){ &keeper, pipe_fd[0], stop_fd[0],
		noon, NULL });
	close(pipe_fd[0]);
	close(stop_fd[0]);
	close(stop_fd[1]);
	return code;
}

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

/* --------------------------------------------------------- a disk is full */

static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void take_hours(int64_t from, int64_t to)
{
	for (int64_t t = from + 1; t <= to; t++) {
		take_second_at(t - 1);
		if (t % 60 == 0)
			assert_null(take_record_at(t - 60, t * 1000 + 750));
	}
}

static void a_day_without_a_disk_is_kept_in_memory(void **state)
{
	const int64_t from = 1764003600, day = 86400;
	int64_t next = from, stored;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start(60);
	take_hours(from, from + 600);
	listen_to_stderr();
	set_file_limit(0);
	take_hours(from + 600, from + day);
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(lines_said(), 1);
	assert_non_null(strstr(said, store_path));
	assert_non_null(strstr(said, "wait in memory"));
	stored = store_count(store);
	assert_int_equal(stored, 10);

	listen_to_stderr();
	take_hours(from + day, from + day + 1800);
	assert_int_equal(lines_said(), 1);
	assert_non_null(strstr(said, "nothing is lost"));
	assert_true(keeper_stop(&keeper));
	assert_int_equal(store_records(store, 0, INT64_MAX, see_minute, &next),
		STORE_OK);
	assert_int_equal(next, from + day + 1800);
	for (int64_t h = from; h < next; h += 3600)
		check_hour(h, from, next);
	finish();
}

static void after_a_day_the_loss_is_counted(void **state)
{
	const int64_t from = 1764003600;
	int64_t next = from;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start(60);
	set_file_limit(0);
	listen_to_stderr();
	for (int i = 0; i < KEEPER_RECORDS + 7; i++)
		assert_null(take_record_at(from + 60 * i,
			(from + 60 * i + 60) * 1000 + 750));
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(lines_said(), 2);
	assert_non_null(strstr(said, "lost until"));
	listen_to_stderr();
	assert_true(keeper_stop(&keeper));
	assert_int_equal(lines_said(), 1);
	assert_non_null(strstr(said, "7 records are lost"));
	assert_int_equal(store_records(store, 0, INT64_MAX, see_minute, &next),
		STORE_OK);
	assert_int_equal(next, from + 86400);
	finish();
}

static void a_stop_without_a_disk_is_a_fault(void **state)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start(60);
	record_message(b, 1764072000, 60);
	set_file_limit(0);
	listen_to_stderr();
	assert_int_equal(serve_bytes(b, sizeof b), EXIT_FAULT);
	set_file_limit(RLIM_INFINITY);
	assert_int_equal(lines_said(), 2);
	assert_non_null(strstr(said, "lost at the end: 1 records"));
	assert_int_equal(store_count(store), 0);
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
		TEST(a_day_without_a_disk_is_kept_in_memory),
		TEST(after_a_day_the_loss_is_counted),
		TEST(a_stop_without_a_disk_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
