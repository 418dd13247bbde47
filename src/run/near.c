/* SPDX-License-Identifier: GPL-3.0-or-later */
/* near.c - the name that somebody probably meant. */
#include <stdio.h>
#include <string.h>

#include "language.h"
#include "near.h"

#define LONGEST 32

static int least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* How many letters to add, take away or change; two that have changed places
 * count as one. */
static int distance(const char *a, const char *b)
{
	int n = (int)strlen(a), m = (int)strlen(b);
	int d[LONGEST + 1][LONGEST + 1];

	if (n > LONGEST || m > LONGEST)
		return LONGEST;
	for (int i = 0; i <= n; i++)
		d[i][0] = i;
	for (int j = 0; j <= m; j++)
		d[0][j] = j;
	for (int i = 1; i <= n; i++)
		for (int j = 1; j <= m; j++) {
			d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1,
				d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] &&
				d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	return d[n][m];
}

const char *near_name(const char *typed, const char *const *names)
{
	static char text[128];
	const char *best = NULL;
	int least_far = (int)strlen(typed) / 3 + 1;

	for (; *names; names++) {
		int far = distance(typed, *names);
		/* Who types the beginning of a name means it. */
		if (strlen(typed) > 2 &&
			strncmp(typed, *names, strlen(typed)) == 0)
			far = 0;
		if (far <= least_far) {
			least_far = far - 1;
			best = *names;
		}
	}
	text[0] = '\0';
	if (best)
		snprintf(text, sizeof text, _("; did you mean '%s'?"), best);
	return text;
}
