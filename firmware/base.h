/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base.h - the part to be trusted: who runs, what he can reach, what passes. */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stdint.h>

#include "mpu.h"

/* A place where the processor can be: hear, tell, or asleep.  switch.S knows
 * the first part. */
struct domain {
	uint32_t r4_r11[8];
	uint32_t psp, exc_return;
	uint32_t control; /* 1: unprivileged */
	uint32_t cpacr;	  /* who may use the floating-point unit */
	uint32_t s16_s31[16];

	const struct mpu_row *rows;
	const struct memory *memory; /* NULL: asleep, base's own */
	const char *name;

	enum { DOMAIN_DOWN, DOMAIN_READY, DOMAIN_WAITING } state;
	int64_t began_ms; /* when it was begun */
	int64_t due_ms;	  /* down: when to begin again; waiting: to go on */
	bool wants;	  /* waiting: for a message, too */
	uint32_t ran_ms;  /* since it last waited */
	uint32_t wait_s;  /* how long it was down the last time */
	uint32_t restarts;
};

/* Where a domain's code and data lie, from the linker. */
struct memory {
	uint32_t *ram, *ram_end; /* all it has, from its stack's bottom on */
	uint32_t *stack_top;
	uint32_t *data, *data_end;
	const uint32_t *data_rom;
	void (*entry)(uint32_t, uint32_t);
};

extern struct domain hear, tell, asleep;
extern struct domain *current;

/* Make a domain as new: its memory wiped, its first call waiting. */
void domain_begin(struct domain *d, uint32_t r0, uint32_t r1, int64_t now_ms);

/* Stop it, wipe what it had, begin again later.  One that keeps dying waits
 * longer each time, up to a minute. */
void domain_stop(struct domain *d, int64_t now_ms);

/* Word n (0 to 7) of what a waiting domain gave, or will get. */
uint32_t *domain_word(struct domain *d, unsigned n);

/* What the processor put on its stack: r0-r3, r12, lr, pc, xpsr.  It lies
 * where the domain itself can write, or stopping it there would have failed. */
#define FRAME_WORDS 8
#define FRAME_LR    5
#define FRAME_PC    6
#define FRAME_XPSR  7

static inline uint32_t *domain_frame(const struct domain *d)
{
	return (uint32_t *)d->psp;
}

/* The top of the stack of `asleep`. */
uint32_t domain_asleep(void);

/* In base.c: everything begins here, and every exception ends here. */
_Noreturn void base_main(void);
struct domain *base_enter(uint32_t exception);

_Noreturn void base_failed(void);

/* In switch.S.  Go to sleep, on the stack of `asleep`; interrupts come. */
void enter(void);
_Noreturn void begin_asleep(uint32_t psp);

/* In kept.c: what outlives a reset that is not a loss of power. */
struct kept {
	uint32_t magic;
	uint32_t resets, cause; /* enum hal_reset */
	uint32_t breaches, breach_wait_s;
};

extern struct kept kept;

void kept_begin(void);

/* Begin anew, now. */
_Noreturn void kept_reset(uint32_t cause);

#endif
