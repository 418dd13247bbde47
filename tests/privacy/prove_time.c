/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_time.c - gate, keep and web in a time of their own: that of the
 * messages which come in, however fast they come.  Linked with the programs'
 * own objects and --wrap; it exists for `make prove` alone.
 *
 * With PROVE_NOW_S in the environment the wall clock stands still there. */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/run/sandbox.h"
#include "prove_time.h"

#define NS_PER_S  INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define FDS_MAX	  256

int __wrap_clock_gettime(clockid_t which, struct timespec *t);
int __real_clock_gettime(clockid_t which, struct timespec *t);
time_t __wrap_time(time_t *out);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout_ms);
int __real_poll(struct pollfd *fds, nfds_t n, int timeout_ms);
ssize_t __wrap_read(int fd, void *bytes, size_t n);
ssize_t __real_read(int fd, void *bytes, size_t n);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
ssize_t __real_write(int fd, const void *bytes, size_t n);

static int64_t now_ns = PROVE_START_S * NS_PER_S;
static struct prove_frame next;
static bool has_next, at_end;

static const char *stopped(void)
{
	return getenv("PROVE_NOW_S");
}

int __wrap_clock_gettime(clockid_t which, struct timespec *t)
{
	int64_t ns;

	if (!at_end)
		now_ns += 1000; /* time goes by while somebody looks at it */
	ns = now_ns - prove_clock_behind_ns(which);
	if (stopped() && which != CLOCK_REALTIME)
		return __real_clock_gettime(which, t);
	if (stopped())
		ns = atoll(stopped()) * NS_PER_S;
	*t = (struct timespec){ns / NS_PER_S, ns % NS_PER_S};
	return 0;
}

time_t __wrap_time(time_t *out)
{
	struct timespec t;

	__wrap_clock_gettime(CLOCK_REALTIME, &t);
	if (out)
		*out = t.tv_sec;
	return t.tv_sec;
}

/* Waits for the next message, in real time. */
static void look_ahead(void)
{
	size_t have = 0;

	while (!has_next && !at_end) {
		ssize_t n = __real_read(0, (char *)&next + have,
			sizeof next - have);
		if (n < 0 && errno == EINTR)
			continue;
		at_end = n <= 0;
		have += at_end ? 0 : (size_t)n;
		has_next = have == sizeof next;
	}
}

/* The other descriptors, as they are. */
static int poll_others(struct pollfd *fds, nfds_t n, int timeout_ms, nfds_t in)
{
	int ready, fd = fds[in].fd;

	fds[in].fd = -1;
	ready = __real_poll(fds, n, timeout_ms);
	fds[in].fd = fd;
	fds[in].revents = 0;
	return ready < 0 ? 0 : ready;
}

int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	nfds_t in = 0;
	int ready;

	while (in < n && fds[in].fd != 0)
		in++;
	if (in == n || stopped())
		return __real_poll(fds, n, timeout_ms);
	look_ahead();
	if (at_end && n > 1) /* keep goes on to answer, until it is ended */
		return poll_others(fds, n, timeout_ms, in);
	ready = poll_others(fds, n, 0, in);
	if (at_end) {
		fds[in].revents = POLLHUP;
		return ready + 1;
	}
	if (timeout_ms >= 0 && next.at_ns > now_ns + timeout_ms * NS_PER_MS) {
		now_ns += timeout_ms * NS_PER_MS;
		return ready;
	}
	if (now_ns < next.at_ns)
		now_ns = next.at_ns;
	fds[in].revents = POLLIN;
	return ready + 1;
}

ssize_t __wrap_read(int fd, void *bytes, size_t n)
{
	if (fd != 0)
		return __real_read(fd, bytes, n);
	look_ahead();
	if (at_end)
		return 0;
	if (n < sizeof next.message)
		return -1;
	memcpy(bytes, next.message, sizeof next.message);
	has_next = false;
	return sizeof next.message; /* each has its time */
}

ssize_t __wrap_write(int fd, const void *bytes, size_t n)
{
	struct prove_frame frame = {.at_ns = now_ns};

	if (fd != 1 || n != sizeof frame.message)
		return __real_write(fd, bytes, n);
	memcpy(frame.message, bytes, n);
	return __real_write(1, &frame, sizeof frame) == sizeof frame
		       ? (ssize_t)n
		       : -1;
}

/* Here the locks are not what is looked at: claim 1 does. */
int sandbox_enter(enum sandbox who, const char *store, const char *live)
{
	(void)who;
	(void)store;
	(void)live;
	return 0;
}
