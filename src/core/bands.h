/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bands.h - levels of octave and third-octave bands, IEC 61260-1:2014.
 *
 * Base ten, mid-band frequencies 1000 * 10^(3x/10) or 1000 * 10^(x/10) Hz.
 * Butterworth band-passes of six poles, half-power points on the edges: the
 * effective bandwidth, and so the level of noise, is 0.2 dB above the ideal
 * band's.  (Eight poles would halve that, but sound just outside a band would
 * then read lower than with the filters that others measure with.)  Each band
 * runs at the lowest rate that carries it, and every rate is half of the one
 * above.  A band whose upper edge lies above 15/32 of the sample rate is
 * absent.  You own the memory; nothing is allocated.  The same samples give the
 * same bits on every processor and for any block size. */
#ifndef BANDS_H
#define BANDS_H

#ifdef SLM_AFTER_GATE
#error "bands.h sees samples: code after the gate may not include it"
#endif

#include <stddef.h>
#include <stdint.h>

#include "sum.h"

#define SLM_BANDS_MAX	34 /* thirds: 10 Hz to 20 kHz; octaves: 16 Hz to 16 kHz */
#define SLM_BANDS_ORDER 3  /* sections of a band: half of its poles */
#define SLM_BANDS_LANES 4  /* bands that may share a rate */
#define SLM_BANDS_RATES 14 /* twice the sample rate, down to 1/4096 */

/* The sizes are open so that you can own the memory.  The contents are not
 * yours. */

/* One number for each band of a rate, computed side by side. */
typedef float slm_lanes __attribute__((vector_size(16), aligned(4)));

/* All bands of one rate. */
struct slm_bands_rate {
	slm_lanes turn[SLM_BANDS_ORDER], damp[SLM_BANDS_ORDER];
	slm_lanes s1[SLM_BANDS_ORDER], s2[SLM_BANDS_ORDER];
	slm_lanes part;			    /* sum of squares, fewer than 16 */
	struct sum energy[SLM_BANDS_LANES]; /* of those before */
	uint64_t samples;		    /* in part and energy */
	int lanes;			    /* in use */

	/* The half-band filter on the way to the next rate. */
	float even[3], odd[3];
	float first; /* of two samples, while the second is awaited */
	int waiting;
};

struct slm_bands {
	struct slm_bands_rate rate[SLM_BANDS_RATES]; /* 1: the sample rate */
	struct {
		double gain; /* of energy: 0 dB in mid-band */
		uint8_t nominal, rate, lane;
	} band[SLM_BANDS_MAX];
	uint8_t bands, rates;
};

/* Make ready, from rest, for octaves (fraction 1) or thirds (3).  Returns 0;
 * -1 if the rate is outside SLM_RATE_MIN_HZ to SLM_RATE_MAX_HZ or the
 * fraction neither 1 nor 3: then the struct has no bands. */
int slm_bands_init(struct slm_bands *b, uint32_t sample_rate_hz, int fraction);

/* Take samples in, in units of full scale.  Leaves them as they are: hand the
 * same block to slm_consume afterwards, which wipes it.  A sample that is not
 * a number, or beyond 2^20, is left out. */
void slm_bands_consume(struct slm_bands *b, const float *samples, size_t n);

/* How many bands there are; band 0 is the lowest. */
size_t slm_bands_count(const struct slm_bands *b);

/* The name of a band, as in IEC 61260-1 Annex E: 31.5, 63, 1000 ...  */
double slm_bands_nominal_hz(const struct slm_bands *b, size_t i);

/* Unweighted level of a band, averaged since slm_bands_init or _restart, dB,
 * where full_scale_db is the level of a sine whose peak is full scale.
 * -INFINITY for silence, NAN before the band's first sample (a band that runs
 * at 1/1024 of the rate has its first after 1024 samples). */
float slm_bands_db(const struct slm_bands *b, size_t i, float full_scale_db);

/* Begin a new average.  The filters run on. */
void slm_bands_restart(struct slm_bands *b);

/* Forget everything, the echo in the filters too. */
void slm_bands_wipe(struct slm_bands *b);

#endif
