/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock_watch.h - is UTC what it was?  Compared with a clock that nobody
 * sets.  Time is an argument. */
#ifndef CLOCK_WATCH_H
#define CLOCK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* A clock that is steered runs at most so much too fast or too slow; what
 * differs by more was set. */
#define CLOCK_STEERED_PPM 1000
#define CLOCK_STEP_MS     500

struct clock_watch {
	int64_t utc_ms, boot_ms; /* when it was looked at last */
	bool looked;
};

/* By how much UTC was set since the last look, ms; 0: it was not. */
int64_t clock_watch(struct clock_watch *w, int64_t utc_ms, int64_t boot_ms);

#endif
