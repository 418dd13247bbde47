/* SPDX-License-Identifier: GPL-3.0-or-later */
/* marks.h - the times that a person marked in the diary: when the noise in
 * question was there, and when something else spoils the comparison. */
#ifndef MARKS_H
#define MARKS_H

#include "../../keep/store.h"
#include "emergence.h"

/* What an entry of the diary is about (its subject); the first is the noise in
 * question, all others are exceptional. */
enum diary_category {
	DIARY_SOURCE,      /* the noise in question is there */
	DIARY_EXCEPTIONAL, /* another noise that is not usual */
	DIARY_WEATHER,     /* rain, wind */
	DIARY_HOUSEHOLD,   /* our own noise */
	DIARY_WINDOW,      /* it is open, where it otherwise is not */
	DIARY_MOVED,       /* the meter was moved or touched */
	DIARY_CATEGORIES
};

/* "source", "exceptional", ...; NULL beyond the last. */
const char *diary_category_name(enum diary_category c);
bool diary_is_category(const char *name);

struct marks;

/* The diary's entries that overlap [from, to).  NULL: it marks the noise
 * nowhere, or *error is not STORE_OK. */
struct marks *marks_of_diary(struct store *s, int64_t from_utc_s,
	int64_t to_utc_s, int *error);
void marks_free(struct marks *m);

/* How [start, end) is marked; both are to come in order of time. */
enum emergence_mark marks_at(struct marks *m, int64_t start_utc_s,
	int64_t end_utc_s);

/* Tell e how long the noise was there, day and night apart, to the second:
 * records say it only to their length. */
void marks_durations(const struct marks *m, struct emergence_levels *e);

#endif
