/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_request.c - whole requests through the page's server, as a browser or
 * an attacker on this machine sends them: it answers in HTTP or not at all,
 * and nobody who asks for another host gets a level. */
#define _GNU_SOURCE /* memmem */
#include <netinet/in.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../../src/tell/web/web.h"
#include "fuzz.h"

#define ANSWER 65536
#define TURNS  6 /* of the server's loop, for a request and its answer */

static struct web web;
static struct sockaddr_in address;

/* With a store of three records, where the fuzzer runs in the source tree. */
static void begin(void)
{
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	address = (struct sockaddr_in){.sin_family = AF_INET,
		.sin_addr = {htonl(INADDR_LOOPBACK)}};
	web_feed_init(&web.feed, "/nonexistent/live");
	web_store_init(&web.store, "tests/fuzz/corpus/store/whole");
	web.utc_s = 1795460700; /* a minute after the last record */
	if (fd < 0 ||
		bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(fd, 16) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) != 0 ||
		!web_server_start(&web, fd))
		abort();
}

static int knock(void)
{
	const struct linger at_once = {1, 0}; /* no port waits after it */
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once,
			      sizeof at_once) != 0 ||
		connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		abort();
	return fd;
}

static void turn(void)
{
	web.now_ms += 10;
	web_events_turn(&web, false);
	web_clients_turn(&web);
	if (MHD_run(web.daemon) != MHD_YES)
		abort();
}

static size_t ask(const uint8_t *data, size_t size, char answer[ANSWER])
{
	size_t n = 0;
	ssize_t got;
	int fd = knock();

	if (size > 0 && send(fd, data, size, MSG_NOSIGNAL) != (ssize_t)size)
		abort();
	for (int i = 0; i < TURNS; i++) {
		turn();
		got = recv(fd, answer + n, ANSWER - n, MSG_DONTWAIT);
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	turn();
	turn();
	return n;
}

static bool says(const char *answer, size_t n, const char *text)
{
	return memmem(answer, n, text, strlen(text)) != NULL;
}

/* A Host that is none of these is foreign, and so is a request without. */
static bool names_us(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + 9 <= size; i++)
		if (strncasecmp((const char *)data + i, "localhost", 9) == 0 ||
			memcmp(data + i, "127.0.0.1", 9) == 0)
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char answer[ANSWER];
	size_t n;

	if (!web.daemon)
		begin();
	n = ask(data, size, answer);
	HOLDS(n == 0 || (n > 12 && memcmp(answer, "HTTP/1.", 7) == 0));
	if (!names_us(data, size))
		HOLDS(!says(answer, n, "LAeq_hour"));
	HOLDS(!says(answer, n, "corpus/store"));
	return 0;
}
