/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrator.c - hears a sound calibrator, or steady noise. */
#include "calibrator.h"

#include <stdlib.h>
#include <unistd.h>

#include "comparison.h"
#include "tone.h"
#include "../run/exit_codes.h"

/* A device that delivers nothing for so long hangs. */
#define LONGEST_WAIT_S 2

_Static_assert(
	(int)TONE_RESULTS == (int)SLM_TONES &&
		(int)TONE_NONE == (int)SLM_TONE_NONE &&
		(int)TONE_TOO_SHORT == (int)SLM_TONE_TOO_SHORT &&
		(int)TONE_WRONG_FREQUENCY == (int)SLM_TONE_WRONG_FREQUENCY &&
		(int)TONE_CLIPPED == (int)SLM_TONE_CLIPPED &&
		(int)TONE_UNSTEADY == (int)SLM_TONE_UNSTEADY &&
		(int)TONE_DISTORTED == (int)SLM_TONE_DISTORTED,
	"a verdict is sent as it is");

static struct tone tone;

bool calibrator_prepare(const struct options *o)
{
	const struct tone_config config = {
		.sample_rate_hz = o->microphone.rate_hz,
		.frequency_hz = o->calibrator_hz,
		.steady_s = CALIBRATOR_STEADY_S,
		.memory_s = o->calibrator_s,
		.rail = MICROPHONE_RAIL,
	};
	size_t size = tone_size(&config);

	return tone_init(&tone, &config, malloc(size), size);
}

static bool say(const struct tone_verdict *v)
{
	const struct slm_calibration c = {
		.tone = v->result,
		.level = v->level,
		.frequency = v->frequency,
		.fluctuation = v->fluctuation,
		.distortion = v->distortion,
		.duration = v->duration,
		.class = v->class,
		.clipped = v->clipped,
	};
	uint8_t message[SLM_MESSAGE_BYTES];

	slm_calibration_encode(message, &c);
	return write(1, message, sizeof message) == sizeof message;
}

int calibrator_hear(const struct options *o)
{
	static float block[SOURCE_BLOCK_MAX];
	size_t n = o->microphone.rate_hz / SOURCE_BLOCKS_PER_S;
	unsigned blocks = o->calibrator_s * SOURCE_BLOCKS_PER_S;
	struct tone_verdict v = {.result = TONE_NONE};
	bool drained, good = false;

	for (unsigned i = 1; i <= blocks && !good; i++) {
		enum sound sound;

		alarm(LONGEST_WAIT_S);
		sound = microphone_read(block, n, &drained);
		if (sound == SOUND_ENDS)
			break;
		if (sound == SOUND_OVERRAN)
			tone_wipe(&tone); /* anew: what is missing may show */
		tone_consume(&tone, block, n);
		if (i % SOURCE_BLOCKS_PER_S == 0 || i == blocks) {
			v = tone_judge(&tone);
			good = v.result == TONE_OK;
		}
		if (i == blocks)
			good = true; /* a verdict, whichever */
	}
	tone_wipe(&tone);
	return good && say(&v) ? EXIT_OK : EXIT_FAULT;
}

static bool say_noise(const struct slm_comparison *c)
{
	uint8_t message[SLM_MESSAGE_BYTES];

	slm_comparison_encode(message, c);
	return write(1, message, sizeof message) == sizeof message;
}

int calibrator_compare(const struct options *o, struct correction *straight)
{
	static struct comparison comparison;
	static float block[SOURCE_BLOCK_MAX];
	size_t n = o->microphone.rate_hz / SOURCE_BLOCKS_PER_S;
	unsigned blocks = COMPARISON_LONGEST_S * SOURCE_BLOCKS_PER_S;
	struct slm_comparison verdict;
	bool drained;

	if (!comparison_init(&comparison, o->microphone.rate_hz, o->meter.rail))
		return EXIT_FAULT;
	while (blocks-- > 0 && !comparison_is_decided(&comparison)) {
		enum sound sound;

		alarm(LONGEST_WAIT_S);
		sound = microphone_read(block, n, &drained);
		if (sound == SOUND_ENDS)
			break;
		if (sound == SOUND_OVERRAN)
			comparison_miss(&comparison);
		if (straight && correction_run(straight, block, n))
			comparison_clips(&comparison);
		comparison_hear(&comparison, block, n);
	}
	verdict = comparison_judge(&comparison);
	slm_wipe(&comparison.meter);
	return say_noise(&verdict) ? EXIT_OK : EXIT_FAULT;
}
