/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask.h - limits of IEC 61260-1:2014, Table 1, class 1. */
#ifndef MASK_H
#define MASK_H

#include <math.h>
#include <stddef.h>

/* The octave's ratio, base ten: 10^(3/10). */
#define MASK_G 1.9952623149688795

struct mask_row {
	double exponent;    /* of G: f / fm of an octave */
	double least, most; /* attenuation, dB */
};

/* The mask jumps at the edges of the band: 1/2 stands twice. */
static const struct mask_row mask[] = {
	{0, -0.4, 0.4},
	{1.0 / 8, -0.4, 0.5},
	{1.0 / 4, -0.4, 0.7},
	{3.0 / 8, -0.4, 1.4},
	{1.0 / 2, -0.4, 5.3},
	{1.0 / 2, 1.2, INFINITY},
	{1, 16.6, INFINITY},
	{2, 40.5, INFINITY},
	{3, 60, INFINITY},
	{4, 70, INFINITY},
};

#define MASK_ROWS (sizeof mask / sizeof *mask)

/* lg of f / fm, at least 1, for a row: the octave's or, by Formula (9), the
 * third's. */
static inline double mask_lg(size_t row, int fraction)
{
	double ratio = pow(MASK_G, mask[row].exponent);
	double b = fraction;

	return log10(1 + (pow(MASK_G, 1 / (2 * b)) - 1) /
				 (pow(MASK_G, 0.5) - 1) * (ratio - 1));
}

/* Limits at a frequency that is `ratio` times the mid-band frequency: on a
 * line between the rows over lg ratio; on an edge both sides hold. */
static inline void mask_limits(
	double ratio, int fraction, double *least, double *most)
{
	double lg = fabs(log10(ratio));
	const double edge = mask_lg(4, fraction);

	*least = mask[MASK_ROWS - 1].least;
	*most = INFINITY;
	if (fabs(lg - edge) < 1e-9) {
		*least = mask[5].least;
		*most = mask[4].most;
		return;
	}
	for (size_t i = 0; i + 1 < MASK_ROWS; i++) {
		double from = mask_lg(i, fraction),
		       to = mask_lg(i + 1, fraction);

		if (i == 4 || lg < from || lg > to)
			continue;

		double t = (lg - from) / (to - from);
		*least =
			mask[i].least + t * (mask[i + 1].least - mask[i].least);
		if (i < 4)
			*most = mask[i].most +
				t * (mask[i + 1].most - mask[i].most);
	}
}

#endif
