/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slm.h - a sound level meter: samples in, messages out.
 *
 * Terms are those of IEC 61672-1:2013.  Levels are dB re 20 uPa; samples are
 * in units of full scale, +-1.  The meter allocates nothing, opens nothing,
 * prints nothing and has no global state: you own its memory, and one thread
 * uses it at a time.  Only slm_init can fail.  The same samples give the same
 * bits on every processor and for any block size.
 *
 * Filters and detectors begin from rest (silence before the first sample) and
 * do so again after lost samples.  A sample that is not a number, infinite, or
 * 2^32 times full scale counts as lost. */
#ifndef SLM_H
#define SLM_H

#ifdef SLM_AFTER_GATE
#error "slm.h sees samples: code after the gate may include slm_message.h only"
#endif

#include <stddef.h>

#include "slm_message.h"

#define SLM_RATE_MIN_HZ 22050
#define SLM_RATE_MAX_HZ 192000

struct slm_config {
	uint32_t sample_rate_hz; /* SLM_RATE_MIN_HZ to SLM_RATE_MAX_HZ */

	/* Length of an interval, s: SLM_INTERVAL_MIN_S to _MAX_S and a divisor
	 * of 3600; or 0: one measurement without intervals (for a file). */
	uint16_t interval_s;

	/* Level of a sine whose peak is full scale, dB: 60 to 180.  For a
	 * microphone of -26 dBFS at 94 dB it is 120. */
	float full_scale_db;

	/* The microphone's A-weighted self-noise, dB; 0 if unknown. */
	float self_noise_db;

	/* Level of a sine whose peak the microphone just bears, dB; 0 if
	 * unknown.  A sample above it is an overload. */
	float overload_db;

	/* A sample of at least this size sits at the rail of its integer
	 * format: an overload.  0 for a format without rails (a float file). */
	float rail;

	/* Nobody will ask for more than the messages: their bytes are the same,
	 * and take a third of the work.  slm_summarise then has no LCeq, LZeq,
	 * LCpeak, LAS and LAI (NAN). */
	bool messages_only;
};

enum slm_error {
	SLM_OK = 0,
	SLM_ERR_RATE = -1,	 /* sample_rate_hz */
	SLM_ERR_INTERVAL = -2,	 /* interval_s */
	SLM_ERR_FULL_SCALE = -3, /* full_scale_db */
	SLM_ERR_SELF_NOISE = -4, /* self_noise_db not finite, or not below
	                            full_scale_db */
	SLM_ERR_OVERLOAD = -5,	 /* overload_db or rail negative, not finite */
};

/* What became of everything since slm_init, in dB, unrounded; LAFN alone is
 * of the present interval, in steps of 0.1 dB from 0 to 140.  -INFINITY for
 * digital silence; NAN where there is nothing to say (no sample yet; LAFmin
 * and LN before the detector has settled, LASmin before 5 s). */
struct slm_summary {
	double duration_s;	/* of the samples that were heard */
	float LAeq, LCeq, LZeq; /* Z: the mean of the signal is left out */
	float LAE;		/* sound exposure level, re 1 s */
	float LAFmax, LAFmin;
	float LASmax, LASmin; /* LASmin leaves out the first 5 s */
	float LAImax;	      /* I: 35 ms average, then a 1.5 s peak hold */
	float LCpeak;	      /* between the samples (interpolated) */
	float LAFN[7];	      /* N = 1 5 10 50 90 95 99 */
	bool overload;
	bool not_a_number; /* some samples were: they count as lost */
};

#include "../src/core/meter.h" /* slm_meter: its size, not its contents */

/* Make a meter ready, from rest, at the start of an interval. */
int slm_init(slm_meter *m, const struct slm_config *c);

/* Begin inside an interval instead: `second` whole seconds of it (fewer than
 * it has) and `sample` samples of the next (fewer than the rate) have passed
 * unheard.  That second will say START, unless `sample` is 0 and it is whole.
 * Call it once, right after slm_init. */
void slm_join(slm_meter *m, uint16_t second, uint32_t sample);

/* Listen.  Takes in samples up to the end of the present second and returns
 * how many; these come back wiped (zero).  Call slm_take_second and
 * slm_take_spread after it, then hand in the rest. */
size_t slm_consume(slm_meter *m, float *samples, size_t n);

/* The same for integers of 32 bits, full scale 2^31, each taken as the nearest
 * float: the same bits as with floats.  With messages_only it costs less on a
 * processor without vectors; otherwise more. */
size_t slm_consume_integers(slm_meter *m, int32_t *samples, size_t n);

/* As slm_consume, for samples that were lost.  The second will say GAP. */
size_t slm_lost(slm_meter *m, size_t n);

/* Let the present second last so many samples more (or fewer): follows a
 * clock that runs apart from the sound card's.  Beyond 1/1000 of a second it
 * does that much; once the second has begun it does nothing. */
void slm_stretch(slm_meter *m, int32_t samples);

/* The second that has just ended: true once for each. */
bool slm_take_second(slm_meter *m, struct slm_second *s);

/* LAeq,1s of the second last taken, unrounded, dB; NAN where it had none. */
float slm_second_db(const slm_meter *m);

/* The spread of the interval that has just ended: true once for each, after
 * its last second. */
bool slm_take_spread(slm_meter *m, struct slm_spread *s);

/* The level of the detectors after the samples so far (less than 0.2 ms may
 * still be waiting), dB. */
float slm_LAF(const slm_meter *m);
float slm_LAS(const slm_meter *m); /* not with messages_only, nor LAI */
float slm_LAI(const slm_meter *m); /* of the 1.5 s peak holder */

void slm_summarise(const slm_meter *m, struct slm_summary *s);

/* Forget everything, the echo in the filters too.  Before it hears again, the
 * meter needs slm_init. */
void slm_wipe(slm_meter *m);

#endif
