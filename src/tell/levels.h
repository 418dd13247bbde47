/* SPDX-License-Identifier: GPL-3.0-or-later */
/* levels.h - means of levels, and levels and flags as text.
 *
 * Levels are in tenths of a dB, SLM_NO_LEVEL where there is none. */
#ifndef LEVELS_H
#define LEVELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../include/slm_message.h"

/* In dB; NAN for no level. */
double level_dB(slm_tenth_db level);

/* A sum of energies, of which the mean is a level again.  All zero: empty. */
struct level_mean {
	double energy;
	double weight; /* of what had a level: seconds */
};

/* What has no level counts for nothing. */
void level_mean_add(struct level_mean *m, slm_tenth_db level, double weight);

/* SLM_NO_LEVEL when nothing was added. */
slm_tenth_db level_mean(const struct level_mean *m);

/* The same in dB, unrounded: NAN is no level, and the mean of nothing. */
void level_mean_add_dB(struct level_mean *m, double level, double weight);
double level_mean_dB(const struct level_mean *m);

/* Is the level so near the microphone's self-noise (tenths of a dB, 0: not
 * known), or so near nothing, that the true one is at most this? */
bool level_is_at_most(slm_tenth_db level, int32_t self_noise);

#define LEVEL_SIZE 16

/* "53.2", with "≤" before it where at_most; an en dash for no level.  Without
 * utf8 these are "<=" and "-". */
void level_format(char out[LEVEL_SIZE], slm_tenth_db level, bool at_most,
	bool utf8);

/* "gap" for bit 2, SLM_FLAG_GAP; NULL beyond the last flag. */
const char *flag_name(unsigned bit);

#define FLAGS_SIZE 72 /* the names of all of them */

/* The names of the flags that are set, a space between two; "" for none. */
void flags_format(char out[FLAGS_SIZE], uint32_t flags);

#endif
