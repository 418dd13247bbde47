/* SPDX-License-Identifier: GPL-3.0-or-later */
/* breaches.h - how often the gate was closed, and how long it stays closed.
 *
 * Each breach makes the next wait twice as long, up to ten minutes; only a day
 * without one makes it short again.  A file remembers that, so that starting
 * the meter anew does not. */
#ifndef BREACHES_H
#define BREACHES_H

#include <stdbool.h>
#include <stdint.h>

struct breaches {
	char path[512];
	int64_t count;       /* ever */
	int64_t in_a_row;    /* none a day apart from the next */
	int64_t start_utc_s; /* of a fresh pair after the last one; 0: none */
};

/* From `path`, where there is one.  A file that makes no sense counts as a
 * breach, and is said on stderr. */
void breaches_read(struct breaches *b, const char *path);

/* One more, now: until start_utc_s nobody is to start.  It lies on a tick as
 * coarse as the wait, so that it tells little of the moment. */
void breaches_add(struct breaches *b, int64_t utc_s);

/* In s, from 0 to 600, however the clock was set meanwhile. */
int64_t breaches_wait_s(const struct breaches *b, int64_t utc_s);

/* There was one in the last day: the gate begins with a silent interval. */
bool breaches_recent(const struct breaches *b, int64_t utc_s);

#endif
