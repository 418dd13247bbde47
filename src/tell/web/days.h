/* SPDX-License-Identifier: GPL-3.0-or-later */
/* days.h - what an answer about days says beside its days. */
#ifndef WEB_DAYS_H
#define WEB_DAYS_H

#include "../indicators/indicators.h"
#include "web.h"

/* landmarks.c: what published values may stand beside a period, or null.
 * A day has none. */
json_t *web_landmarks(struct web *w, struct store *store,
	const struct indicators *whole, int64_t series);

/* diary.c: what a person wrote down about this time, a list; elsewhere
 * than on the device without the words, which may name somebody. */
json_t *web_diary(struct store *store, int64_t from_utc_s, int64_t to_utc_s,
	bool with_words);

#endif
