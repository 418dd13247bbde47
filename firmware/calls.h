/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calls.h - what a domain may ask of base.
 *
 * No memory is shared between two domains.  A message crosses in eight
 * registers: that is the whole width of the door. */
#ifndef CALLS_H
#define CALLS_H

/* The number of an SVC instruction. */
#define CALL_HEAR_WAIT	  0
#define CALL_HEAR_TOOK	  1
#define CALL_HEAR_SAY	  2
#define CALL_TELL_WAIT	  3
#define CALL_TELL_SLEEP	  4
#define CALL_TELL_STATUS  5
#define CALL_TELL_PROGRAM 6
#define CALL_TELL_ERASE	  7

#define CALL_WORDS_MAX 6 /* programmed at once */

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include "slm_message.h"

/* A block of sound in the samples' memory. */
struct call_block {
	volatile uint32_t *samples;
	uint32_t n;    /* 0: nothing came */
	uint32_t lost; /* samples before it that were lost */
};

/* How the node fares. */
struct call_status {
	uint32_t uptime_ms[2]; /* low, high word; since the last reset */
	uint32_t resets;       /* since power came */
	uint32_t reset_cause;  /* enum hal_reset */
	uint32_t hear_restarts, tell_restarts; /* since the reset */
	uint32_t trouble;		       /* enum hal_trouble */
	uint32_t breaches; /* of the gate, since power came */
};

/* hear: wait for sound. */
void call_hear_wait(struct call_block *b);

/* hear: the block has been copied and may be overwritten.  false: that had
 * begun before, so it is torn: lost. */
bool call_hear_took(void);

/* hear: a message for the gate. */
void call_hear_say(const uint8_t message[SLM_MESSAGE_BYTES]);

/* tell: wait for a message, for so many milliseconds at most.  false: none
 * came. */
bool call_tell_wait(uint8_t message[SLM_MESSAGE_BYTES], uint32_t ms);

/* tell: do nothing for so many milliseconds; messages go on waiting. */
void call_tell_sleep(uint32_t ms);

void call_tell_status(struct call_status *s);

/* tell: as hal_flash_program, of CALL_WORDS_MAX words at most, and
 * hal_flash_erase.  false: also if it lies outside the log. */
bool call_tell_program(uint32_t offset, const uint32_t *words, uint32_t n);
bool call_tell_erase(uint32_t sector);
#endif

#endif
