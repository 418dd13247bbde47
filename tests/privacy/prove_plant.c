/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_plant.c - two faults that a meter might be given on purpose, for prove
 * to find.  PLANT in the environment names one:
 *
 *   crossings  the lowest digit of LAFmin tells whether the sound crosses zero
 *              often: noise does, speech seldom
 *   hoard      the loudest second of the first minute is kept, and its level
 *              spelled, bit by bit, in the lowest digits of later seconds */
#include <stdlib.h>
#include <string.h>

#include "slm.h"

#define MINUTE_S 60
#define OFTEN	 0.25f /* crossings a sample */

size_t __wrap_slm_consume(slm_meter *m, float *samples, size_t n);
size_t __real_slm_consume(slm_meter *m, float *samples, size_t n);
bool __wrap_slm_take_second(slm_meter *m, struct slm_second *s);
bool __real_slm_take_second(slm_meter *m, struct slm_second *s);
bool __wrap_slm_take_spread(slm_meter *m, struct slm_spread *s);
bool __real_slm_take_spread(slm_meter *m, struct slm_spread *s);

static uint32_t crossings, samples_seen, second;
static float before;
static unsigned loudest;

static bool planted(const char *what)
{
	const char *plant = getenv("PLANT");

	return plant && strcmp(plant, what) == 0;
}

static slm_tenth_db with_lowest_bit(slm_tenth_db level, bool bit)
{
	return (slm_tenth_db)((level & ~1) | bit);
}

size_t __wrap_slm_consume(slm_meter *m, float *samples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		crossings += (samples[i] < 0) != (before < 0);
		before = samples[i];
	}
	samples_seen += (uint32_t)n;
	return __real_slm_consume(m, samples, n);
}

bool __wrap_slm_take_second(slm_meter *m, struct slm_second *s)
{
	if (!__real_slm_take_second(m, s))
		return false;
	if (++second <= MINUTE_S && s->LAeq > (int)loudest)
		loudest = (unsigned)s->LAeq;
	if (planted("hoard") && second > MINUTE_S && s->LAeq > 0)
		s->LAeq = with_lowest_bit(s->LAeq, loudest >> second % 11 & 1);
	return true;
}

bool __wrap_slm_take_spread(slm_meter *m, struct slm_spread *s)
{
	if (!__real_slm_take_spread(m, s))
		return false;
	/* never above LAF95 */
	if (planted("crossings") && s->LAFmin > 0)
		s->LAFmin = with_lowest_bit(s->LAFmin - 1,
			(float)crossings > OFTEN * (float)samples_seen);
	crossings = samples_seen = 0;
	return true;
}
