/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_time.h - what clocks show in one time zone, by the system's tzdata.
 *
 * A process has one zone: it is chosen once, at the start, before any door is
 * shut; nothing is read from disk afterwards.  Times are whole seconds of UTC
 * since 1970.  A day is its number since 1970-01-01, which is 0. */
#ifndef LOCAL_TIME_H
#define LOCAL_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* A name of tzdata like "Europe/Paris"; NULL is the machine's own zone.  The
 * last call holds.  false, and nothing changed: there is no such zone. */
bool local_time_use(const char *zone);

/* The same for the value of --zone; what is wrong with it is said. */
bool local_time_option(const char *zone);

/* Its name; "local" where the machine's own has none. */
const char *local_time_zone(void);

/* Seconds by which clocks are ahead of UTC at this moment. */
int32_t local_offset_s(int64_t utc_s);

/* "CET": what the time is called at this moment; "" where it cannot be said. */
const char *local_abbreviation(int64_t utc_s);

/* The day and the second of the day (0 to 86399) that clocks show. */
int64_t local_day(int64_t utc_s);
int32_t local_second(int64_t utc_s);

/* The first moment at which clocks show this second of this day (it may be
 * beyond the day), or a later one where they skip it.  So the moments at which
 * days begin part all time into days, of 23, 24, 25 or even 0 hours. */
int64_t local_utc(int64_t day, int32_t second);

/* The moment at which clocks leave the hour that they show at utc_s, or are
 * set. */
int64_t local_hour_end(int64_t utc_s);

struct local_date {
	int year, month, day; /* month and day from 1 */
};
struct local_date local_date(int64_t day);
int64_t local_day_of(struct local_date d);
int local_weekday(int64_t day); /* 0 is Monday */

#define LOCAL_TIME_SIZE 32 /* "2026-10-25T02:30:00+01:00" and to spare */
void local_time_format(char out[LOCAL_TIME_SIZE], int64_t utc_s);

#endif
