/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate.h - the parts of `sourdine calibrate`. */
#ifndef CALIBRATE_H
#define CALIBRATE_H

#include "conf.h"
#include "slm_message.h"

struct request {
	const char *file;    /* NULL: live */
	const char *against; /* another meter's level; NULL: a calibrator */
	const char *level, *frequency, *channel, *correction, *previous,
		*seconds; /* as stated, or NULL */
	bool json, dry_run, history;
	double previous_db; /* full_scale_db so far; NAN: none */
};

/* A calibration that succeeded. */
struct outcome {
	double level_db; /* at the microphone, with its correction; by
	                    comparison: dB(A) */
	double frequency_hz, fluctuation_db, distortion_percent, steady_s;
	int class;
	double unsteady_db, duration_s; /* by comparison, instead of the tone */
	double full_scale_db;
	double drift_db; /* NAN: nothing to compare with */
};

/* One line on stderr; returns the exit code. */
int calibrate_bad_usage(const char *what);

/* A plain number within these bounds; NULL is fine: not stated. */
bool calibrate_is_number(const char *text, double min, double max);

/* Each returns an exit code, having said why. */
int calibrate_file(
	struct outcome *o, const struct request *r, const struct conf *c);
int calibrate_live(
	struct outcome *o, const struct request *r, const struct conf *c);

/* The one message of hear that a gate passes; false: none came, and *code says
 * how hear ended. */
bool calibrate_ask(uint8_t in[SLM_MESSAGE_BYTES], int *code,
	const struct request *r, const struct conf *c);

/* Says why none came; returns an exit code. */
int calibrate_no_message(const struct conf *c, int hear_code);

/* EXIT_OK if the meter takes such a full scale. */
int calibrate_settle(struct outcome *o, const struct request *r);

/* By comparison: the options, the microphone, and what came of it. */
int against_check(const struct request *r, const struct conf *c);
int against_live(
	struct outcome *o, const struct request *r, const struct conf *c);
void against_say(const struct outcome *o);

/* The full scale of the last calibration of this microphone, or NAN. */
double history_last(const struct conf *c);
bool history_add(
	const struct conf *c, const struct request *r, const struct outcome *o);
/* Take into the store's journal, which is sealed, what calibrate noted. */
void history_seal(const char *store);
int history_print(const struct conf *c);

#endif
