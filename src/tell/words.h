/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.h - levels, states and places as people read them, in their language;
 * what programs read is in levels.h. */
#ifndef WORDS_H
#define WORDS_H

#include "levels.h"

/* As level_format, with a decimal comma where people write one. */
void level_for_people(char out[LEVEL_SIZE], slm_tenth_db level, bool at_most,
	bool utf8);

/* "outdoors", for what a series says. */
const char *place_name(const char *place);

/* What a state of a second (enum slm_state) means; in the language set. */
const char *state_sentence(uint8_t state);

#endif
