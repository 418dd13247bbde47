/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tone.h - is this the tone of a sound calibrator, and how strong is it?
 *
 * Looks at the sound eight times in 0.17 s and notes, for each look, the
 * strongest tone and what is beside it; keeps no sound but the last 0.17 s.
 * What holds for a calibrator is in IEC 60942:2017, classes 1 and 2. */
#ifndef TONE_H
#define TONE_H

#include <stdint.h>

#include "../core/spectrum.h"

struct tone_config {
	uint32_t sample_rate_hz; /* SLM_RATE_MIN_HZ to SLM_RATE_MAX_HZ */
	unsigned frequency_hz;	 /* 1000, 250, or 0: either */
	unsigned steady_s;	 /* how long it has to be steady: 1 or more */
	unsigned memory_s;	 /* judge by the first so many seconds */

	/* A sample of at least this size is clipped; 0: none is. */
	float rail;
};

enum tone_result {
	TONE_OK,
	TONE_NONE,	      /* no tone stands out of the noise */
	TONE_TOO_SHORT,	      /* it does not last steady_s */
	TONE_WRONG_FREQUENCY, /* more than 1.7 % off */
	TONE_CLIPPED,
	TONE_UNSTEADY,	/* not within 0.15 dB */
	TONE_DISTORTED, /* more than 3 % distortion and noise */
	TONE_RESULTS
};

/* Of the steady part; of the whole tone where there is none.  All numbers are
 * 0 with TONE_NONE. */
struct tone_verdict {
	uint8_t result; /* enum tone_result */
	uint8_t class;	/* 1 or 2; 0 unless TONE_OK */
	bool clipped;

	/* Tone alone, hundredths of a dB re a sine whose peak is full scale:
	 * -20000 to 20000. */
	int16_t level;
	uint32_t frequency; /* tenths of a Hz, to 960000 */

	/* The F-weighted level of the tone goes so far from its mean:
	 * hundredths of a dB, 0 to 20000. */
	uint16_t fluctuation;

	/* All but the tone from 22.4 Hz to 22.4 kHz, of all: hundredths of a
	 * percent, 0 to 10000. */
	uint16_t distortion;
	uint16_t duration; /* tenths of a second, to 6000 */
};

/* IEC 60942:2017: what a calibrator of class 1 and of class 2 may be off. */
extern const double tone_frequency_percent[2];
extern const double tone_fluctuation_db[2];
extern const double tone_distortion_percent[2];

#define TONE_MEMORY_MAX_S 600

/* One look. */
struct tone_look {
	float power; /* of the tone; a sine whose peak is full scale has 1 */
	float rest;  /* of all else, in the same unit */
	float hz;
	float fast; /* power, F-weighted; for the verdict */
	bool clipped;
};

/* Do not rely on the contents. */
struct tone {
	struct tone_config config;
	struct spectrum spectrum;
	size_t frame, hop;
	size_t filled;	/* samples in the frame */
	size_t clipped; /* looks that still hold a clipped sample */
	float window_power;
	float *samples, *window, *work;
	struct spectrum_bin *bins;
	struct tone_look *looks;
	size_t n, room;
};

/* Bytes to own; 0 for settings out of range. */
size_t tone_size(const struct tone_config *c);

/* `memory` as malloc aligns it.  false: settings or size are wrong. */
bool tone_init(
	struct tone *t, const struct tone_config *c, void *memory, size_t size);

/* Listen.  The samples come back wiped. */
void tone_consume(struct tone *t, float *samples, size_t n);

/* All memory_s have been heard: more makes no difference. */
bool tone_is_full(const struct tone *t);

/* The verdict on what was heard so far; to be asked at any time. */
struct tone_verdict tone_judge(struct tone *t);

/* The frequency that it should have, Hz: 250, 251.19 or 1000, whichever is
 * next to that of the verdict among those that were asked for. */
double tone_nominal_hz(const struct tone_config *c, double hz);

/* Forget all sound, and the looks. */
void tone_wipe(struct tone *t);

#endif
