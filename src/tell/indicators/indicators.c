/* SPDX-License-Identifier: GPL-3.0-or-later */
/* indicators.c - the sums behind the indicators of environmental noise. */
#include <math.h>
#include <string.h>

#include "indicators.h"
#include "../local_time.h"

/* The hour that clocks show at this moment; kept until it ends, since whoever
 * adds a year of seconds adds them in order. */
static int hour_at(struct indicators *i, int64_t utc_s)
{
	if (utc_s >= i->hour_until_utc_s || utc_s < i->hour_since_utc_s) {
		i->hour_now = local_second(utc_s) / 3600;
		i->hour_since_utc_s = utc_s;
		i->hour_until_utc_s = local_hour_end(utc_s);
	}
	return i->hour_now;
}

/* How long clocks show each hour in the days that the window touches: 22 to 6
 * is not measured by who measured from 22 to 23. */
static void measure_hours(struct indicators *i)
{
	int64_t first = local_day(i->from_utc_s);
	int64_t last = local_day(i->to_utc_s - 1);
	int64_t end = local_utc(last + 1, 0);

	for (int64_t t = local_utc(first, 0); t < end;) {
		int hour = hour_at(i, t);
		int64_t next = i->hour_until_utc_s < end ?
			i->hour_until_utc_s : end;

		i->hour_length_s[hour] += (double)(next - t);
		t = next;
	}
	for (int64_t day = first; day <= last; day++)
		i->days += local_utc(day, 0) < local_utc(day + 1, 0);
}

/* Each second is in `all`, too: what has none in it need not be cleared, which
 * for each hour of a year would be 19 GB. */
static void clear(struct indicators_seconds *s)
{
	if (!s->all.total)
		return;
	memset(&s->all, 0, sizeof s->all);
	for (int h = 0; h < 24; h++)
		if (s->hour[h].total)
			memset(&s->hour[h], 0, sizeof s->hour[h]);
}

void indicators_begin(struct indicators *i, int64_t from_utc_s,
	int64_t to_utc_s, struct indicators_seconds *seconds)
{
	memset(i, 0, sizeof *i);
	if (seconds)
		clear(seconds);
	i->from_utc_s = from_utc_s;
	i->to_utc_s = to_utc_s;
	i->length_s = (double)(to_utc_s - from_utc_s);
	i->loudest = i->quietest = i->loudest_s = i->quietest_s = NAN;
	i->seconds = seconds;
	measure_hours(i);
}

void indicators_add(struct indicators *i, int64_t start_utc_s,
	int32_t interval_s, double covered_s, double LAeq)
{
	int64_t t = start_utc_s, end = start_utc_s + interval_s;
	double share = interval_s > 0 ? covered_s / interval_s : 0;

	if (isnan(LAeq))
		return;
	if (t < i->from_utc_s)
		t = i->from_utc_s;
	if (end > i->to_utc_s)
		end = i->to_utc_s;
	i->records += t < end && interval_s > 1;
	while (t < end) {
		int hour = hour_at(i, t);
		int64_t next = i->hour_until_utc_s < end ?
			i->hour_until_utc_s : end;
		double s = share * (double)(next - t);

		level_mean_add_dB(&i->all, LAeq, s);
		level_mean_add_dB(&i->hour[hour], LAeq, s);
		t = next;
	}
}

/* fmax and fmin take the number where one of the two is NAN. */
void indicators_add_extremes(struct indicators *i, double LAFmax,
	double LAFmin)
{
	i->loudest = fmax(i->loudest, LAFmax);
	i->quietest = fmin(i->quietest, LAFmin);
}

static bool inside(const struct indicators *i, int64_t start, int64_t end)
{
	return start >= i->from_utc_s && end <= i->to_utc_s;
}

void indicators_add_second(struct indicators *i, int64_t utc_s, double LAeq)
{
	if (isnan(LAeq) || !inside(i, utc_s, utc_s + 1))
		return;
	i->loudest_s = fmax(i->loudest_s, LAeq);
	i->quietest_s = fmin(i->quietest_s, LAeq);
	if (i->seconds) {
		level_counts_add(&i->seconds->all, LAeq);
		level_counts_add(&i->seconds->hour[hour_at(i, utc_s)], LAeq);
	}
}

void indicators_add_classes(struct indicators *i, int64_t hour_utc_s,
	const uint16_t seconds[LEVEL_CLASSES])
{
	int64_t end = hour_utc_s + 3600;
	int hour;

	if (hour_utc_s >= i->to_utc_s || end <= i->from_utc_s)
		return;
	if (!inside(i, hour_utc_s, end)) {
		i->classes_cut = true;
		return;
	}
	level_classes_add(&i->classes, seconds);
	hour = hour_at(i, hour_utc_s);
	/* Where clocks are half an hour off, no hour of theirs is one of UTC:
	 * the hours of the day have no percentiles there. */
	if (local_second(hour_utc_s) % 3600 == 0 && i->hour_until_utc_s >= end)
		level_classes_add(&i->hour_classes[hour], seconds);
}
