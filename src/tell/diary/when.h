/* SPDX-License-Identifier: GPL-3.0-or-later */
/* when.h - times as people write them, in French or English, on the
 * clocks of local_time.h:
 *
 *     hier 22h30–1h10      yesterday 10:30 pm to 1:10 am     22:30-23:00
 *     lundi 7h à 8h15      2026-10-25 02:10 CEST - 03:00     25/10 2h10
 *     2026-10-25T02:10:00+02:00
 *
 * Without a day it is the last such time; the second one is the next after the
 * first.  What clocks struck twice has to be told apart (CEST or CET, summer
 * or winter), what they skipped is refused. */
#ifndef DIARY_WHEN_H
#define DIARY_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "../../keep/store.h"

#define DIARY_LONGEST_S (31 * INT64_C(86400))

struct diary_when {
	int64_t from_utc_s, to_utc_s; /* to: STORE_NO_TIME if there is none */
};

#define DIARY_WHY 256

/* now_utc_s is what "yesterday" and the last such time are seen from; nothing
 * may lie after it.  false: why says what would be right. */
bool diary_when(struct diary_when *w, const char *text, int64_t now_utc_s,
	char why[DIARY_WHY]);

#endif
