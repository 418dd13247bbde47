/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics.h - how often LAF stood at which level. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdint.h>

#include "slm_message.h"

/* Classes of 0.1 dB, 0.0 to 140.0 dB.  What is counted has no order. */
struct statistics {
	uint32_t count[SLM_LOUDEST + 1];
	uint32_t total;
};

void statistics_clear(struct statistics *s);
void statistics_add(struct statistics *s, slm_tenth_db level);

/* LN: the highest class reached or exceeded by at least N % of what was
 * counted; SLM_NO_LEVEL if nothing was. */
slm_tenth_db statistics_level(const struct statistics *s, unsigned percent);

#endif
