/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stated.h - what the operator states of a measurement besides its series, a
 * line of the journal for each value when it changes:
 *
 *   operator    who measures
 *   facade_m    distance to the nearest facade, m: 0 on it, 1000 none is near
 *   source_m    distance to the source, m
 *   response    JSON: the file by which the microphone's response is corrected
 *
 * An empty value: not stated, or none.  Another facade_m than the one that was
 * stated before is a microphone that was moved. */
#ifndef STATED_H
#define STATED_H

#include "store.h"

#define STATED_MOST 8

struct stated {
	const char *key;   /* of 1 to 31 letters a to z and "_" */
	const char *value; /* one line of UTF-8 that fits into the journal */
};

/* Note what is not what was stated last; STORE_OK or an error. */
int stated_note(struct store *s, int64_t utc_s, const struct stated *all,
	size_t n);

/* "key=value" taken apart; the key gets a place of its own.  false: it is
 * not one. */
bool stated_parse(struct stated *out, char key[32], const char *text);

#endif
