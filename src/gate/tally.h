/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.h - the energy mean of up to 3600 levels of one second each. */
#ifndef TALLY_H
#define TALLY_H

#include "slm_message.h"

/* Starts as all zeros. */
struct tally {
	uint64_t loud, quiet;  /* energies of levels from 70 dB on, and below */
	uint16_t seconds;      /* how many levels, at most 3600 */
	slm_tenth_db loudest;  /* meaningful when seconds > 0 */
};

void tally_add(struct tally *t, slm_tenth_db level);

/* 10 lg of the mean energy, rounded to a tenth; SLM_NO_LEVEL if empty. */
slm_tenth_db tally_mean(const struct tally *t);

#endif
