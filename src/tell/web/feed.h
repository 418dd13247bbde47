/* SPDX-License-Identifier: GPL-3.0-or-later */
/* feed.h - the connection to keep's live socket: made again each second
 * when it is not there. */
#ifndef WEB_FEED_H
#define WEB_FEED_H

#include "seconds.h"

/* Without a new second for this long, the meter has stopped. */
#define WEB_STOPPED_MS 3000

struct web_feed {
	const char *path;
	int fd; /* -1: not connected */
	char line[LIVE_LINE_SIZE];
	size_t length;	    /* of the part of a line that has come */
	int64_t retry_ms;   /* monotonic: not before this */
	int64_t arrived_ms; /* monotonic: of the newest second */
	struct web_seconds seconds;
};

void web_feed_init(struct web_feed *f, const char *path);

/* Connect if it is time to; read what has come.  true: a second is new. */
bool web_feed_read(struct web_feed *f, int64_t now_ms);

/* Is the newest second a present one?  A keep that is there but gets nothing
 * tells its old seconds to whoever connects: utc_s, the wall clock, shows. */
bool web_feed_is_fresh(const struct web_feed *f, int64_t now_ms, int64_t utc_s);

#endif
