/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link.c - a message as a line of 64 hexadecimal digits. */
#include "calls.h"
#include "hal.h"
#include "link.h"

static void put(char c)
{
	while (!hal_serial_put((uint8_t)c))
		call_tell_sleep(1);
}

void link_send(const uint8_t message[SLM_MESSAGE_BYTES])
{
	static const char digit[] = "0123456789abcdef";

	for (int i = 0; i < SLM_MESSAGE_BYTES; i++) {
		put(digit[message[i] >> 4]);
		put(digit[message[i] & 15]);
	}
	put('\n');
}
