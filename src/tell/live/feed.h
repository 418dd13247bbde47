/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feed.h - the seconds that keep tells, and the connection to it: made
 * again each second when it is not there. */
#ifndef LIVE_FEED_H
#define LIVE_FEED_H

#include <stdbool.h>

#include "../../keep/live.h"

/* Times are monotonic, ms, unless their name says utc_s. */
struct live_feed {
	const char *path;
	int fd;             /* -1: not connected */
	char line[LIVE_LINE_SIZE];
	size_t length;      /* of the part of a line that has come */
	int64_t retry_ms;   /* not before this */
	int64_t arrived_ms; /* of the newest second, or this began */
	size_t n;
	struct live_second s[LIVE_SECONDS]; /* times rise */
};

/* false, and errno: keep does not answer.  It will be asked again. */
bool live_feed_open(struct live_feed *f, const char *path, int64_t now_ms);
void live_feed_close(struct live_feed *f);

/* Connect if it is time to; take what has come.  true: a second is new. */
bool live_feed_read(struct live_feed *f, int64_t now_ms);

/* The newest second if it is of the present, else NULL. */
const struct live_second *live_feed_now(const struct live_feed *f,
	int64_t now_ms, int64_t utc_s);

/* keep is not there, or has told nothing of the present for too long. */
bool live_feed_has_stopped(const struct live_feed *f, int64_t now_ms,
	int64_t utc_s);

/* Step through the seconds, each told once even when keep tells its last ten
 * minutes again: *told is the time of the one before, 0 at first, when this
 * begins with the present.  NULL: no more for now. */
const struct live_second *live_feed_next(const struct live_feed *f,
	int64_t *told, int64_t now_ms, int64_t utc_s);

/* Wall clock, s since 1970, and monotonic clock, ms. */
int64_t live_utc_s(void);
int64_t live_now_ms(void);

#endif
