/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hours.h - the level of each hour by the clock, of each placement, beside a
 * pass over the store that groups by something else. */
#ifndef REPORT_HOURS_H
#define REPORT_HOURS_H

#include <jansson.h>

#include "../indicators/request.h"

struct report_hours;

/* Add a record of a placement (its `shown` keeps the hours), in order of
 * time; the window is [from_utc_s, to_utc_s). */
void report_hours_add(struct placement *p, const struct csv_row *r,
	int64_t from_utc_s, int64_t to_utc_s);

/* All hours from the first with a record to the last, {"start", "utc_s",
 * "LAeq"}, and LAFmax by the hour of the day (NAN: none). */
json_t *report_hours_end(struct placement *p, double loudest[24]);

/* What no placement needs any more. */
void report_hours_free(struct placement *all);

#endif
