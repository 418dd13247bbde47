/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slm_message.h - everything that a noise meter may say.
 *
 *     hear --second, spread--> gate --second, record--> keep
 *
 * Integers only, of fixed size, each with a stated range; a decoder refuses
 * whatever strays from it, so that a message has no room to carry anything
 * else.  The bytes are in src/gate/SPEC.md.  Every part of the house may
 * include this file. */
#ifndef SLM_MESSAGE_H
#define SLM_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

/* A level in tenths of a decibel re 20 uPa: 653 is 65.3 dB.
 * 0 to SLM_LOUDEST, or SLM_NO_LEVEL where there is none. */
typedef int16_t slm_tenth_db;

#define SLM_LOUDEST  1400 /* 140.0 dB; more is said as 140.0 and overload */
#define SLM_NO_LEVEL (-1)

/* Shortest and longest interval of a record, s; it divides the hour. */
#define SLM_INTERVAL_MIN_S 60
#define SLM_INTERVAL_MAX_S 3600

/* Every message on every pipe has this one length. */
#define SLM_MESSAGE_BYTES 32

/* How a second went.  The first three have a level, the others none. */
enum slm_state {
	SLM_STATE_OK,
	SLM_STATE_OVERLOAD,    /* clipped: the true level may be higher      */
	SLM_STATE_UNDER_RANGE, /* within 7 dB of the self-noise: "at most"   */
	SLM_STATE_GAP,         /* sound was lost                             */
	SLM_STATE_DEAD,        /* the microphone gave no signal: constant    */
	SLM_STATE_START,       /* the meter began inside this second         */
	SLM_STATES
};

/* LAeq,1s, IEC 61672-1 3.9: energy mean over one whole second.
 * SLM_NO_LEVEL exactly when the state is one of the last three. */
struct slm_second {
	slm_tenth_db LAeq;
	uint8_t state; /* enum slm_state */
};

/* How LAF was spread over an interval: its extremes, and LAFN, the level
 * reached or exceeded during N % of the samples taken every 10 ms.  LAFmin
 * and LAFN leave out the first 0.625 s after a start or a gap, while the
 * detector settles.  All seven are present and fall from LAFmax to LAFmin, or
 * all are SLM_NO_LEVEL: too little was heard. */
struct slm_spread {
	slm_tenth_db LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin;
};

#define SLM_NO_SPREAD ((struct slm_spread){ SLM_NO_LEVEL, SLM_NO_LEVEL, \
	SLM_NO_LEVEL, SLM_NO_LEVEL, SLM_NO_LEVEL, SLM_NO_LEVEL, SLM_NO_LEVEL })

/* What a record says of its seconds; or'ed.  The gate sets the first five,
 * from its own count.  keep adds what the operator stated. */
enum slm_flag {
	SLM_FLAG_OVERLOAD = 1 << 0,    /* at least one second overloaded    */
	SLM_FLAG_UNDER_RANGE = 1 << 1, /* at least one second under-range   */
	SLM_FLAG_GAP = 1 << 2,         /* at least one second was lost      */
	SLM_FLAG_DEAD = 1 << 3,        /* at least one second of no signal  */
	SLM_FLAG_START = 1 << 4,       /* the meter started inside          */
	SLM_GATE_FLAGS = (1 << 5) - 1,
	SLM_FLAG_UNCALIBRATED = 1 << 5,/* never calibrated: levels are a guess */
	SLM_FLAG_SIMULATED = 1 << 6,   /* made-up sound, no microphone      */
	SLM_FLAGS = (1 << 7) - 1
};

/* One interval, as the gate formed it.  LAeq is the energy mean of the
 * covered_s seconds that had a level; SLM_NO_LEVEL when there were none.  The
 * spread is missing when too little was heard, and when hear was started
 * again after some seconds had been counted: it would describe another part
 * of the interval than LAeq. */
struct slm_record {
	uint32_t sequence;   /* counts the gate's records from 0 */
	uint16_t interval_s; /* length of the whole interval, s  */
	uint16_t covered_s;  /* seconds with a level, 0 to interval_s */
	uint16_t flags;      /* enum slm_flag, gate's part */
	slm_tenth_db LAeq;
	struct slm_spread spread;
};

/* What became of a sound calibrator's tone, in a calibration. */
enum slm_tone {
	SLM_TONE_OK,
	SLM_TONE_NONE,            /* no tone stands out of the noise  */
	SLM_TONE_TOO_SHORT,       /* it does not last                 */
	SLM_TONE_WRONG_FREQUENCY, /* neither 1000 nor 250 Hz          */
	SLM_TONE_CLIPPED,
	SLM_TONE_UNSTEADY,
	SLM_TONE_DISTORTED,
	SLM_TONES
};

#define SLM_TONE_LEVEL_MAX      20000
#define SLM_TONE_FREQUENCY_MAX  960000
#define SLM_TONE_DISTORTION_MAX 10000
#define SLM_TONE_DURATION_MAX   600

/* All that a calibration lets out: one message, about one tone.  Without a
 * tone all but the first are 0. */
struct slm_calibration {
	uint8_t tone;         /* enum slm_tone */
	uint8_t class;        /* IEC 60942: 1 or 2; 0 unless SLM_TONE_OK */
	bool clipped;
	int16_t level;        /* hundredths of a dB re a full-scale sine */
	uint32_t frequency;   /* tenths of a Hz */
	uint16_t fluctuation; /* hundredths of a dB */
	uint16_t distortion;  /* and noise, hundredths of a percent */
	uint16_t duration;    /* tenths of a second */
};

/* What became of the steady noise of a comparison with another meter. */
enum slm_noise {
	SLM_NOISE_OK,
	SLM_NOISE_TOO_SHORT, /* the sound ended before SLM_COMPARISON_S */
	SLM_NOISE_CLIPPED,
	SLM_NOISE_UNSTEADY,  /* an LAeq,10s too far from that of all */
	SLM_NOISE_NO_SIGNAL, /* a second of it was dead */
	SLM_NOISES
};

#define SLM_COMPARISON_S      300
#define SLM_COMPARISON_STEADY 150 /* hundredths of a dB */

/* All that a comparison lets out: one message, about its noise. */
struct slm_comparison {
	uint8_t noise;     /* enum slm_noise */
	int16_t level;     /* LAeq, hundredths of a dB re a full-scale sine */
	uint16_t unsteady; /* farthest LAeq,10s from it, hundredths of a dB */
	uint16_t duration; /* seconds, to SLM_COMPARISON_S */
};

/* The decoders answer false, and leave *out alone, unless every byte is one
 * that the encoder could have written. */
void slm_second_encode(uint8_t b[SLM_MESSAGE_BYTES], const struct slm_second *);
void slm_spread_encode(uint8_t b[SLM_MESSAGE_BYTES], const struct slm_spread *);
void slm_record_encode(uint8_t b[SLM_MESSAGE_BYTES], const struct slm_record *);
bool slm_second_decode(struct slm_second *out,
	const uint8_t b[SLM_MESSAGE_BYTES]);
bool slm_spread_decode(struct slm_spread *out,
	const uint8_t b[SLM_MESSAGE_BYTES]);
bool slm_record_decode(struct slm_record *out,
	const uint8_t b[SLM_MESSAGE_BYTES]);
void slm_calibration_encode(uint8_t b[SLM_MESSAGE_BYTES],
	const struct slm_calibration *);
bool slm_calibration_decode(struct slm_calibration *out,
	const uint8_t b[SLM_MESSAGE_BYTES]);
void slm_comparison_encode(uint8_t b[SLM_MESSAGE_BYTES],
	const struct slm_comparison *);
bool slm_comparison_decode(struct slm_comparison *out,
	const uint8_t b[SLM_MESSAGE_BYTES]);

#endif
