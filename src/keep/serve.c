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

static bool is_waiting(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && (p.revents & POLLIN);
}

/* Read one message and have it kept.  1, 0 at the end of the pipe, or -1
 * after one line on stderr. */
static int take(const struct serving *w)
{
	static const char remedy[] =
		"sourdine-keep is started by `sourdine run`";
	uint8_t message[SLM_MESSAGE_BYTES];
	ssize_t n = read(w->messages, message, sizeof message);
	const char *wrong;
	int64_t now_ms;

	if (n == 0)
		return 0;
	if (n < 0) {
		fprintf(stderr, "sourdine-keep: descriptor 0 cannot be read "
			"(%s): %s\n", strerror(errno), remedy);
		return -1;
	}
	if (n != sizeof message) {
		fprintf(stderr, "sourdine-keep: %zd bytes came, a message has "
			"%d: %s\n", n, SLM_MESSAGE_BYTES, remedy);
		return -1;
	}
	now_ms = w->now_ms();
	if (w->boot_ms)
		keeper_look(w->keeper, now_ms, w->boot_ms());
	wrong = keeper_take(w->keeper, message, now_ms,
		is_waiting(w->messages));
	if (!wrong)
		return 1;
	fprintf(stderr, "sourdine-keep: %s: %s\n", wrong, remedy);
	return -1;
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
