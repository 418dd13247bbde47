/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.h - the words of a time, for when.c: which day, which
 * time of day, as it was written. */
#ifndef DIARY_WORDS_H
#define DIARY_WORDS_H

#include "when.h"

#define DIARY_LINE 128
#define DIARY_NO_DAY INT64_MIN

/* One moment as it was written. */
struct diary_moment {
	int64_t day;      /* DIARY_NO_DAY: not said */
	int32_t second;   /* of the day, 0 to 86400 */
	char zone[8];     /* "cest"; "" not said */
	bool exact;       /* utc_s was given with its offset */
	int64_t utc_s;
};

/* Lower case, without accents; dashes and spaces of all kinds are one kind.
 * false: it is too long. */
bool diary_fold(char out[DIARY_LINE], const char *text);

/* The functions below go on in folded text, behind what they read. */
void diary_skip_spaces(const char **p);
bool diary_separator(const char **p); /* what stands between two moments */

/* today is the day that "yesterday" is seen from.  false: why. */
bool diary_read_moment(struct diary_moment *m, const char **p, int64_t today,
	char why[DIARY_WHY]);

#endif
