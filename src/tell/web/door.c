/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.c - who is asking: addresses to listen on, peers, and the names
 * that a request may call this device by. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "door.h"
#include "../../run/language.h"

#define NAME_SIZE 64 /* of the longest numeric address, and to spare */
#define BACKLOG	  128

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

static bool parse_path(
	struct sockaddr_storage *a, socklen_t *size, const char *path)
{
	struct sockaddr_un *un = (struct sockaddr_un *)a;

	if (!*path || strlen(path) >= sizeof un->sun_path)
		return false;
	un->sun_family = AF_UNIX;
	strcpy(un->sun_path, path);
	*size = sizeof *un;
	return true;
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
	if (strncmp(text, "unix:", 5) == 0)
		return parse_path(a, size, text + 5);
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

/* What an earlier run left behind is removed; anything else is in the way. */
static bool make_room(const struct sockaddr_storage *a)
{
	const char *path = ((const struct sockaddr_un *)a)->sun_path;
	struct stat st;

	if (a->ss_family != AF_UNIX || lstat(path, &st) != 0)
		return true;
	errno = EADDRINUSE;
	return S_ISSOCK(st.st_mode) && unlink(path) == 0;
}

static int bind_to(int fd, const struct sockaddr_storage *a, socklen_t size)
{
	mode_t before = umask(a->ss_family == AF_UNIX ? 0117 : 077);
	int error = bind(fd, (const struct sockaddr *)a, size);

	umask(before);
	return error;
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
		make_room(a) && bind_to(fd, a, size) == 0 &&
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
	if (a->sa_family == AF_UNIX)
		return true;
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

bool web_host_is(const char *host, const char *wanted)
{
	char name[NAME_SIZE];
	const char *port;
	bool brackets;

	return host && wanted && split(host, name, &brackets, &port) &&
	       (!port || read_port(port) != 0) && strcasecmp(name, wanted) == 0;
}

bool web_token_read(char *out, size_t size, const char *path)
{
	FILE *f = fopen(path, "re");
	const char *wrong = NULL;
	struct stat st;

	if (!f || fstat(fileno(f), &st) != 0) {
		fprintf(stderr, _("sourdine-web: %s: cannot be read: %s\n"),
			path, reason(errno));
		if (f)
			fclose(f);
		return false;
	}
	if (!fgets(out, (int)size, f))
		*out = '\0';
	fclose(f);
	out[strcspn(out, "\r\n")] = '\0';
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		wrong = _("others than its owner may read it: chmod 600");
	else if (strlen(out) + 1 >= size)
		wrong = _("a token has at most 126 characters");
	else if (strlen(out) < 16)
		wrong = _("a token has 16 characters at least: `head -c 18 "
			  "/dev/urandom | base64` makes one");
	if (wrong)
		fprintf(stderr, "sourdine-web: %s: %s\n", path, wrong);
	return !wrong;
}
