/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weather.h - when it rained or blew, as a file from a weather station
 * says: what was measured then is left out of a study's levels. */
#ifndef REPORT_WEATHER_H
#define REPORT_WEATHER_H

#include <stdbool.h>
#include <stdint.h>

#include "chapters.h"

#define WEATHER_WIND_M_S 5.0 /* above it the wind is heard (NF S 31-010) */

struct weather;

/* From a CSV with the columns time, rain_mm, wind_m_s.  NULL: it has been said
 * on stderr which line is wrong, and what would be right. */
struct weather *weather_from_csv(const char *path);

/* To and from what a report carries of it. */
json_t *weather_to_json(const struct weather *w);
struct weather *weather_from_json(const json_t *j); /* NULL: it makes no sense */
void weather_free(struct weather *w);

/* Rain or too much wind at some moment of [from, to)?  For a struct weather;
 * NULL knows of none. */
bool weather_is_bad(const void *weather, int64_t from_utc_s, int64_t to_utc_s);

/* Does the file say what the weather was in all of [from, to)? */
bool weather_is_known(const struct weather *w, int64_t from_utc_s,
	int64_t to_utc_s);

/* What was left out; nothing without a weather file. */
void chapter_weather(struct doc *d, const json_t *report);

#endif
