/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feed.c - the connection to keep's live socket: made again each second
 * when it is not there. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"

#define RETRY_MS 1000

/* A second is over one second after its start, and told within two more. */
#define OLDEST_S (WEB_STOPPED_MS / 1000 + 2)

/* keep's clock is ours; more than this ahead, it was set back since. */
#define AHEAD_S 2

void web_feed_init(struct web_feed *f, const char *path)
{
	memset(f, 0, sizeof *f);
	f->path = path;
	f->fd = -1;
}

static void disconnect(struct web_feed *f)
{
	close(f->fd);
	f->fd = -1;
}

/* What was told before may be of another series: keep tells again what it
 * still holds. */
static void connect_again(struct web_feed *f, int64_t now_ms)
{
	if (now_ms < f->retry_ms)
		return;
	f->retry_ms = now_ms + RETRY_MS;
	f->length = 0;
	f->fd = live_connect(f->path);
	if (f->fd >= 0)
		f->seconds.n = 0;
}

/* false: this is not what keep says. */
static bool take_byte(struct web_feed *f, char c, bool *is_new)
{
	struct live_second s;

	if (f->length >= sizeof f->line - 1)
		return false;
	f->line[f->length++] = c;
	if (c != '\n')
		return true;
	f->line[f->length] = '\0';
	if (strlen(f->line) != f->length || !live_parse(&s, f->line))
		return false;
	f->length = 0;
	web_seconds_add(&f->seconds, &s);
	*is_new = true;
	return true;
}

bool web_feed_read(struct web_feed *f, int64_t now_ms)
{
	bool is_new = false;
	char some[4096];
	ssize_t n = -1;

	if (f->fd < 0)
		connect_again(f, now_ms);
	if (f->fd < 0)
		return false;
	/* Once, not until it is empty: nobody may keep us here. */
	n = read(f->fd, some, sizeof some);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		disconnect(f);
	for (ssize_t i = 0; i < n && f->fd >= 0; i++)
		if (!take_byte(f, some[i], &is_new))
			disconnect(f);
	if (is_new)
		f->arrived_ms = now_ms;
	return is_new;
}

bool web_feed_is_fresh(const struct web_feed *f, int64_t now_ms, int64_t utc_s)
{
	const struct live_second *newest = web_seconds_newest(&f->seconds);

	return f->fd >= 0 && newest &&
	       now_ms - f->arrived_ms <= WEB_STOPPED_MS &&
	       utc_s - newest->utc_s <= OLDEST_S &&
	       newest->utc_s - utc_s <= AHEAD_S;
}
