/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate.h - the parts of `sourdine calibrate`. */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "conf.h"

struct request {
	const char *file; /* NULL: live */
	const char *level, *frequency, *channel, *correction, *previous,
		*seconds; /* as stated, or NULL */
	bool json, dry_run, history;
	double previous_db; /* full_scale_db so far; NAN: none */
};

/* A calibration that succeeded. */
struct outcome {
	double level_db; /* at the microphone, with its correction */
	double frequency_hz, fluctuation_db, distortion_percent, steady_s;
	int class;
	double full_scale_db;
	double drift_db; /* NAN: nothing to compare with */
};

/* Each returns an exit code, having said why. */
int calibrate_file(struct outcome *o, const struct request *r);
int calibrate_live(
	struct outcome *o, const struct request *r, const struct conf *c);

/* The full scale of the last calibration of this microphone, or NAN. */
double history_last(const struct conf *c);
bool history_add(
	const struct conf *c, const struct request *r, const struct outcome *o);
int history_print(const struct conf *c);

#endif
