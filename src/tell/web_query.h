/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_query.h - the period of time that a request asks for. */
#ifndef WEB_QUERY_H
#define WEB_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEB_DAY_S    INT64_C(86400)
#define WEB_PERIOD_S (366 * WEB_DAY_S) /* longest that can be asked for */

/* From `from_utc_s` up to, not including, `to_utc_s`. */
struct web_period {
	int64_t from_utc_s, to_utc_s;
};

/* NULL for what was not given: `to` is then now, and `from` a day before `to`.
 * On false, `why` says what would be right. */
bool web_period_parse(struct web_period *p, const char *from, const char *to,
	int64_t now_utc_s, char *why, size_t size);

#endif
