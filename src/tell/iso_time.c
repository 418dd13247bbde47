/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iso_time.c - points in time as ISO 8601 writes them, to the second. */
#define _DEFAULT_SOURCE /* timegm */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "iso_time.h"

/* In a shape 0 stands for any digit and + for either sign. */
static bool fits(char c, char shape)
{
	switch (shape) {
	case '0':
		return c >= '0' && c <= '9';
	case '+':
		return c == '+' || c == '-';
	default:
		return c == shape;
	}
}

/* Does text begin with this shape? */
static bool has_shape(const char *text, const char *shape)
{
	for (; *shape; text++, shape++)
		if (!fits(*text, *shape))
			return false;
	return true;
}

/* Seconds east of UTC. */
static bool parse_zone(long *east_s, const char *text)
{
	int hours, minutes;

	*east_s = 0;
	if (strcmp(text, "Z") == 0)
		return true;
	if (!has_shape(text, "+00:00") || text[6] != '\0' ||
		sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 ||
		hours > 14 || minutes > 59)
		return false;
	*east_s = hours * 3600L + minutes * 60L;
	if (*text == '-')
		*east_s = -*east_s;
	return true;
}

bool iso_time_parse(int64_t *utc_s, const char *text)
{
	static const char date[] = "0000-00-00";
	static const char both[] = "0000-00-00T00:00:00";
	struct tm tm = { 0 };
	long east_s = 0;

	if (!has_shape(text, date))
		return false;
	if (text[strlen(date)] != '\0' && (!has_shape(text, both) ||
		!parse_zone(&east_s, text + strlen(both))))
		return false;
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon,
		    &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) < 3)
		return false;
	/* An offset could lead out of these years. */
	if (tm.tm_year < 1970 || tm.tm_year > 9998)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;

	/* timegm makes the 1st of December of a 31st of November, and 0 h of
	 * 24 h. */
	struct tm given = tm;
	time_t t = timegm(&tm);
	if (tm.tm_mon != given.tm_mon || tm.tm_hour != given.tm_hour ||
		tm.tm_min != given.tm_min || tm.tm_sec != given.tm_sec)
		return false;
	*utc_s = (int64_t)t - east_s;
	return true;
}

bool iso_time_option(int64_t *utc_s, const char *option, const char *text)
{
	if (iso_time_parse(utc_s, text))
		return true;
	fprintf(stderr, _("sourdine: %s '%s' is not %s\n"), option, text,
		_(ISO_TIME_WANTED));
	return false;
}

void iso_time_format(char out[ISO_TIME_SIZE], int64_t utc_s)
{
	time_t t = (time_t)utc_s;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || tm.tm_year < 1000 - 1900 ||
		tm.tm_year > 9999 - 1900 ||
		strftime(out, ISO_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0';
}
