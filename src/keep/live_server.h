/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live_server.h - keep's end of the live socket: tells, never listens. */
#ifndef LIVE_SERVER_H
#define LIVE_SERVER_H

#include <poll.h>

#include "live.h"

#define LIVE_CLIENTS 32
#define LIVE_FDS     (1 + LIVE_CLIENTS)

/* Do not rely on the contents. */
struct live_server {
	const char *path;
	int listener;
	int client[LIVE_CLIENTS]; /* -1: free */
	struct live_second ring[LIVE_SECONDS];
	size_t kept, next;        /* in the ring */
};

/* Listen at path, which has to outlive the server.  The socket that a dead
 * keeper left there is replaced.  0, or an errno: EADDRINUSE when a living
 * program listens there, ENOTSOCK when something else is there. */
int live_server_open(struct live_server *s, const char *path);
void live_server_close(struct live_server *s);

/* Keep a second and send it to everyone, without ever waiting. */
void live_server_add(struct live_server *s, const struct live_second *second);

/* What to poll, and what to do afterwards: let in, let go. */
void live_server_watch(const struct live_server *s, struct pollfd p[LIVE_FDS]);
void live_server_turn(struct live_server *s, const struct pollfd p[LIVE_FDS]);

#endif
