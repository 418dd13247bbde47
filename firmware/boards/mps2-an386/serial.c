/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serial.c - UART 0, CMSDK. */
#include "hal.h"
#include "memory.h"

#define UART ((volatile uint32_t *)SERIAL_AT) /* DATA STATE CTRL */

bool hal_serial_put(uint8_t byte)
{
	if (UART[1] & 1) /* full */
		return false;
	UART[0] = byte;
	return true;
}
