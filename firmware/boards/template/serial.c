/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serial.c - a board to copy: nothing is sent. */
#include "hal.h"

bool hal_serial_put(uint8_t byte)
{
	(void)byte;
	return true;
}
