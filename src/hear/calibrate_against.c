/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_against.c - from a recording of steady noise, and the level that
 * another meter read beside it, to the level of the full scale. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "calibrate.h"
#include "comparison.h"
#include "../run/language.h"

/* What is left in the filter at the end is less than a second of 300. */
static bool hear(struct calibration *c, struct recording *r,
	struct comparison *comparison, struct correction *straight, int channel)
{
	static float mono[BITE];
	size_t n;

	while (!comparison_is_decided(comparison) &&
		(n = recording_read(r, channel, mono)) > 0) {
		if (!calibrate_are_numbers(c, mono, n))
			return false;
		if (straight && correction_run(straight, mono, n))
			comparison_clips(comparison);
		comparison_hear(comparison, mono, n);
	}
	return comparison_is_decided(comparison) || calibrate_is_whole(c, r);
}

static void explain(struct calibration *c)
{
	const struct slm_comparison *v = &c->noise;
	char *to = c->reason;
	size_t size = sizeof c->reason;

	switch (v->noise) {
	case SLM_NOISE_TOO_SHORT:
		snprintf(to, size,
			_("has %u s of noise; record five minutes of it"),
			v->duration);
		break;
	case SLM_NOISE_CLIPPED:
		snprintf(to, size,
			_("is clipped: it reaches full scale; lower the gain "
			  "or the noise and record it again"));
		break;
	case SLM_NOISE_UNSTEADY:
		snprintf(to, size,
			_("has noise that is not steady: ten seconds of it lie "
			  "%s dB from the mean (%s dB is allowed); use a fan "
			  "or noise from a loudspeaker, and stay away from "
			  "it"),
			decimal(v->unsteady / 100.0, 1),
			decimal(SLM_COMPARISON_STEADY / 100.0, 1));
		break;
	default:
		snprintf(to, size,
			_("has a second in which nothing moves; is the "
			  "microphone plugged in, and is it the right "
			  "channel?"));
	}
}

static void conclude(struct calibration *c, const struct calibrate_options *o)
{
	if (c->noise.noise != SLM_NOISE_OK) {
		explain(c);
		return;
	}
	c->full_scale_db =
		o->level_db + o->correction_db - c->noise.level / 100.0;
	calibrate_check_full_scale(c);
}

void calibrate_against(struct calibration *c, struct recording *r,
	const struct calibrate_options *o, const struct response_file *curve)
{
	static struct comparison comparison;
	static struct correction straight;
	struct slm_config meter = {
		.sample_rate_hz = c->sample_rate_hz,
		.full_scale_db = 120,
		.rail = r->rail,
	};

	if (curve && !correction_make(&straight, curve, o->response_at_hz,
			     &meter, c->reason, sizeof c->reason))
		return;
	if (!comparison_init(&comparison, c->sample_rate_hz, meter.rail)) {
		snprintf(c->reason, sizeof c->reason,
			_("has a sample rate of %u Hz; the meter takes %d to "
			  "%d"),
			(unsigned)c->sample_rate_hz, SLM_RATE_MIN_HZ,
			SLM_RATE_MAX_HZ);
	} else if (hear(c, r, &comparison, curve ? &straight : NULL,
			   o->channel)) {
		c->has_noise = true;
		c->noise = comparison_judge(&comparison);
		conclude(c, o);
	}
	slm_wipe(&comparison.meter);
	if (curve)
		correction_end(&straight);
}
