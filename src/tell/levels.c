/* SPDX-License-Identifier: GPL-3.0-or-later */
/* levels.c - means of levels, and levels and flags as text. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "levels.h"

/* Of a level above the self-noise, below which it is called under-range. */
#define MARGIN 70

double level_dB(slm_tenth_db level)
{
	return level == SLM_NO_LEVEL ? NAN : level / 10.0;
}

void level_mean_add_dB(struct level_mean *m, double level, double weight)
{
	if (isnan(level))
		return;
	m->energy += weight * pow(10, level / 10);
	m->weight += weight;
}

double level_mean_dB(const struct level_mean *m)
{
	return m->weight > 0 ? 10 * log10(m->energy / m->weight) : NAN;
}

void level_mean_add(struct level_mean *m, slm_tenth_db level, double weight)
{
	level_mean_add_dB(m, level_dB(level), weight);
}

slm_tenth_db level_mean(const struct level_mean *m)
{
	double level = level_mean_dB(m);

	return isnan(level) ? SLM_NO_LEVEL : (slm_tenth_db)lround(10 * level);
}

bool level_is_at_most(slm_tenth_db level, int32_t self_noise)
{
	return level == 0 || (level != SLM_NO_LEVEL && self_noise != 0 &&
		level < self_noise + MARGIN);
}

void level_format(char out[LEVEL_SIZE], slm_tenth_db level, bool at_most,
	bool utf8)
{
	const char *sign = !at_most ? "" : utf8 ? "\u2264" : "<=";

	if (level == SLM_NO_LEVEL)
		snprintf(out, LEVEL_SIZE, "%s", utf8 ? "\u2013" : "-");
	else
		snprintf(out, LEVEL_SIZE, "%s%d.%d", sign, level / 10,
			level % 10);
}

const char *flag_name(unsigned bit)
{
	static const char *const names[] = { "overload", "under-range", "gap",
		"dead", "start", "uncalibrated", "simulated" };

	return bit < sizeof names / sizeof names[0] ? names[bit] : NULL;
}

void flags_format(char out[FLAGS_SIZE], uint32_t flags)
{
	out[0] = '\0';
	for (unsigned i = 0; flag_name(i); i++) {
		if (!(flags >> i & 1))
			continue;
		if (out[0])
			strcat(out, " ");
		strcat(out, flag_name(i));
	}
}
