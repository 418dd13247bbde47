/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local_time.c - what clocks show in one time zone, by the system's tzdata.
 *
 * The C library has one zone a process, and takes a wrong name for UTC without
 * a word: so names are looked up first.  It is only asked for the offset at a
 * moment; all else follows from that. */
#define _DEFAULT_SOURCE /* tm_gmtoff, tm_zone */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../run/language.h"
#include "local_time.h"

#define DAY_S 86400
#define TZDATA "/usr/share/zoneinfo/"

static char name[64];

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool is_zone(const char *zone)
{
	char path[128], magic[4];
	bool is;
	FILE *f;

	if (strlen(zone) >= sizeof name || strstr(zone, "..") ||
		*zone == '/' || *zone == ':')
		return false;
	snprintf(path, sizeof path, TZDATA "%s", zone);
	f = fopen(path, "r");
	is = f && fread(magic, sizeof magic, 1, f) == 1 &&
		memcmp(magic, "TZif", sizeof magic) == 0;
	if (f)
		fclose(f);
	return is || strcmp(zone, "UTC") == 0;
}

/* Named by the environment, or by where the machine's own file points. */
static void name_own_zone(void)
{
	const char *given = getenv("TZ");
	char path[256] = "";
	char *zone;

	if (given && *given) {
		snprintf(name, sizeof name, "%.60s", given + (*given == ':'));
		return;
	}
	ssize_t n = readlink("/etc/localtime", path, sizeof path - 1);
	path[n > 0 ? n : 0] = '\0';
	zone = strstr(path, "zoneinfo/");
	snprintf(name, sizeof name, "%.60s",
		zone ? zone + strlen("zoneinfo/") : "local");
}

bool local_time_use(const char *zone)
{
	if (zone && (!is_zone(zone) || setenv("TZ", zone, 1) != 0))
		return false;
	tzset();
	if (zone)
		snprintf(name, sizeof name, "%s", zone);
	else
		name_own_zone();
	return true;
}

bool local_time_option(const char *zone)
{
	if (local_time_use(zone))
		return true;
	fprintf(stderr, _("sourdine: --zone '%s' is not a time zone of tzdata, "
		"such as Europe/Paris\n"), zone);
	return false;
}

const char *local_time_zone(void)
{
	return name;
}

static bool broken_down(struct tm *tm, int64_t utc_s)
{
	time_t t = (time_t)utc_s;

	return localtime_r(&t, tm) != NULL;
}

int32_t local_offset_s(int64_t utc_s)
{
	struct tm tm;

	return broken_down(&tm, utc_s) ? (int32_t)tm.tm_gmtoff : 0;
}

const char *local_abbreviation(int64_t utc_s)
{
	struct tm tm;

	return broken_down(&tm, utc_s) && tm.tm_zone ? tm.tm_zone : "";
}

/* Seconds that a clock has gone through since it showed 1970. */
static int64_t shown(int64_t utc_s)
{
	return utc_s + local_offset_s(utc_s);
}

int64_t local_day(int64_t utc_s)
{
	return floor_div(shown(utc_s), DAY_S);
}

int32_t local_second(int64_t utc_s)
{
	int64_t s = shown(utc_s);

	return (int32_t)(s - floor_div(s, DAY_S) * DAY_S);
}

/* The first moment after `from`, up to `to`, with another offset; `to` has
 * one. */
static int64_t clocks_set(int64_t from, int64_t to)
{
	int32_t offset = local_offset_s(from);

	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;

		if (local_offset_s(middle) == offset)
			from = middle;
		else
			to = middle;
	}
	return to;
}

int64_t local_utc(int64_t day, int32_t second)
{
	int64_t wanted = day * DAY_S + second;
	int64_t t = wanted - 15 * 3600; /* no zone is so far ahead */

	while (shown(t) < wanted) {
		int64_t next = t + (wanted - shown(t));

		t = local_offset_s(next) == local_offset_s(t) ? next :
			clocks_set(t, next);
	}
	return t;
}

int64_t local_hour_end(int64_t utc_s)
{
	int64_t end = utc_s + 3600 - local_second(utc_s) % 3600;

	return local_offset_s(end - 1) == local_offset_s(utc_s) ? end :
		clocks_set(utc_s, end - 1);
}

static struct tm of_day(int64_t day)
{
	time_t t = (time_t)(day * DAY_S);
	struct tm tm = { 0 };

	(void)gmtime_r(&t, &tm);
	return tm;
}

struct local_date local_date(int64_t day)
{
	struct tm tm = of_day(day);

	return (struct local_date){ tm.tm_year + 1900, tm.tm_mon + 1,
		tm.tm_mday };
}

int64_t local_day_of(struct local_date d)
{
	struct tm tm = { .tm_year = d.year - 1900, .tm_mon = d.month - 1,
		.tm_mday = d.day };

	return floor_div((int64_t)timegm(&tm), DAY_S);
}

int local_weekday(int64_t day)
{
	return (of_day(day).tm_wday + 6) % 7;
}

void local_time_format(char out[LOCAL_TIME_SIZE], int64_t utc_s)
{
	struct tm tm;
	size_t n;

	out[0] = '\0';
	if (!broken_down(&tm, utc_s))
		return;
	n = strftime(out, LOCAL_TIME_SIZE, "%Y-%m-%dT%H:%M:%S%z", &tm);
	if (n < 5)
		return;
	/* +0100 becomes +01:00 */
	memmove(out + n - 1, out + n - 2, 3);
	out[n - 2] = ':';
}
