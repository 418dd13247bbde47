/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.h - who is asking: addresses to listen on, peers, and the names
 * that a request may call this device by. */
#ifndef WEB_DOOR_H
#define WEB_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* "ADDR:PORT" with a numeric address, "[ADDR]:PORT" for IPv6; "localhost" is
 * 127.0.0.1; "unix:PATH" is a socket in the file system.  false: it is not
 * that. */
bool web_listen_parse(
	struct sockaddr_storage *a, socklen_t *size, const char *text);

/* A socket that listens there, or -1 and errno.  One in the file system is
 * made anew, for its owner and its group. */
int web_listen(const struct sockaddr_storage *a, socklen_t size);

/* Does this address belong to this machine alone: 127.0.0.0/8, ::1, or a
 * socket in the file system? */
bool web_is_loopback(const struct sockaddr *a);

/* May a request that came in on the address `local` carry this Host header?
 * Yes for localhost, 127.0.0.1, [::1] and that address, with any port.  A page
 * elsewhere that points a name of its own here (DNS rebinding) is turned away.
 * NULL: no header, no. */
bool web_host_is_ours(const char *host, const struct sockaddr *local);

/* Does the Host header say this name, with any port?  Never for NULL. */
bool web_host_is(const char *host, const char *name);

/* The token in a file: its first line, 16 characters at least.  false after
 * one line on stderr: it is not that, or others may read it. */
bool web_token_read(char *out, size_t size, const char *path);

#endif
