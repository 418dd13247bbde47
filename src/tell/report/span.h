/* SPDX-License-Identifier: GPL-3.0-or-later */
/* span.h - the indicators of a stretch of days in one store, and how far
 * its days differ. */
#ifndef REPORT_SPAN_H
#define REPORT_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "../../keep/store.h"
#include "report.h"

enum span_value { SPAN_LAEQ, SPAN_LDAY, SPAN_LEVENING, SPAN_LNIGHT, SPAN_LDEN,
	SPAN_LA90, SPAN_VALUES };
extern const char *const span_names[SPAN_VALUES]; /* "LAeq", ... */

struct span_days {
	int n;               /* days that have this value */
	double mean, squares; /* dB; sum of squares of what differs from it */
};

struct report_span {
	int placements;      /* in the span; what follows is of the newest */
	int64_t placement;   /* as indicators number them */
	struct store_series first;
	int series;
	bool uncalibrated, simulated;
	double coverage;
	double value[SPAN_VALUES]; /* dB, NAN: not given */
	struct span_days days[SPAN_VALUES];
};

/* false: it has been said on stderr why not. */
bool report_span(struct report_span *s, const char *store,
	const struct weather *weather, int64_t from_utc_s, int64_t to_utc_s);

/* Standard deviation of the days' mean, dB; NAN with fewer than two days. */
double span_spread(const struct span_days *d);

#endif
