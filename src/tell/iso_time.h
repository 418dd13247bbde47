/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iso_time.h - points in time as ISO 8601 writes them, to the second. */
#ifndef ISO_TIME_H
#define ISO_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "../run/language.h"

#define ISO_TIME_SIZE 24 /* "2026-11-23T20:00:00Z" and to spare */

/* What a message says that refuses a time. */
#define ISO_TIME_WANTED N_("a time like 2026-11-23T20:00:00Z or " \
	"2026-11-23T21:00:00+01:00, or a date like 2026-11-23 (its first " \
	"second in UTC)")

/* Read one of these three forms; years 1970 to 9998.  false, and *utc_s left
 * alone: it is none of them, or there is no such day or time of day. */
bool iso_time_parse(int64_t *utc_s, const char *text);

/* The same for the value of an option; what is wrong with it is said. */
bool iso_time_option(int64_t *utc_s, const char *option, const char *text);

/* Write 2026-11-23T20:00:00Z; "" outside the years 1000 to 9999. */
void iso_time_format(char out[ISO_TIME_SIZE], int64_t utc_s);

#endif
