/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live_server.c - the last ten minutes, for whoever connects.
 *
 * A client's socket buffer is all the patience it gets: what does not fit at
 * once ends the connection, so a client costs the meter neither time nor
 * memory. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "live_server.h"

/* Holds the history, some 20 kB, with room for the minutes after it. */
#define CLIENT_BUFFER (128 * 1024)

/* A file is in the way: 0 if it was the socket of a dead keeper and is gone. */
static int clear_stale(const char *path)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? 0 : errno;
	if (!S_ISSOCK(st.st_mode))
		return ENOTSOCK;
	fd = live_connect(path);
	if (fd >= 0) {
		close(fd);
		return EADDRINUSE;
	}
	if (errno != ECONNREFUSED)
		return errno == EAGAIN ? EADDRINUSE : errno;
	return unlink(path) == 0 ? 0 : errno;
}

/* 0660: the page runs as another user of the same group. */
static int bind_private(int fd, const struct sockaddr_un *a)
{
	mode_t before = umask(0117);
	int error = bind(fd, (const struct sockaddr *)a, sizeof *a) == 0 ?
		0 : errno;

	(void)umask(before);
	return error;
}

int live_server_open(struct live_server *s, const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int error;

	memset(s, 0, sizeof *s);
	s->path = path;
	for (int i = 0; i < LIVE_CLIENTS; i++)
		s->client[i] = -1;
	s->listener = -1;
	if (strlen(path) >= sizeof a.sun_path)
		return ENAMETOOLONG;
	strcpy(a.sun_path, path);

	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
		0);
	if (fd < 0)
		return errno;
	error = bind_private(fd, &a);
	if (error == EADDRINUSE && (error = clear_stale(path)) == 0)
		error = bind_private(fd, &a);
	if (error == 0 && listen(fd, LIVE_CLIENTS) != 0)
		error = errno;
	if (error)
		close(fd);
	else
		s->listener = fd;
	return error;
}

static void cut_off(struct live_server *s, int i)
{
	close(s->client[i]);
	s->client[i] = -1;
}

void live_server_close(struct live_server *s)
{
	for (int i = 0; i < LIVE_CLIENTS; i++)
		if (s->client[i] >= 0)
			cut_off(s, i);
	if (s->listener < 0)
		return;
	(void)unlink(s->path);
	close(s->listener);
	s->listener = -1;
}

static void tell(struct live_server *s, int i, const char *text, size_t size)
{
	if (send(s->client[i], text, size, MSG_DONTWAIT | MSG_NOSIGNAL) !=
		(ssize_t)size)
		cut_off(s, i);
}

void live_server_add(struct live_server *s, const struct live_second *second)
{
	char line[LIVE_LINE_SIZE];
	size_t size = live_format(line, second);

	s->ring[s->next] = *second;
	s->next = (s->next + 1) % LIVE_SECONDS;
	if (s->kept < LIVE_SECONDS)
		s->kept++;
	for (int i = 0; i < LIVE_CLIENTS; i++)
		if (s->client[i] >= 0)
			tell(s, i, line, size);
}

static void tell_history(struct live_server *s, int i)
{
	char text[LIVE_SECONDS * LIVE_LINE_SIZE];
	size_t size = 0;
	size_t oldest = s->next + LIVE_SECONDS - s->kept;

	for (size_t k = 0; k < s->kept; k++)
		size += live_format(text + size,
			&s->ring[(oldest + k) % LIVE_SECONDS]);
	if (size > 0)
		tell(s, i, text, size);
}

/* Nothing is ever read: the client's own sends fail from the start. */
static void let_in(struct live_server *s, int fd)
{
	const int buffer = CLIENT_BUFFER;
	int i = 0;

	while (i < LIVE_CLIENTS && s->client[i] >= 0)
		i++;
	if (i == LIVE_CLIENTS ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
		fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer,
			sizeof buffer) != 0 ||
		shutdown(fd, SHUT_RD) != 0) {
		close(fd);
		return;
	}
	s->client[i] = fd;
	tell_history(s, i);
}

void live_server_watch(const struct live_server *s, struct pollfd p[LIVE_FDS])
{
	p[0] = (struct pollfd){ .fd = s->listener, .events = POLLIN };
	for (int i = 0; i < LIVE_CLIENTS; i++) /* POLLHUP comes unasked */
		p[1 + i] = (struct pollfd){ .fd = s->client[i] };
}

void live_server_turn(struct live_server *s, const struct pollfd p[LIVE_FDS])
{
	for (int i = 0; i < LIVE_CLIENTS; i++)
		if (p[1 + i].revents && s->client[i] == p[1 + i].fd)
			cut_off(s, i);
	if (p[0].revents & POLLIN) {
		int fd = accept(s->listener, NULL, NULL);

		if (fd >= 0)
			let_in(s, fd);
	}
}
