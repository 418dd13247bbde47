/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure.h - the parts of sourdine-measure, which gives the levels of a
 * recording that the user already has. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <sndfile.h>

#include "slm.h"
#include "../core/bands.h"
#include "response_file.h"

/* Samples in one bite, of all channels together. */
#define BITE 65536

/* Enough for one sentence. */
#define SENTENCE 256

struct options {
	double full_scale_db;
	bool calibrated;      /* full_scale_db was stated, not assumed */
	double self_noise_db; /* 0: not stated */
	double overload_db;   /* 0: not stated */
	int channel;	      /* from 1 */
	bool channel_stated;
	bool bands, json, quiet;

	const char *response; /* file of the microphone's; NULL: none */
	unsigned response_at_hz;
	const struct response_file *curve; /* once it is read */
};

/* Reads the command line; the files are argv[optind] on.  Returns -1 to go on
 * or the exit code to end with, having said why. */
int measure_options(struct options *o, int argc, char **argv);

/* A file, in three steps: open it; then, with the door shut, parse it; then
 * read it. */
struct recording {
	const char *name;
	int fd;		    /* -1 if it could not be opened */
	char why[SENTENCE]; /* what is wrong, and what to do about it */

	SNDFILE *file;
	SF_INFO info;
	bool pipe;	/* no seeking: the length may be unknown */
	bool cut;	/* the file is shorter than its header says */
	int bits;	/* of an integer format; 0 for the others */
	float rail;	/* largest code of its format; 0: no rail */
	int64_t frames; /* that the header promises; 0: unknown */
	int64_t heard;	/* frames read so far */
};

void recording_open(struct recording *r, const char *name);
bool recording_parse(struct recording *r);

/* One channel (from 1) of the next frames, at most BITE / channels of them;
 * 0 at the end. */
size_t recording_read(struct recording *r, int channel, float *mono);

/* After the last frame: it has less than it promised, or it is damaged. */
bool recording_is_short(const struct recording *r);

void recording_close(struct recording *r);

/* Overwrite samples that are no longer needed. */
void measure_wipe(float *x, size_t n);

/* One band and its level, dB. */
struct band {
	double nominal_hz;
	float db;
};

struct bands {
	struct band thirds[SLM_BANDS_MAX], octaves[SLM_BANDS_MAX];
	size_t n_thirds, n_octaves;
};

/* What became of one recording.  Levels in dB, not finite where there is
 * nothing to say. */
struct measurement {
	struct slm_summary all;
	float *LAeq_1s; /* 4 bytes a second: all that grows with time */
	size_t seconds;
	size_t room;	    /* seconds that LAeq_1s has place for */
	float LAeq_1s_N[7]; /* N = 1 5 10 50 90 95 99 */
	size_t no_signal_s; /* seconds in which nothing moved */
	bool overload;	    /* seen before the correction */
	bool under_range;
	bool truncated;
	struct bands bands;
};

/* false, with the reason in r->why, if it cannot be measured. */
bool measure(
	struct measurement *m, struct recording *r, const struct options *o);
void measurement_free(struct measurement *m);

/* Levels exceeded during N % of the time, between ranks where N falls between
 * two; values that are not finite do not count.  false: no memory. */
extern const int measure_percents[7];
bool measure_exceeded(float exceeded[7], const float *levels, size_t n);

/* A-weighted levels below this are within reach of the microphone's own
 * noise; -INFINITY if that is not known. */
double measure_limit_db(const struct options *o);

void measure_table(const struct measurement *m, const struct recording *r,
	const struct options *o, FILE *to);
bool measure_json(const struct measurement *m, const struct recording *r,
	const struct options *o, FILE *to);
/* For a file that could not be measured. */
bool measure_json_error(const struct recording *r, FILE *to);

/* The progress of one file on stderr, if that is a terminal. */
struct progress {
	bool on, shown;
	const char *name;
	int64_t frames, rate; /* frames 0: unknown */
	double began_s, said_s;
};
void progress_begin(struct progress *p, const struct recording *r, bool on);
void progress_say(struct progress *p, int64_t heard);
void progress_end(struct progress *p);

/* One line on stderr: the program, the file, a sentence. */
void measure_say(const char *name, const char *sentence);

/* The name without what could upset a terminal. */
void measure_printable(char *out, size_t size, const char *name);

/* 1:02:03 or 2:03; at least minutes. */
void measure_time(char *out, size_t size, double seconds);

#endif
