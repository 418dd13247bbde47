/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_door.h - who is asking: addresses to listen on, peers, and the names
 * that a request may call this device by. */
#ifndef WEB_DOOR_H
#define WEB_DOOR_H

#include <stdbool.h>
#include <sys/socket.h>

/* "ADDR:PORT" with a numeric address, "[ADDR]:PORT" for IPv6; "localhost" is
 * 127.0.0.1.  false: it is not that. */
bool web_listen_parse(
	struct sockaddr_storage *a, socklen_t *size, const char *text);

/* A socket that listens there, or -1 and errno. */
int web_listen(const struct sockaddr_storage *a, socklen_t size);

/* Does this address belong to this machine alone: 127.0.0.0/8 or ::1? */
bool web_is_loopback(const struct sockaddr *a);

/* May a request that came in on the address `local` carry this Host header?
 * Yes for localhost, 127.0.0.1, [::1] and that address, with any port.  A page
 * elsewhere that points a name of its own here (DNS rebinding) is turned away.
 * NULL: no header, no. */
bool web_host_is_ours(const char *host, const struct sockaddr *local);

#endif
