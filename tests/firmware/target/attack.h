/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attack.h - one attempt to get out of a domain; the image bears which. */
#ifndef ATTACK_H
#define ATTACK_H

#include <stdint.h>

enum attack_kind {
	ATTACK_NONE,
	ATTACK_READ,
	ATTACK_WRITE,
	ATTACK_EXECUTE,
	ATTACK_HOST,	  /* semihosting: close file `address` */
	ATTACK_STACK,	  /* call base with the stack at `address` */
	ATTACK_CALL,	  /* call number `address` of base */
	ATTACK_PRIVILEGE, /* ask for privilege, then read */
	ATTACK_MASK,	  /* ask for no interrupts, then run for ever */
	ATTACK_SPIN,	  /* run for ever */
	ATTACK_DEPTH,	  /* call oneself for ever */
	ATTACK_FLOAT,	  /* look into a floating-point register */
	ATTACK_RESIDUE,	  /* look into all of them, and one's own memory */
	ATTACK_PROGRAM,	  /* program a word at `address` of the log */
	ATTACK_ERASE,	  /* erase sector `address` of the log */
};

struct attack {
	uint32_t kind, address, value;
};

/* What was read, or 0. */
uint32_t attack(const volatile struct attack *a);

#endif
