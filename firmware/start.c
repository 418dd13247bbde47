/* SPDX-License-Identifier: GPL-3.0-or-later */
/* start.c - the vectors, and what happens before the first line of C. */
#include "base.h"
#include "hal.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88)

/* From the linker: base's own memory. */
extern uint32_t base_stack_top[], base_data[], base_data_end[];
extern const uint32_t base_data_rom[];
extern uint32_t base_bss[], base_bss_end[];

static void watchdog(void)
{
	kept_reset(HAL_RESET_WATCHDOG);
}

void start(void);

void start(void)
{
	const uint32_t *from = base_data_rom;

	__asm__ volatile("cpsid i");
	CPACR = 5u << 20; /* floating point: privileged code only */
	__asm__ volatile("dsb\n\tisb" ::: "memory");
	for (uint32_t *to = base_data; to < base_data_end; to++)
		*to = *from++;
	for (uint32_t *to = base_bss; to < base_bss_end; to++)
		*to = 0;
	base_main();
}

#define INTERRUPTS 96
#define ROW(x)	   x, x, x, x, x, x, x, x

struct vectors {
	uint32_t *stack;
	void (*vector[15 + INTERRUPTS])(void);
};

extern const struct vectors vectors;

/* clang-format off */
__attribute__((section(".vectors"))) const struct vectors vectors = {
	base_stack_top, {start, watchdog, /* NMI */
	enter, enter, enter, enter, /* faults: hard, memory, bus, usage */
	base_failed, base_failed, base_failed, base_failed, enter, /* SVC */
	base_failed, base_failed, enter, enter, /* PendSV, SysTick */
	ROW(enter), ROW(enter), ROW(enter), ROW(enter), ROW(enter), ROW(enter),
	ROW(enter), ROW(enter), ROW(enter), ROW(enter), ROW(enter), ROW(enter),
}};
/* clang-format on */
