/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.c - the energy mean of levels, in integers: the same on every machine.
 */
#include "power.h"
#include "tally.h"

static uint64_t ten_to(int n)
{
	uint64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

/* Two sums, so that an hour of 140 dB does not overflow and a night of 20 dB
 * is not rounded away: loud counts in units of 10^-1 at 0 dB, quiet of 10^-8. */
void tally_add(struct tally *t, slm_tenth_db level)
{
	int decade = level / 100;
	uint64_t mantissa = power[2 * (level % 100)];

	if (decade >= 7)
		t->loud += mantissa * ten_to(decade - 7);
	else
		t->quiet += mantissa * ten_to(decade);
	if (t->seconds == 0 || level > t->loudest)
		t->loudest = level;
	t->seconds++;
}

slm_tenth_db tally_mean(const struct tally *t)
{
	int decade = t->loud ? 7 : 0, tenth = 0;
	uint64_t mean;

	if (t->seconds == 0)
		return SLM_NO_LEVEL;
	mean = t->loud ? t->loud + t->quiet / ten_to(7) : t->quiet;
	mean /= t->seconds;
	for (; mean >= ten_to(9); mean /= 10)
		decade++;
	for (; mean < ten_to(8) && decade > 0; mean *= 10)
		decade--;
	/* the odd entries lie half way between two tenths */
	while (tenth < 100 && mean >= power[2 * tenth + 1])
		tenth++;
	return (slm_tenth_db)(100 * decade + tenth);
}
