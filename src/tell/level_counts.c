/* SPDX-License-Identifier: GPL-3.0-or-later */
/* level_counts.c - how many seconds had which LAeq,1s: percentiles and time
 * above a level. */
#include <math.h>

#include "level_counts.h"

static long step_of(double dB)
{
	/* lround() costs more than all the rest of a second */
	return (long)((dB - LEVEL_MIN_DB) / LEVEL_STEP + 0.5);
}

void level_counts_add(struct level_counts *c, double LAeq_dB)
{
	if (!(LAeq_dB >= LEVEL_MIN_DB && LAeq_dB <= LEVEL_MAX_DB))
		return;
	c->n[step_of(LAeq_dB)]++;
	c->total++;
}

void level_classes_add(struct level_classes *c,
	const uint16_t seconds[LEVEL_CLASSES])
{
	for (int k = 0; k < LEVEL_CLASSES; k++) {
		c->n[k] += seconds[k];
		c->total += seconds[k];
	}
}

double level_counts_LN(const struct level_counts *c, double N)
{
	double wanted = fmax((double)c->total * N / 100, 1), reached = 0;

	if (c->total == 0)
		return NAN;
	/* The quietest level is exceeded by all: it ends the search. */
	for (long i = LEVEL_STEPS - 1; i >= 0; i--) {
		reached += c->n[i];
		/* 90 % of 600 is not less than 540 */
		if (reached > wanted - 1e-6)
			return LEVEL_MIN_DB + LEVEL_STEP * (double)i;
	}
	return NAN;
}

double level_classes_LN(const struct level_classes *c, double N)
{
	double wanted = c->total * N / 100, reached = 0, lowest = NAN;

	for (int k = LEVEL_CLASSES - 1; k >= 0; k--) {
		if (!(c->n[k] > 0))
			continue;
		if (reached + c->n[k] >= wanted)
			return k + 0.5 - (wanted - reached) / c->n[k];
		reached += c->n[k];
		lowest = k - 0.5;
	}
	return lowest;
}

double level_counts_above(const struct level_counts *c, double dB)
{
	double n = 0;

	if (dB < LEVEL_MIN_DB)
		return (double)c->total;
	if (dB >= LEVEL_MAX_DB)
		return 0;
	for (long i = step_of(dB) + 1; i < LEVEL_STEPS; i++)
		n += c->n[i];
	return n;
}

double level_classes_above(const struct level_classes *c, double dB)
{
	double n = 0;

	for (int k = 0; k < LEVEL_CLASSES; k++)
		n += c->n[k] * fmin(fmax(k + 0.5 - dB, 0), 1);
	return n;
}
