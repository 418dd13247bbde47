/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_main.c - sourdine-calibrate: from the recording of a sound
 * calibrator to the level of the full scale.  Reads it, writes the result,
 * and nothing else. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../run/language.h"
#include "calibrate.h"
#include "../run/exit_codes.h"
#include "../run/sandbox.h"

/* No sample of a sound is so large. */
#define ABSURD 1e9f

static bool refuse(struct calibration *c, const char *reason)
{
	snprintf(c->reason, sizeof c->reason, "%s", reason);
	return false;
}

bool calibrate_are_numbers(struct calibration *c, float *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(fabsf(samples[i]) <= ABSURD)) {
			measure_wipe(samples, n);
			return refuse(c, _("has samples that are no numbers; "
					   "export it again"));
		}
	return true;
}

bool calibrate_is_whole(struct calibration *c, const struct recording *r)
{
	return !recording_is_short(r) ||
	       refuse(c, _("is damaged or cut short; copy it again, or make "
			   "it again"));
}

/* All of the recording, or as much as is looked at. */
static bool hear(
	struct calibration *c, struct recording *r, struct tone *t, int channel)
{
	static float mono[BITE];
	size_t n;

	while (!tone_is_full(t) && (n = recording_read(r, channel, mono)) > 0) {
		if (!calibrate_are_numbers(c, mono, n))
			return false;
		tone_consume(t, mono, n);
	}
	return tone_is_full(t) || calibrate_is_whole(c, r);
}

static void calibrate(struct calibration *c, struct recording *r,
	const struct calibrate_options *o, const struct response_file *curve)
{
	struct tone_config config = {
		.sample_rate_hz = (uint32_t)r->info.samplerate,
		.frequency_hz = o->frequency_hz,
		.steady_s = 1,
		.memory_s = CALIBRATE_S,
		.rail = r->rail,
	};
	size_t size = tone_size(&config);
	void *memory = malloc(size);
	struct tone tone;

	c->sample_rate_hz = config.sample_rate_hz;
	if (o->channel > r->info.channels) {
		snprintf(c->reason, sizeof c->reason,
			_("has no channel %d; it has %d"), o->channel,
			r->info.channels);
	} else if (o->against) {
		calibrate_against(c, r, o, curve);
	} else if (!tone_init(&tone, &config, memory, size)) {
		refuse(c, _("needs more memory than there is"));
	} else {
		c->has_verdict = hear(c, r, &tone, o->channel);
		if (c->has_verdict) {
			c->verdict = tone_judge(&tone);
			calibrate_conclude(c, o);
		}
		tone_wipe(&tone);
	}
	free(memory);
}

static void remark(const struct recording *r, const struct calibrate_options *o)
{
	char text[SENTENCE];

	if (r->info.channels > 1 && !o->channel_stated) {
		snprintf(text, sizeof text,
			_("has %d channels; channel 1 was looked at, choose "
			"another with --channel"),
			r->info.channels);
		calibrate_complain(o->file, text);
	}
}

int main(int argc, char **argv)
{
	struct calibrate_options o;
	struct calibration c = {0};
	static struct response_file curve;
	struct recording r;
	const char *asked;
	char why[256];
	bool written;
	int code;

	language_open();
	code = calibrate_options(&o, argc, argv);
	if (code >= 0)
		return code;

	asked = language_now();
	if (o.json)
		language_set("en"); /* of what programs read */
	if (o.response &&
		!correction_read(&curve, o.response, why, sizeof why)) {
		calibrate_complain(o.response, why);
		return EXIT_INPUT;
	}
	recording_open(&r, o.file);

	/* jansson would look for randomness later, when no file opens. */
	json_object_seed(0);
	if (sandbox_enter(SANDBOX_MEASURE, NULL, NULL) != EXIT_OK)
		return EXIT_FAULT;

	if (recording_parse(&r)) {
		calibrate(&c, &r, &o, o.response ? &curve : NULL);
		remark(&r, &o);
	} else {
		refuse(&c, r.why);
	}
	recording_close(&r);
	written = o.json ? calibrate_say_json(&c, &o) : calibrate_say(&c, &o);
	language_set(asked);
	if (c.has_verdict)
		calibrate_conclude(&c, &o); /* the reason, for a person */
	if (!c.ok)
		calibrate_complain(o.file, c.reason);
	if (!written || fflush(stdout) != 0 || ferror(stdout)) {
		fputs(_("sourdine-calibrate: the result could not be written; is "
		      "the disk full?\n"),
			stderr);
		return EXIT_FAULT;
	}
	return c.ok ? EXIT_OK : EXIT_INPUT;
}
