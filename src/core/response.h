/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response.h - straightens a microphone whose response is known.
 *
 * A minimum-phase FIR filter with the inverse of the response, as long as the
 * curve needs, run block by block through the Fourier transform.  What comes
 * out is late by response_delay() samples.  Within 0.1 dB of the curve from
 * 20 Hz to 20 kHz (or half the rate), or refused. */
#ifndef RESPONSE_H
#define RESPONSE_H

#include <stdint.h>

#include "spectrum.h"

/* What a microphone says of a tone that should read 0 dB. */
struct response_point {
	float hz, db;
};

struct response_config {
	uint32_t sample_rate_hz; /* SLM_RATE_MIN_HZ to SLM_RATE_MAX_HZ */

	/* The response: frequencies above 0 that rise, each within +-40 dB. */
	const struct response_point *points;
	size_t n; /* 2 or more */

	/* Where the correction is 0 dB: the frequency at which full_scale_db
	 * was found.  Both would count the microphone twice otherwise. */
	float reference_hz;

	/* A sample of at least this size, before the correction, is an
	 * overload; 0: none is. */
	float limit;
};

enum response_error {
	RESPONSE_OK = 0,
	RESPONSE_ERR_RATE = -1,	  /* sample_rate_hz */
	RESPONSE_ERR_POINTS = -2, /* points, n or reference_hz */
	RESPONSE_ERR_MEMORY = -3, /* too little, or none */
	RESPONSE_ERR_STEEP = -4,  /* the curve changes too fast to follow */
};

/* Do not rely on the contents. */
struct response {
	struct spectrum spectrum;
	size_t block; /* samples: the delay */
	size_t parts; /* the filter's length in blocks */
	size_t at;    /* in the block */
	size_t newest;
	float limit;
	bool overload_in, overload_out;
	float *window; /* the block before, this one */
	float *out;    /* what this one gives back */
	float *work;
	struct spectrum_bin *filter, *past; /* of each part */
	struct spectrum_bin *sum;
	float error_db, error_hz;
};

/* The response at a frequency: straight in dB over the logarithm of the
 * frequency, level beyond the ends. */
double response_db(const struct response_point *p, size_t n, double hz);

/* Bytes to own while it runs, and bytes needed by response_init alone; 0 for a
 * rate out of range. */
size_t response_size(uint32_t sample_rate_hz);
size_t response_scratch_size(uint32_t sample_rate_hz);

/* Design the filter and make it ready, from rest.  Both memories as malloc
 * aligns them; the scratch may go afterwards. */
int response_init(struct response *r, const struct response_config *c,
	void *memory, size_t size, void *scratch, size_t scratch_size);

/* Correct samples where they lie.  Each NaN or infinity (or what is far too
 * large for sound) comes out as NaN at its place, and counts as 0 for the
 * others.  true: among what comes out is the correction of a block of
 * response_delay() samples that held an overload.  The same samples give the
 * same answers in any portions. */
bool response_run(struct response *r, float *samples, size_t n);

/* Samples between what goes in and what comes out. */
size_t response_delay(const struct response *r);

/* The largest deviation from the curve, dB, and where, Hz; also after
 * RESPONSE_ERR_STEEP. */
float response_error_db(const struct response *r);
float response_error_hz(const struct response *r);

/* Forget all sound. */
void response_wipe(struct response *r);

#endif
