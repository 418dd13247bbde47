/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source.h - where samples come from: a microphone or a made-up street. */
#ifndef HEAR_SOURCE_H
#define HEAR_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A source fills so many blocks a second. */
#define SOURCE_BLOCKS_PER_S 50

#define SOURCE_RATE_MAX_HZ  96000
#define SOURCE_BLOCK_MAX    (SOURCE_RATE_MAX_HZ / SOURCE_BLOCKS_PER_S)
#define SOURCE_CHANNELS_MAX 64

enum sound {
	SOUND_COMES,
	SOUND_OVERRAN, /* as above, but some before or inside it is missing */
	SOUND_ENDS,    /* the device is gone or broken */
};

struct microphone {
	const char *device; /* "default", a name, or a part that only one has */
	int channel;	    /* from 1 */
	uint32_t rate_hz;   /* 44100, 48000 or 96000 */
};

/* Fills `block` with the next n = rate / SOURCE_BLOCKS_PER_S samples; waits for
 * them, without end if the device hangs.  *drained: no more are waiting. */
enum sound microphone_read(float *block, size_t n, bool *drained);

/* Opens the microphone and starts it; *raw says that no sound server or
 * plug-in stands in between.  On a failure it prints one line and returns an
 * exit code.  While it is open nothing is printed on stderr, by whomever. */
int microphone_open(const struct microphone *m, bool *raw);
void microphone_close(void);

/* The one that is open makes its sound of air, with noise of its own, so that
 * no stretch of it comes twice.  Not so behind a sound server, or in the
 * kernel's Loopback: there it may come from a file, such as a test tone. */
bool microphone_never_repeats(void);

/* Prints a table of the devices that have inputs; returns an exit code. */
int microphone_list(void);

/* A sample of this size sits at the rail, whatever the format was: the top of
 * 16 bits; that of 24 and 32 bits lies above. */
#define MICROPHONE_RAIL (32767.0f / 32768.0f)

/* A simulated street in real time. */
void street_open(uint32_t rate_hz, float full_scale_db, uint64_t seed);
enum sound street_read(float *block, size_t n, bool *drained);

#endif
