/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serial.c - USART2. */
#include "hal.h"
#include "memory.h"

#define USART	 ((volatile uint32_t *)SERIAL_AT) /* SR DR */
#define SR_EMPTY (1u << 7)

bool hal_serial_put(uint8_t byte)
{
	if (!(USART[0] & SR_EMPTY))
		return false;
	USART[1] = byte;
	return true;
}
