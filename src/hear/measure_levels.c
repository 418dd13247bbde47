/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_levels.c - LN of the seconds: how often which level was exceeded. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

const int measure_percents[7] = {1, 5, 10, 50, 90, 95, 99};

static int by_level(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Of n sorted levels: at rank (n - 1)(1 - N/100), straight between two. */
static float at_rank(const float *sorted, size_t n, int percent)
{
	double rank = (double)(n - 1) * (100 - percent) / 100.0;
	size_t below = (size_t)rank;
	double part = rank - (double)below;

	if (below + 1 >= n)
		return sorted[n - 1];
	return (float)(sorted[below] +
		       part * ((double)sorted[below + 1] - sorted[below]));
}

bool measure_exceeded(float exceeded[7], const float *levels, size_t n)
{
	float *sorted = malloc((n ? n : 1) * sizeof *sorted);
	size_t finite = 0;

	if (!sorted)
		return false;
	for (size_t i = 0; i < n; i++)
		if (isfinite(levels[i]))
			sorted[finite++] = levels[i];
	qsort(sorted, finite, sizeof *sorted, by_level);
	for (int i = 0; i < 7; i++)
		exceeded[i] =
			finite ? at_rank(sorted, finite, measure_percents[i])
			       : NAN;
	free(sorted);
	return true;
}
