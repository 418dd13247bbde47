/* SPDX-License-Identifier: GPL-3.0-or-later */
/* level_counts.h - how many seconds had which LAeq,1s, and what follows from
 * it: percentiles and time above a level.
 *
 * LAN,1s is the level that LAeq,1s reached or exceeded during N % of the
 * seconds that have one (NF S 31-010: "niveau acoustique fractile").
 * Percentiles are never averaged: counts are added, then asked. */
#ifndef LEVEL_COUNTS_H
#define LEVEL_COUNTS_H

#include <stdint.h>

#define LEVEL_MIN_DB (-20.0) /* no LAeq,1s is taken that lies outside */
#define LEVEL_MAX_DB 200.0
#define LEVEL_STEP 0.01 /* dB */
#define LEVEL_STEPS 22001
#define LEVEL_CLASSES 141 /* of 1 dB: k is from k - 0.5 to k + 0.5 dB */

/* From single seconds: to a hundredth of a dB.  All zero: empty. */
struct level_counts {
	uint64_t total;
	uint32_t n[LEVEL_STEPS];
};

/* From hourly histograms: interpolated within the class.  Class 0 holds what
 * is below 0.5 dB, the last one what is above 139.5. */
struct level_classes {
	double total;
	double n[LEVEL_CLASSES];
};

void level_counts_add(struct level_counts *c, double LAeq_dB);
void level_classes_add(struct level_classes *c,
	const uint16_t seconds[LEVEL_CLASSES]);

/* LAN,1s in dB, N in percent (0 to 100); NAN when nothing was added. */
double level_counts_LN(const struct level_counts *c, double N);
double level_classes_LN(const struct level_classes *c, double N);

/* Seconds during which LAeq,1s exceeded the level. */
double level_counts_above(const struct level_counts *c, double dB);
double level_classes_above(const struct level_classes *c, double dB);

#endif
