/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept.c - a few counts that outlive a reset, and the reset itself. */
#include "base.h"
#include "hal.h"

#define MAGIC 0x4b455054u
#define AIRCR (*(volatile uint32_t *)0xe000ed0c)

#define CAUSE_UNKNOWN UINT32_MAX

struct kept kept __attribute__((section(".kept")));

void kept_begin(void)
{
	enum hal_reset said = hal_reset_cause();

	if (kept.magic != MAGIC || said == HAL_RESET_POWER) {
		kept = (struct kept){.magic = MAGIC, .cause = HAL_RESET_POWER};
	} else {
		if (kept.cause == CAUSE_UNKNOWN)
			kept.cause = said;
		kept.resets++;
	}
}

void kept_reset(uint32_t cause)
{
	kept.cause = cause;
	__asm__ volatile("dsb" ::: "memory");
	AIRCR = 0x05fa0004;
	for (;;)
		;
}
