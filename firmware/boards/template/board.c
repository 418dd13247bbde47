/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board.c - a board to copy: hal.h says what each function has to do. */
#include "hal.h"

unsigned hal_init(void)
{
	return HAL_CLOCK_FALLBACK | HAL_NO_SOUND;
}

uint32_t hal_core_hz(void)
{
	return 16000000;
}

void hal_sleep(void)
{
	__asm__ volatile("wfi");
}

uint32_t hal_clock(void)
{
	return 0;
}

uint32_t hal_clock_hz(void)
{
	return 1000000;
}

enum hal_reset hal_reset_cause(void)
{
	return HAL_RESET_POWER;
}

void hal_watchdog_start(uint32_t ms)
{
	(void)ms;
}

void hal_watchdog_feed(void)
{
}

bool hal_audio_start(uint32_t rate_hz)
{
	(void)rate_hz;
	return false;
}

uint32_t hal_audio_interrupt(unsigned *half)
{
	(void)half;
	return 0;
}

bool hal_flash_program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	(void)offset;
	(void)words;
	(void)n;
	return false;
}

bool hal_flash_erase(uint32_t sector)
{
	(void)sector;
	return false;
}

void hal_serial_start(uint32_t baud)
{
	(void)baud;
}

void hal_fault(const struct hal_fault *f)
{
	(void)f;
}
