/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper_messages.h - a keeper that is given messages whose levels are known,
 * and what it says. */
#ifndef KEEPER_MESSAGES_H
#define KEEPER_MESSAGES_H

#include "scratch.h"

#include <fcntl.h>

#include "../../src/keep/serve.h"
#include "../../src/run/exit_codes.h"

static struct keeper keeper;
static struct live_server live;
static struct store *store;
static struct store_series series;
static char live_path[96];

static UNUSED void start(int32_t interval_s)
{
	series = a_series();
	series.interval_s = interval_s;
	snprintf(live_path, sizeof live_path, "%s/live", scratch);
	assert_int_equal(store_create(&store, store_path), STORE_OK);
	assert_int_equal(store_begin_series(store, &series), STORE_OK);
	assert_int_equal(live_server_open(&live, live_path), 0);
	keeper_init(&keeper, store, store_path, &live, &series);
}

static UNUSED void finish(void)
{
	live_server_close(&live);
	store_close(store);
}

/* Level of the second that starts at utc_s: known to sender and checker. */
static UNUSED slm_tenth_db level_at(int64_t utc_s)
{
	return (slm_tenth_db)(utc_s * 7919 % 1401);
}

static UNUSED void second_message(uint8_t b[SLM_MESSAGE_BYTES], int64_t utc_s)
{
	struct slm_second s = { level_at(utc_s), SLM_STATE_OK };

	slm_second_encode(b, &s);
}

static UNUSED void record_message(uint8_t b[SLM_MESSAGE_BYTES], int64_t start_utc_s,
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

static UNUSED const char *take_record_at(int64_t start_utc_s, int64_t arrival_ms)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	record_message(b, start_utc_s, (uint16_t)series.interval_s);
	return keeper_take(&keeper, b, arrival_ms, false);
}

static UNUSED void take_second_at(int64_t utc_s)
{
	uint8_t b[SLM_MESSAGE_BYTES];

	second_message(b, utc_s);
	assert_null(keeper_take(&keeper, b, (utc_s + 1) * 1000 + 750, false));
}

static char said[8192];

/* Standard error goes into `said` between these two. */
static int own_stderr, said_fd[2];

static UNUSED void listen_to_stderr(void)
{
	assert_int_equal(pipe(said_fd), 0);
	/* too much of it shall fail the test, not stop it */
	assert_int_equal(fcntl(said_fd[1], F_SETFL, O_NONBLOCK), 0);
	own_stderr = dup(2);
	assert_int_equal(dup2(said_fd[1], 2), 2);
	close(said_fd[1]);
}

static UNUSED int lines_said(void)
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

static UNUSED int64_t noon(void)
{
	return INT64_C(1764072060750);
}

static UNUSED bool see_minute(void *user, const struct store_record *r)
{
	int64_t *next = user;

	assert_int_equal(r->start_utc_s, *next);
	assert_int_equal(r->LAeq, level_at(*next));
	assert_int_equal(r->covered_s, r->interval_s);
	assert_int_equal(r->flags, 0);
	*next += r->interval_s;
	return true;
}

static UNUSED void check_hour(int64_t hour, int64_t from, int64_t to)
{
	uint16_t want[STORE_CLASSES] = { 0 };
	struct store_histogram h;

	for (int64_t t = hour; t < hour + 3600; t++)
		if (t >= from && t < to)
			want[(level_at(t) + 5) / 10]++;
	assert_int_equal(store_hour(store, series.id, hour, &h), STORE_OK);
	assert_memory_equal(h.seconds, want, sizeof want);
}

/* Give these bytes and close the pipe; what serve answers. */
static UNUSED int serve_bytes(const uint8_t *bytes, size_t n)
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

#endif
