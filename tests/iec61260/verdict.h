/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h - the clauses of IEC 61260-1:2014 that a computation can meet,
 * their class 1 limits and our own tighter ones, and what was measured. */
#ifndef VERDICT_H
#define VERDICT_H

#include <math.h>
#include <stdbool.h>

enum clause { PRESENT, INSIDE, OUTSIDE, WIDTH, LINEAR, SWEEP, SUM, CLAUSES };

static const struct {
	const char *number, *text, *limit;
	double least, most;	    /* class 1; for Table 1 see mask.h */
	double own_least, own_most; /* our own; of Table 1: of the margin */
} clauses[CLAUSES] = {
	[PRESENT] = {"5.2-5.5", "every band below the top is there", "all", 0,
		0, 0, 0},
	[INSIDE] = {"5.10", "attenuation inside the band, dB", "Table 1", 0, 0,
		0.35, INFINITY},
	[OUTSIDE] = {"5.10", "attenuation outside, dB", "Table 1", 0, 0, 0.25,
		INFINITY},
	[WIDTH] = {"5.12", "effective bandwidth, dB", "+-0.4", -0.4, 0.4, 0.12,
		0.21},
	[LINEAR] = {"5.13", "level linearity over 100 dB, dB", "+-0.5", -0.5,
		0.5, -0.01, 0.01},
	[SWEEP] = {"5.14", "sweep, a decade in 5 s, dB", "+-0.4", -0.4, 0.4,
		0.12, 0.21},
	[SUM] = {"5.16", "sum of the bands, dB", "+-0.8", -0.8, 0.8, -0.35,
		0.6},
};

/* What comes closest to its limit. */
static struct {
	double value, margin, where;
	int rate_hz, passed, failed;
} worst[CLAUSES];

static int rate_hz;
static int failures; /* of the present row */

static inline double judge(
	enum clause c, double value, double margin, bool own, double where)
{
	if (margin >= 0 && own) {
		worst[c].passed++;
	} else {
		worst[c].failed++;
		failures++;
	}
	if (!(margin >= worst[c].margin)) {
		worst[c].value = value;
		worst[c].margin = margin;
		worst[c].where = where;
		worst[c].rate_hz = rate_hz;
	}
	return margin;
}

static inline double judge_value(enum clause c, double value, double where)
{
	double margin = fmin(value - clauses[c].least, clauses[c].most - value);

	return judge(c, value, margin,
		value >= clauses[c].own_least && value <= clauses[c].own_most,
		where);
}

#endif
