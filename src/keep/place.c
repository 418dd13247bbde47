/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c - when was that?  Arithmetic on arrival times. */
#include "place.h"

/* Middle of the arrivals that belong to one second, ms after its end. */
#define LATE_MS 500

/* Messages that waited longer were not waiting: the clock was set. */
#define LONGEST_STALL_S 60

/* Rounds down before 1970 too: a clock may be wrong by decades. */
static int64_t divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t place_second(int64_t arrival_ms, int64_t last_utc_s, bool more_waiting)
{
	int64_t start = divide(arrival_ms - LATE_MS, 1000) - 1;
	int64_t expected = last_utc_s + 1;

	if (more_waiting && expected < start &&
		start - expected <= LONGEST_STALL_S)
		return expected;
	return start;
}

int64_t place_record(int64_t arrival_ms, int32_t interval_s)
{
	int64_t interval_ms = INT64_C(1000) * interval_s;
	int64_t ends = divide(arrival_ms + interval_ms / 2, interval_ms);

	return (ends - 1) * interval_s;
}

int64_t place_hour(int64_t utc_s)
{
	return divide(utc_s, 3600) * 3600;
}
