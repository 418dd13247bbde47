/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count.c - counts the legal messages, and what a stream of them can
 * carry.  The rules that are counted here stand in src/gate/SPEC.md. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "count.h"
#include "slm_message.h"
#include "../../keep/store.h"

#define LIMB 1000000000u

#define LEVELS (SLM_LOUDEST + 1)

/* LAFmax to LAFmin. */
#define SPREAD_LEVELS 7

/* Octaves from 63 Hz to 4 kHz, and LCeq. */
#define SPECTRUM_LEVELS 8

/* Ticks at which an interval's record may be said: its spread is taken from
 * two seconds before the end on, and two after it the gate does without. */
#define TICKS 4

/* -------------------------------------------------------- whole numbers */

struct count count_of(uint32_t value)
{
	struct count c = {{value % LIMB, value / LIMB}, 2};

	c.n -= c.limb[1] == 0;
	return c;
}

static void push(struct count *c, uint64_t carry)
{
	for (; carry > 0; carry /= LIMB) {
		if (c->n == COUNT_LIMBS)
			abort();
		c->limb[c->n++] = (uint32_t)(carry % LIMB);
	}
}

/* a * factor + plus */
static struct count times_plus(
	const struct count *a, uint32_t factor, uint32_t plus)
{
	struct count c = {{0}, a->n};
	uint64_t carry = plus;

	for (size_t i = 0; i < a->n; i++) {
		carry += (uint64_t)a->limb[i] * factor;
		c.limb[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
	push(&c, carry);
	return c;
}

struct count count_sum(const struct count *a, uint32_t b)
{
	return times_plus(a, 1, b);
}

struct count count_product(const struct count *a, uint32_t b)
{
	return times_plus(a, b, 0);
}

/* Without remainder. */
static struct count quotient(const struct count *a, uint32_t by)
{
	struct count c = *a;
	uint64_t rest = 0;

	for (size_t i = c.n; i-- > 0;) {
		rest = rest * LIMB + c.limb[i];
		c.limb[i] = (uint32_t)(rest / by);
		rest %= by;
	}
	if (rest != 0)
		abort();
	while (c.n > 1 && c.limb[c.n - 1] == 0)
		c.n--;
	return c;
}

struct count count_choose(uint32_t n, uint32_t k)
{
	struct count c = count_of(1);

	/* After each turn c is a number of choices itself, so the division
	 * leaves no remainder. */
	for (uint32_t i = 1; i <= k; i++) {
		c = count_product(&c, n - k + i);
		c = quotient(&c, i);
	}
	return c;
}

double count_bits(const struct count *c)
{
	double top = 0;
	size_t i = c->n, used = 0;

	/* Three limbs fill a double. */
	while (i > 0 && used < 3) {
		top = top * LIMB + c->limb[--i];
		used++;
	}
	return log2(top) + (double)i * log2(LIMB);
}

void count_text(char out[COUNT_TEXT], const struct count *c)
{
	int n = snprintf(out, COUNT_TEXT, "%u", c->limb[c->n - 1]);

	for (size_t i = c->n - 1; i-- > 0;)
		n += snprintf(
			out + n, COUNT_TEXT - (size_t)n, "%09u", c->limb[i]);
}

/* ------------------------------------------------------------- messages */

/* Vectors of `places` whole numbers from 0 that add up to `sum` at most, and
 * just as many: falling sequences of `places` levels from 0 to `sum`. */
static struct count compositions(uint32_t places, uint32_t sum)
{
	return count_choose(places + sum, places);
}

/* Records with `spreads` ways to say the spread (or that there is none). */
static struct count records(uint32_t interval_s, const struct count *spreads)
{
	/* overload and under-range; gap, dead and start, one of them at least
	 * when seconds are missing */
	const uint32_t heard = 1 << 2, missed = (1 << 3) - 1;
	uint32_t ways = heard * missed * (interval_s - 1) + heard;
	struct count c = count_product(spreads, LEVELS);

	c = count_product(&c, ways);
	return count_sum(&c, missed); /* nothing covered: flags only */
}

/* Each verdict but "no tone" leaves the numbers free; clipped or not is told
 * by success (not) and by the verdict "clipped" (it is). */
static struct count calibrations(void)
{
	const uint32_t classes = 2, others = SLM_TONES - 3;
	const uint32_t ways = classes + 1 + 2 * others;
	struct count c = count_of(2 * SLM_TONE_LEVEL_MAX + 1);

	c = count_product(&c, SLM_TONE_FREQUENCY_MAX + 1);
	c = count_product(&c, SLM_TONE_LEVEL_MAX + 1); /* fluctuation */
	c = count_product(&c, SLM_TONE_DISTORTION_MAX + 1);
	c = count_product(&c, SLM_TONE_DURATION_MAX + 1);
	c = count_product(&c, ways);
	return count_sum(&c, 1);
}

/* Ways to say how unsteady and how long, verdict by verdict; each with any
 * level, but for "no signal". */
static struct count comparisons(void)
{
	const uint32_t any = SLM_TONE_LEVEL_MAX + 1;
	const uint32_t steady = SLM_COMPARISON_STEADY + 1;
	const uint32_t durations = SLM_COMPARISON_S + 1;
	struct count c = count_of(steady			/* ok */
				  + any * SLM_COMPARISON_S	/* too short */
				  + any * durations		/* clipped */
				  + (any - steady) * durations); /* unsteady */

	c = count_product(&c, 2 * SLM_TONE_LEVEL_MAX + 1);
	return count_sum(&c, durations);
}

void leak_count(struct leak_counts *c, const struct leak_settings *s)
{
	const uint32_t with_level = SLM_STATE_GAP;
	const uint32_t without = SLM_STATES - SLM_STATE_GAP;
	struct count one = count_of(1);

	c->second = count_of(with_level * LEVELS + without);
	c->spread = compositions(SPREAD_LEVELS, LEVELS - 1);
	c->spread = count_sum(&c->spread, 1);
	c->record = records(s->interval_s, &c->spread);
	c->histogram = compositions(STORE_CLASSES, 3600);
	c->calibration = calibrations();
	c->comparison = comparisons();

	c->spectrum = one;
	if (!s->spectrum)
		return;
	for (int i = 0; i < SPECTRUM_LEVELS + s->calibrated; i++)
		c->spectrum = count_product(&c->spectrum, LEVELS);
	c->spectrum = count_sum(&c->spectrum, 1);
}

/* Bits in whether a record came, and at which of `places`. */
static double interval_bits(const struct leak_counts *c, uint32_t places)
{
	struct count n = count_product(&c->record, places);

	n = count_sum(&n, 1);
	return count_bits(&n) + count_bits(&c->spectrum);
}

void leak_rate(struct leak_rates *r, const struct leak_counts *c,
	const struct leak_settings *s)
{
	double T = s->interval_s;

	r->memory = count_bits(&c->second);
	r->sent = r->memory +
		  (count_bits(&c->spread) + count_bits(&c->spectrum)) / T;
	r->passed = r->memory + interval_bits(c, TICKS) / T;
	r->records = interval_bits(c, 1) / T;
	r->histogram = count_bits(&c->histogram) / 3600;
	r->stored = r->records + r->histogram;
}
