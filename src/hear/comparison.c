/* SPDX-License-Identifier: GPL-3.0-or-later */
/* comparison.c - five minutes of steady noise, heard beside another meter. */
#include "comparison.h"

#include <math.h>

/* Any will do: levels are told re a full-scale sine. */
#define FULL_SCALE_DB 120.0

static double decibel(double ratio)
{
	return 10.0 * log10(ratio);
}

bool comparison_init(struct comparison *c, uint32_t rate_hz, float rail)
{
	const struct slm_config config = {
		.sample_rate_hz = rate_hz,
		.full_scale_db = (float)FULL_SCALE_DB,
		.rail = rail,
		.messages_only = true,
	};

	*c = (struct comparison){0};
	return slm_init(&c->meter, &config) == SLM_OK;
}

static void end_second(struct comparison *c, const struct slm_second *s)
{
	double db = (double)slm_second_db(&c->meter) - FULL_SCALE_DB;

	c->clipped |= s->state == SLM_STATE_OVERLOAD;
	c->no_signal |= s->state == SLM_STATE_DEAD;
	if (s->state >= SLM_STATE_GAP || c->seconds == SLM_COMPARISON_S)
		return;
	c->part[c->seconds / COMPARISON_PART_S] += pow(10.0, db / 10.0);
	c->seconds++;
}

void comparison_hear(struct comparison *c, float *samples, size_t n)
{
	struct slm_second s;

	while (n > 0) {
		size_t took = slm_consume(&c->meter, samples, n);

		samples += took;
		n -= took;
		if (slm_take_second(&c->meter, &s))
			end_second(c, &s);
	}
}

void comparison_miss(struct comparison *c)
{
	struct slm_second s;

	slm_lost(&c->meter, 1);
	if (slm_take_second(&c->meter, &s))
		end_second(c, &s);
}

void comparison_clips(struct comparison *c)
{
	c->clipped = true;
}

/* Whole parts so far, and the ends of their energies. */
static unsigned extremes(const struct comparison *c, double *low, double *high)
{
	unsigned n = c->seconds / COMPARISON_PART_S;

	*low = *high = c->part[0];
	for (unsigned i = 1; i < n; i++) {
		*low = fmin(*low, c->part[i]);
		*high = fmax(*high, c->part[i]);
	}
	return n;
}

bool comparison_is_decided(const struct comparison *c)
{
	double low, high;

	if (c->clipped || c->no_signal || c->seconds == SLM_COMPARISON_S)
		return true;
	/* Two parts so far apart are not both near any mean. */
	return extremes(c, &low, &high) > 0 &&
	       decibel(high / low) > 2.0 * SLM_COMPARISON_STEADY / 100.0 + 0.1;
}

static long hundredths(double db)
{
	return lround(fmax(
		-SLM_TONE_LEVEL_MAX, fmin(SLM_TONE_LEVEL_MAX, 100.0 * db)));
}

struct slm_comparison comparison_judge(const struct comparison *c)
{
	struct slm_comparison v = {.duration = (uint16_t)c->seconds};
	double low, high, all = 0;

	if (c->no_signal || c->seconds == 0) {
		v.noise = c->no_signal ? SLM_NOISE_NO_SIGNAL
				       : SLM_NOISE_TOO_SHORT;
		return v;
	}
	for (unsigned i = 0; i < COMPARISON_PARTS; i++)
		all += c->part[i];
	all /= c->seconds;
	v.level = (int16_t)hundredths(decibel(all));
	if (extremes(c, &low, &high) > 0) {
		low /= COMPARISON_PART_S;
		high /= COMPARISON_PART_S;
		v.unsteady = (uint16_t)hundredths(
			fmax(decibel(high / all), decibel(all / low)));
	}
	if (c->clipped)
		v.noise = SLM_NOISE_CLIPPED;
	else if (v.unsteady > SLM_COMPARISON_STEADY)
		v.noise = SLM_NOISE_UNSTEADY;
	else if (c->seconds < SLM_COMPARISON_S)
		v.noise = SLM_NOISE_TOO_SHORT;
	return v;
}
