/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_against.c - `sourdine calibrate --against`: steady noise beside
 * another meter, for people without a calibrator. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calibrate.h"
#include "exit_codes.h"
#include "language.h"
#include "../tell/calibrations.h"

/* The microphone's own noise then adds half a dB at most. */
#define ABOVE_NOISE_DB 10.0

int against_check(const struct request *r, const struct conf *c)
{
	if (r->level)
		return calibrate_bad_usage(_("--level is for a calibrator, "
			"--against for noise: one of them"));
	if (!calibrate_is_number(r->against, 40, 120))
		return calibrate_bad_usage(
			_("--against is a number from 40 to 120 (dB(A))"));
	if (r->frequency || r->seconds)
		return calibrate_bad_usage(_("--frequency and --seconds are for "
			"a calibrator: noise takes 300 s"));
	if (atof(r->against) >= c->self_noise_db + ABOVE_NOISE_DB)
		return -1;
	fprintf(stderr,
		_("sourdine: calibrate: %s dB(A) is too quiet: the "
		  "microphone's own noise is %s dB; make a noise of %s dB or "
		  "more\n"),
		r->against, decimal(c->self_noise_db, 1),
		decimal(c->self_noise_db + ABOVE_NOISE_DB, 1));
	return EXIT_INPUT;
}

static int refuse(const struct slm_comparison *v)
{
	switch (v->noise) {
	case SLM_NOISE_TOO_SHORT:
		fprintf(stderr,
			_("sourdine: the sound ended after %d s; try again, "
			  "`sourdine devices` lists the microphones\n"),
			v->duration);
		break;
	case SLM_NOISE_CLIPPED:
		fputs(_("sourdine: the noise is clipped: it reaches full "
			"scale; lower the gain, or the noise\n"),
			stderr);
		break;
	case SLM_NOISE_UNSTEADY:
		fprintf(stderr,
			_("sourdine: the noise is not steady: ten seconds of "
			  "it lie %s dB from the mean (%s dB is allowed); use "
			  "a fan or noise from a loudspeaker, and keep away\n"),
			decimal(v->unsteady / 100.0, 1),
			decimal(SLM_COMPARISON_STEADY / 100.0, 1));
		break;
	default:
		fputs(_("sourdine: the microphone gives no signal; is it "
			"muted, and is \"microphone\" the right one?\n"),
			stderr);
	}
	return EXIT_INPUT;
}

int against_live(
	struct outcome *o, const struct request *r, const struct conf *c)
{
	uint8_t in[SLM_MESSAGE_BYTES];
	struct slm_comparison v;
	int hear;

	if (!calibrate_ask(in, &hear, r, c))
		return calibrate_no_message(c, hear);
	if (!slm_comparison_decode(&v, in))
		return calibrate_no_message(c, EXIT_FAULT);
	if (v.noise != SLM_NOISE_OK)
		return refuse(&v);
	*o = (struct outcome){
		.level_db = atof(r->against) +
			    (r->correction ? atof(r->correction) : 0),
		.unsteady_db = v.unsteady / 100.0,
		.duration_s = v.duration,
	};
	o->full_scale_db = o->level_db - v.level / 100.0;
	return calibrate_settle(o, r);
}

void against_say(const struct outcome *o)
{
	printf(_("  noise        %d s, no ten of them farther than %s dB from "
		 "the mean\n"
		 "  level        %s dB(A) at the microphone, by comparison\n"
		 "  uncertainty  %s dB (k = 2)\n"),
		(int)o->duration_s, decimal(o->unsteady_db, 2),
		decimal(o->level_db, 2), decimal(CALIBRATION_COMPARISON_DB, 0));
}
