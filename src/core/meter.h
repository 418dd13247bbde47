/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meter.h - what a meter keeps; included by slm.h so that you can own one.
 *
 * Do not rely on the size or the contents.  Of the sound it holds the echo in
 * the filters and the last milliseconds of the C-weighted wave, for the peak;
 * slm_wipe clears both. */
#ifndef METER_H
#define METER_H

#include "detector.h"
#include "intake.h"
#include "peak.h"
#include "statistics.h"
#include "sum.h"
#include "weighting.h"

typedef struct slm_meter slm_meter;

/* Sums over one second. */
struct energy {
	struct sum A, C, Z, offset;
	uint32_t n;
};

struct slm_meter {
	uint32_t rate_hz, block_longest;
	uint16_t interval_s;
	bool all; /* else what the messages need */
	double offset_A, offset_C,
		offset_Z;     /* from lg of a mean square to dB */
	float under_range_db; /* what lies below is under-range */

	struct intake intake;
	struct weighting weighting;
	struct detector_steps steps;
	struct detector detector;
	struct peak peak;

	/* The place in the present second, counted in samples, and in the
	 * interval.  A second has 100 ticks of 10 ms, a tick has blocks; all
	 * end where the count says, never where the caller's buffer does. */
	uint32_t length, at, tick_end;
	uint16_t tick, second_in_interval;
	uint32_t settling; /* samples since the detectors were at rest, until
	                      all have settled */

	/* The present second.  Its tick and its block (the first of these) are
	 * not yet in the sums above them. */
	struct block block[RUN_LONGEST / BLOCK_SHORTEST + 2];
	float tick_A, tick_C, tick_Z, tick_offset;
	uint32_t tick_n;
	struct energy second;
	bool gap, started_inside;

	/* Since slm_init, without the present second; since the beginning of
	 * the interval. */
	struct sum all_A, all_C;
	struct spread all_Z;
	uint64_t all_n;
	float Fmax_before, Fmin_before; /* of the intervals before this one */
	bool any_overload, not_a_number;
	struct statistics statistics;

	struct slm_second done_second;
	struct slm_spread done_spread;
	float done_db;
	bool has_second, has_spread;
};

#endif
