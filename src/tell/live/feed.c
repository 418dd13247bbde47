/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feed.c - the seconds that keep tells, and the connection to it. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "feed.h"

#define RETRY_MS   1000
#define STOPPED_MS 3000 /* without a new second for so long */

/* A second is told when it is over, and may take its time to get here. */
#define OLDEST_S 5

/* keep has our clock; a second further ahead was told before that was set
 * back. */
#define AHEAD_S 2

int64_t live_utc_s(void)
{
	return (int64_t)time(NULL);
}

int64_t live_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool live_feed_open(struct live_feed *f, const char *path, int64_t now_ms)
{
	memset(f, 0, sizeof *f);
	f->path = path;
	f->fd = live_connect(path);
	f->retry_ms = now_ms + RETRY_MS;
	f->arrived_ms = now_ms;
	return f->fd >= 0;
}

void live_feed_close(struct live_feed *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

static void add(struct live_feed *f, const struct live_second *s)
{
	/* What a clock that was set back since had called later. */
	while (f->n > 0 && f->s[f->n - 1].utc_s >= s->utc_s)
		f->n--;
	if (f->n == LIVE_SECONDS)
		memmove(f->s, f->s + 1, --f->n * sizeof f->s[0]);
	f->s[f->n++] = *s;
}

/* false: keep does not talk like this.  *is_new: a line is whole. */
static bool take(struct live_feed *f, char c, bool *is_new)
{
	struct live_second s;

	if (c == '\0' || f->length == sizeof f->line - 1)
		return false;
	f->line[f->length++] = c;
	if (c != '\n')
		return true;
	f->line[f->length] = '\0';
	f->length = 0;
	if (!live_parse(&s, f->line))
		return false;
	add(f, &s);
	*is_new = true;
	return true;
}

/* A keep that was started again has another microphone, perhaps: what the old
 * one told is not mixed with it.  A living one tells its minutes again. */
static void connect_again(struct live_feed *f, int64_t now_ms)
{
	if (now_ms < f->retry_ms)
		return;
	f->retry_ms = now_ms + RETRY_MS;
	f->fd = live_connect(f->path);
	if (f->fd < 0)
		return;
	f->length = 0;
	f->n = 0;
}

bool live_feed_read(struct live_feed *f, int64_t now_ms)
{
	bool is_new = false;
	char bytes[LIVE_SECONDS * LIVE_LINE_SIZE];
	ssize_t n;

	if (f->fd < 0)
		connect_again(f, now_ms);
	if (f->fd < 0)
		return false;
	n = read(f->fd, bytes, sizeof bytes);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		live_feed_close(f);
	for (ssize_t i = 0; i < n && f->fd >= 0; i++)
		if (!take(f, bytes[i], &is_new))
			live_feed_close(f);
	if (is_new)
		f->arrived_ms = now_ms;
	return is_new;
}

const struct live_second *live_feed_now(const struct live_feed *f,
	int64_t now_ms, int64_t utc_s)
{
	const struct live_second *newest = f->n ? &f->s[f->n - 1] : NULL;

	if (f->fd < 0 || !newest || now_ms - f->arrived_ms > STOPPED_MS ||
		utc_s - newest->utc_s > OLDEST_S ||
		newest->utc_s - utc_s > AHEAD_S)
		return NULL;
	return newest;
}

bool live_feed_has_stopped(const struct live_feed *f, int64_t now_ms,
	int64_t utc_s)
{
	return !live_feed_now(f, now_ms, utc_s) &&
		(f->fd < 0 || now_ms - f->arrived_ms > STOPPED_MS);
}

const struct live_second *live_feed_next(const struct live_feed *f,
	int64_t *told, int64_t now_ms, int64_t utc_s)
{
	const struct live_second *now = live_feed_now(f, now_ms, utc_s);

	if (*told > utc_s + AHEAD_S)
		*told = 0;
	if (!now || now->utc_s <= *told)
		return NULL;
	if (*told) {
		while (now > f->s && now[-1].utc_s > *told)
			now--;
	}
	*told = now->utc_s;
	return now;
}
