/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics.c - LAFN from counts in classes of a tenth of a decibel. */
#include "statistics.h"

void statistics_clear(struct statistics *s)
{
	for (int i = 0; i <= SLM_LOUDEST; i++)
		s->count[i] = 0;
	s->total = 0;
}

void statistics_add(struct statistics *s, slm_tenth_db level)
{
	s->count[level]++;
	s->total++;
}

slm_tenth_db statistics_level(const struct statistics *s, unsigned percent)
{
	uint64_t above = 0;
	slm_tenth_db level = SLM_LOUDEST;

	if (s->total == 0)
		return SLM_NO_LEVEL;
	for (;; level--) {
		above += s->count[level];
		if (above * 100 >= (uint64_t)s->total * percent)
			return level;
	}
}
