/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hal.h - all that a board must provide.
 *
 * A board is a folder in boards/: memory.h says where everything lies,
 * samples.h what a sample looks like, board.c has the functions below, serial.c
 * those of the serial port, board.mk the compiler's flags.  README.md walks
 * through a port.
 *
 * board.c is part of base: privileged, and to be trusted.  Its functions are
 * called with interrupts masked or from an interrupt, never two at a time, but
 * for hal_sleep.
 * serial.c is part of tell: it can reach the serial port and nothing else. */
#ifndef HAL_H
#define HAL_H

#include <stdbool.h>
#include <stdint.h>

/* What is not as it should be; or'ed.  tell may know it. */
enum hal_trouble {
	HAL_CLOCK_FALLBACK = 1 << 0, /* no crystal: times are off, no sound */
	HAL_NO_SOUND = 1 << 1,	     /* the microphone's port did not start */
};

/* Why the processor started. */
enum hal_reset {
	HAL_RESET_POWER,
	HAL_RESET_WATCHDOG,
	HAL_RESET_OTHER,
};

/* A domain was stopped.  `address` is meaningful as the processor's manual
 * says for `cfsr`; `pc` is 0 where it is not known. */
struct hal_fault {
	const char *who;
	uint32_t cfsr, hfsr, address, pc;
};

/* ---- in base (board.c) ---- */

/* Clocks, pins, power.  No wait without a bound.  Returns enum hal_trouble. */
unsigned hal_init(void);

/* Of the processor, Hz, after hal_init. */
uint32_t hal_core_hz(void);

/* Wait for an interrupt.  Called when there is nothing to do, and the only one
 * that is called with interrupts on. */
void hal_sleep(void);

/* A counter that goes up by hal_clock_hz() a second and wraps at 2^32; it
 * runs while the processor stalls or sleeps.  Read at least 10 times a second.
 * It must come from the same oscillator as the samples. */
uint32_t hal_clock(void);
uint32_t hal_clock_hz(void);

enum hal_reset hal_reset_cause(void);

/* Reset unless fed within about so many milliseconds. */
void hal_watchdog_start(uint32_t ms);
void hal_watchdog_feed(void);

/* Let sound flow into the two halves of the samples' memory, in turn, at
 * rate_hz; each full half raises an interrupt.  Called again after a stall:
 * begin with the first half.  false: there is no microphone's port. */
bool hal_audio_start(uint32_t rate_hz);

/* Called from every interrupt that is not the processor's own.  Returns how
 * many samples a half has got, and which half; 0: none was full. */
uint32_t hal_audio_interrupt(unsigned *half);

/* The log: LOG_SECTORS sectors of LOG_SECTOR_SIZE bytes each, at LOG_AT.
 * Erased bytes are ff, and each word can be programmed once.  Offsets count
 * from LOG_AT, in bytes, and are multiples of 4.  Both wait until it is done:
 * an erase may stall everything for 2 s.  false: the part reports an error. */
bool hal_flash_program(uint32_t offset, const uint32_t *words, uint32_t n);
bool hal_flash_erase(uint32_t sector);

/* Give tell's serial port its clock, pins and speed. */
void hal_serial_start(uint32_t baud);

/* For who stands beside the board with a debugger; leaves it by no wire. */
void hal_fault(const struct hal_fault *f);

/* ---- in tell (serial.c) ---- */

/* Send a byte if there is room for it: true. */
bool hal_serial_put(uint8_t byte);

#endif
