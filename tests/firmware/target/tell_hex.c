/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell_hex.c - a tell for tests: each message as a line of 64 hexadecimal
 * digits. */
#include "calls.h"
#include "hal.h"

void tell_main(void);

static void put(char c)
{
	while (!hal_serial_put((uint8_t)c))
		call_tell_sleep(1);
}

void tell_main(void)
{
	static const char digit[] = "0123456789abcdef";
	uint8_t message[SLM_MESSAGE_BYTES] __attribute__((aligned(4)));

	for (;;) {
		if (!call_tell_wait(message, 1000))
			continue;
		for (int i = 0; i < SLM_MESSAGE_BYTES; i++) {
			put(digit[message[i] >> 4]);
			put(digit[message[i] & 15]);
		}
		put('\n');
	}
}
