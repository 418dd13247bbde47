/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve.c - keep's loop: messages in, seconds and records out. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "serve.h"
#include "../run/exit_codes.h"

/* What a pipe can hold: more than this after a stop was not waiting. */
#define PIPE_MESSAGES (65536 / SLM_MESSAGE_BYTES)

static int complain(const char *what)
{
	fprintf(stderr, "sourdine-keep: %s: sourdine-keep is started by "
		"`sourdine run`\n", what);
	return -1;
}

/* The gate speaks once a second: so many seconds as came after a message, so
 * long ago it was sent, however long keep or its disk was held up. */
static int keep_all(const struct serving *w, const uint8_t *messages,
	size_t n)
{
	int64_t now_ms = w->now_ms();
	struct slm_second second;
	int later = 0;

	if (w->boot_ms)
		keeper_look(w->keeper, now_ms, w->boot_ms());
	for (size_t i = 0; i < n; i++)
		later += slm_second_decode(&second,
			messages + i * SLM_MESSAGE_BYTES);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *m = messages + i * SLM_MESSAGE_BYTES;
		const char *wrong;

		later -= slm_second_decode(&second, m);
		wrong = keeper_take(w->keeper, m, now_ms - 1000 * later,
			later > 0);
		if (wrong)
			return complain(wrong);
	}
	return 1;
}

/* Read what waits and have it kept.  1, 0 at the end of the pipe, or -1 after
 * one line on stderr. */
static int take(const struct serving *w)
{
	static uint8_t messages[PIPE_MESSAGES * SLM_MESSAGE_BYTES];
	ssize_t n = read(w->messages, messages, sizeof messages);
	char what[96];
	int taken;

	if (n == 0)
		return 0;
	if (n < 0) {
		snprintf(what, sizeof what, "descriptor 0 cannot be read (%s)",
			strerror(errno));
		return complain(what);
	}
	taken = keep_all(w, messages, (size_t)n / SLM_MESSAGE_BYTES);
	if (taken < 0 || n % SLM_MESSAGE_BYTES == 0)
		return taken;
	snprintf(what, sizeof what, "%zd bytes came, a message has %d",
		n % SLM_MESSAGE_BYTES, SLM_MESSAGE_BYTES);
	return complain(what);
}

static int take_all(const struct serving *w)
{
	struct live_server *live = w->keeper->live;
	int after_stop = 0;

	for (;;) {
		struct pollfd p[2 + LIVE_FDS] = {
			{ .fd = w->messages, .events = POLLIN },
			{ .fd = w->stop, .events = POLLIN },
		};

		live_server_watch(live, p + 2);
		if (poll(p, 2 + LIVE_FDS, -1) < 0) {
			if (errno == EINTR)
				continue;
			perror("sourdine-keep: poll");
			return EXIT_FAULT;
		}
		if (p[1].revents &&
			(!p[0].revents || after_stop++ == PIPE_MESSAGES))
			return EXIT_OK;
		if (p[0].revents) {
			int taken = take(w);

			if (taken <= 0)
				return taken == 0 ? EXIT_OK : EXIT_FAULT;
		}
		live_server_turn(live, p + 2);
	}
}

int serve(const struct serving *w)
{
	int code = take_all(w);

	/* A bad message says nothing against those before it. */
	return keeper_stop(w->keeper) ? code : EXIT_FAULT;
}
