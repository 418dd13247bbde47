/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_time.h - the time in which the programs of prove run. */
#ifndef PROVE_TIME_H
#define PROVE_TIME_H

#include <stdint.h>
#include <time.h>

/* 2026-01-05 11:59:58 UTC: two seconds before an hour. */
#define PROVE_START_S INT64_C(1767614398)

/* A message, and when it was said (UTC). */
struct prove_frame {
	int64_t at_ns;
	uint8_t message[32];
};

/* All clocks but the wall's began 1000 s before. */
static inline int64_t prove_clock_behind_ns(clockid_t which)
{
	return which == CLOCK_REALTIME
		       ? 0
		       : (PROVE_START_S - 1000) * INT64_C(1000000000);
}

#endif
