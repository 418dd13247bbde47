/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate.h - the parts of sourdine-calibrate, which finds what a
 * microphone makes of a sound calibrator. */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "correction.h"
#include "measure.h"
#include "tone.h"

/* Looked at; a calibrator sounds for a minute. */
#define CALIBRATE_S 300

struct calibrate_options {
	const char *file;
	double level_db;       /* of the calibrator, or of the other meter */
	bool against;	       /* another meter, with steady noise */
	double correction_db;  /* added to it, as for free field */
	double previous_db;    /* full_scale_db so far; NAN: not stated */
	unsigned frequency_hz; /* 0: 250 or 1000 */
	int channel;	       /* from 1 */
	bool channel_stated, json;
	const char *response; /* file of the microphone's; NULL: none */
	unsigned response_at_hz;
};

/* Reads the command line.  Returns -1 to go on or the exit code to end with,
 * having said why. */
int calibrate_options(struct calibrate_options *o, int argc, char **argv);

struct calibration {
	bool ok;
	char reason[SENTENCE]; /* why not, and what to do about it */
	uint32_t sample_rate_hz;
	bool has_verdict;
	struct tone_verdict verdict;
	bool has_noise; /* instead */
	struct slm_comparison noise;
	double full_scale_db;
};

/* false, with the reason, for samples that are no numbers (they are wiped),
 * and for a file that ended too early. */
bool calibrate_are_numbers(struct calibration *c, float *samples, size_t n);
bool calibrate_is_whole(struct calibration *c, const struct recording *r);

/* ok, if the meter takes such a full scale. */
void calibrate_check_full_scale(struct calibration *c);

/* All of a comparison; `curve` is the microphone's response, or NULL. */
void calibrate_against(struct calibration *c, struct recording *r,
	const struct calibrate_options *o, const struct response_file *curve);

/* Level of the full scale, or the reason why there is none. */
void calibrate_conclude(
	struct calibration *c, const struct calibrate_options *o);

/* The outcome on stdout; false if it could not be written. */
bool calibrate_say(
	const struct calibration *c, const struct calibrate_options *o);
bool calibrate_say_json(
	const struct calibration *c, const struct calibrate_options *o);

/* One line on stderr. */
void calibrate_complain(const char *file, const char *sentence);

#endif
