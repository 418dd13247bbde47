/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.h - the period of time that a request asks for. */
#ifndef WEB_QUERY_H
#define WEB_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <microhttpd.h>

#define WEB_DAY_S    INT64_C(86400)
#define WEB_DAYS     366
#define WEB_PERIOD_S (WEB_DAYS * WEB_DAY_S) /* longest that can be asked for */

#define WEB_WHY 256 /* what would be right */

/* From `from_utc_s` up to, not including, `to_utc_s`. */
struct web_period {
	int64_t from_utc_s, to_utc_s;
};

/* What a request gave, NULL where it did not. */
struct web_keys {
	const char *from, *to;
	bool wrong; /* a key that is not known, comes twice, or has a NUL */
};

/* false, and `why` gives `example`: there are other keys. */
bool web_keys_read(struct web_keys *k, struct MHD_Connection *c,
	const char *example, char *why, size_t size);

/* NULL for what was not given: `to` is then now, and `from` a day before `to`.
 * On false, `why` says what would be right. */
bool web_period_parse(struct web_period *p, const char *from, const char *to,
	int64_t now_utc_s, char *why, size_t size);

/* The days from the first to the last one, both included, as local_time.h
 * counts them; NULL: `to` is today, and `from` is `to`. */
struct web_days_period {
	int64_t first, last;
};
bool web_days_parse(struct web_days_period *p, const char *from, const char *to,
	int64_t today, char *why, size_t size);

#endif
