/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.h - when was that?  A message carries no time: it is placed by its
 * arrival, in ms of UTC since 1970. */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stdint.h>

/* As last_utc_s: no second came before. */
#define PLACE_NEVER (INT64_MIN / 2)

/* Start of the second that a message is about.  The gate speaks 0.75 s after
 * a second's end; up to 0.75 s more is put down to a busy machine.  When more
 * messages wait, this one is old: it follows the one before it, whose start
 * was last_utc_s. */
int64_t place_second(int64_t arrival_ms, int64_t last_utc_s,
	bool more_waiting);

/* Start of a record's interval: it ended at the multiple of interval_s that
 * is nearest to the arrival. */
int64_t place_record(int64_t arrival_ms, int32_t interval_s);

/* Start of the hour that a time lies in. */
int64_t place_hour(int64_t utc_s);

#endif
