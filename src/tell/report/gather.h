/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gather.h - what gathering shares. */
#ifndef REPORT_GATHER_H
#define REPORT_GATHER_H

#include "../../keep/store.h"
#include "report.h"

json_t *report_level(double dB); /* to a hundredth; NAN: null */
json_t *report_time(int64_t utc_s); /* ISO 8601 with the zone's offset */

/* Add what stands around the levels of a placement (as indicators number
 * them): instrument, calibrations, uncertainty, quality, diary, seal, and the
 * records of a single day.  false: it has been said why not. */
bool report_add_context(json_t *report, const char *store,
	const struct report_request *r, int64_t placement);

/* Key and newest head of a store's chain. */
json_t *report_seal(struct store *s);

/* What a level's uncertainty comes from (GUM); it is not known unless all
 * records are calibrated. */
json_t *report_uncertainty(const struct store_series *s, bool calibrated,
	const json_t *calibrations);

#endif
