/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_door.c - who is asking: addresses to listen on, peers, and the names
 * that a request may call this device by. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "web_door.h"

#define NAME_SIZE 64 /* of the longest numeric address, and to spare */
#define BACKLOG	  32

/* "NAME", "NAME:PORT", "[NAME]" or "[NAME]:PORT"; *port points behind the
 * colon, NULL where there is none. */
static bool split(const char *text, char name[NAME_SIZE], bool *brackets,
	const char **port)
{
	const char *start = text, *end;

	*brackets = *text == '[';
	if (*brackets) {
		start++;
		end = strchr(start, ']');
	} else {
		end = start + strcspn(start, ":");
	}
	if (!end || end == start || end - start >= NAME_SIZE)
		return false;
	memcpy(name, start, (size_t)(end - start));
	name[end - start] = '\0';
	end += *brackets;
	*port = *end == ':' ? end + 1 : NULL;
	return *end == ':' || *end == '\0';
}

/* 1 to 65535, digits only; 0 if it is not that. */
static in_port_t read_port(const char *text)
{
	size_t n = strlen(text);
	long port;

	if (n < 1 || n > 5 || strspn(text, "0123456789") != n)
		return 0;
	port = strtol(text, NULL, 10);
	return port <= 65535 ? (in_port_t)port : 0;
}

bool web_listen_parse(
	struct sockaddr_storage *a, socklen_t *size, const char *text)
{
	struct sockaddr_in *four = (struct sockaddr_in *)a;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)a;
	char name[NAME_SIZE];
	const char *digits;
	bool brackets;
	in_port_t port;

	memset(a, 0, sizeof *a);
	if (!split(text, name, &brackets, &digits) || !digits)
		return false;
	port = read_port(digits);
	if (port == 0)
		return false;
	if (brackets) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(port);
		*size = sizeof *six;
		return inet_pton(AF_INET6, name, &six->sin6_addr) == 1;
	}
	four->sin_family = AF_INET;
	four->sin_port = htons(port);
	*size = sizeof *four;
	if (strcmp(name, "localhost") == 0)
		strcpy(name, "127.0.0.1");
	return inet_pton(AF_INET, name, &four->sin_addr) == 1;
}

int web_listen(const struct sockaddr_storage *a, socklen_t size)
{
	int fd = socket(
		a->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1, reason;

	if (fd < 0)
		return -1;
	/* Connections of the last run that are not quite over keep the port
	 * for a minute otherwise. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
		bind(fd, (const struct sockaddr *)a, size) == 0 &&
		listen(fd, BACKLOG) == 0)
		return fd;
	reason = errno;
	close(fd);
	errno = reason;
	return -1;
}

/* The IPv4 address in an IPv4 or an IPv4-mapped IPv6 one. */
static bool as_four(const struct sockaddr *a, struct in_addr *out)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)a;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;

	if (a->sa_family == AF_INET) {
		*out = four->sin_addr;
		return true;
	}
	if (a->sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		return false;
	memcpy(out, &six->sin6_addr.s6_addr[12], sizeof *out);
	return true;
}

bool web_is_loopback(const struct sockaddr *a)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;
	struct in_addr four;

	if (as_four(a, &four))
		return ntohl(four.s_addr) >> 24 == 127;
	return a->sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

static bool is_our_four(const char *name, const struct sockaddr *local)
{
	struct in_addr asked, ours;

	if (inet_pton(AF_INET, name, &asked) != 1)
		return false;
	return ntohl(asked.s_addr) == INADDR_LOOPBACK ||
	       (as_four(local, &ours) && asked.s_addr == ours.s_addr);
}

static bool is_our_six(const char *name, const struct sockaddr *local)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)local;
	struct in6_addr asked;

	if (inet_pton(AF_INET6, name, &asked) != 1)
		return false;
	return IN6_IS_ADDR_LOOPBACK(&asked) ||
	       (local->sa_family == AF_INET6 &&
		       memcmp(&asked, &six->sin6_addr, sizeof asked) == 0);
}

bool web_host_is_ours(const char *host, const struct sockaddr *local)
{
	char name[NAME_SIZE];
	const char *port;
	bool brackets;

	if (!host || !split(host, name, &brackets, &port) ||
		(port && read_port(port) == 0))
		return false;
	if (brackets)
		return is_our_six(name, local);
	return strcasecmp(name, "localhost") == 0 || is_our_four(name, local);
}
