/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response_curve.c - a response between its points. */
#include "maths.h"
#include "response.h"

double response_db(const struct response_point *p, size_t n, double hz)
{
	size_t low = 0, high = n - 1;
	double from, to;

	if (!(hz > (double)p[low].hz))
		return (double)p[low].db;
	if (hz >= (double)p[high].hz)
		return (double)p[high].db;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if ((double)p[middle].hz <= hz)
			low = middle;
		else
			high = middle;
	}
	from = maths_decibel((double)p[low].hz);
	to = maths_decibel((double)p[high].hz);
	return (double)p[low].db + ((double)p[high].db - (double)p[low].db) *
					   (maths_decibel(hz) - from) /
					   (to - from);
}
