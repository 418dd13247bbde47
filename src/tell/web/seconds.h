/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seconds.h - the last ten minutes of seconds, as keep tells them. */
#ifndef WEB_SECONDS_H
#define WEB_SECONDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../keep/live.h"

/* Oldest first, times rising. */
struct web_seconds {
	size_t n;
	struct live_second s[LIVE_SECONDS];
};

void web_seconds_add(struct web_seconds *w, const struct live_second *s);

/* The newest; NULL when there is none. */
const struct live_second *web_seconds_newest(const struct web_seconds *w);

/* Energy mean of the seconds from from_utc_s on that have a level;
 * SLM_NO_LEVEL when none has. */
slm_tenth_db web_seconds_mean(const struct web_seconds *w, int64_t from_utc_s);

#endif
