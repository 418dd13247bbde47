/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrations.h - the calibrations so far, and what they put in doubt.
 *
 * `sourdine calibrate` notes each in calibrations.csv beside the store, one
 * line each, and never changes one.  `sourdine run` puts the lines that are
 * new into the store's journal, which is sealed: what is told of a store is
 * what stands there. */
#ifndef CALIBRATIONS_H
#define CALIBRATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From one calibration to the next; beyond it, something has changed and
 * nobody knows when. */
#define CALIBRATION_DRIFT_DB 0.5

/* Uncertainty (k = 2) of one that was made beside another meter; a change
 * below it says nothing. */
#define CALIBRATION_COMPARISON_DB 3.0

/* How full_scale_db was found, as the store and the configuration keep it. */
enum calibration_kind {
	CALIBRATION_NONE,	/* never: a guess, off by 10 dB or more */
	CALIBRATION_CALIBRATOR, /* with a sound calibrator */
	CALIBRATION_COMPARISON, /* beside another meter */
};

/* "none", "calibrator", "comparison"; "?" for any other number. */
const char *calibration_kind_name(int32_t kind);

/* The columns of calibrations.csv. */
enum calibration_field {
	CALIBRATION_TIME,   /* ISO 8601, UTC */
	CALIBRATION_SOURCE, /* live, file or comparison */
	CALIBRATION_LEVEL,  /* of calibrator or other meter, dB */
	CALIBRATION_FREQUENCY,
	CALIBRATION_CLASS,
	CALIBRATION_FULL_SCALE, /* dB */
	CALIBRATION_DRIFT,
	CALIBRATION_MICROPHONE, /* as configured */
	CALIBRATION_FILE,
	CALIBRATION_FIELDS
};

#define CALIBRATION_TEXT   512
#define CALIBRATION_LINE   2048
#define CALIBRATION_HEADER "time_utc,source,level_db,frequency_hz,class," \
	"full_scale_db,drift_db,microphone,file\n"

/* The fields of a line; false if it has another number of them. */
bool calibration_split(char field[CALIBRATION_FIELDS][CALIBRATION_TEXT],
	const char *line);

/* Where they are noted. */
void calibrations_path(char *out, size_t size, const char *store);

struct calibration_event {
	int64_t utc_s;
	double full_scale_db;
	bool by_comparison;
	char microphone[128];
};

/* All of them, oldest first.  Zero: none. */
struct calibrations {
	struct calibration_event *event;
	size_t n;
};

/* Those of the journal.  Where it has none yet, those of the file beside the
 * store, whose path is `path`; that is said in one line on stderr, since anybody
 * who may write that file decides then what is doubtful. */
struct store;
void calibrations_of_store(struct calibrations *c, struct store *s,
	const char *path);

/* Those of the file beside a store; without one there are none.  What is no
 * line of such a file is left out, and said in one line on stderr. */
void calibrations_read(struct calibrations *c, const char *store);
void calibrations_free(struct calibrations *c);

/* Does any of [from, to) lie between two calibrations of this microphone that
 * follow each other and differ by more than CALIBRATION_DRIFT_DB (or, where
 * one of them was by comparison, by more than its uncertainty)? */
bool calibrations_doubt(const struct calibrations *c, const char *microphone,
	int64_t from_utc_s, int64_t to_utc_s);

#endif
