/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serial.c - USART2; or timer 5 on the same pin, for 50 to 100 baud. */
#include "hal.h"
#include "memory.h"

#define USART	 ((volatile uint32_t *)SERIAL_AT) /* SR DR BRR CR1 */
#define SR_EMPTY (1u << 7)
#define CR1_ON	 (1u << 13)

/* RM 18.4: 4 is SR, 15 is CCR3. */
#define TIMER  ((volatile uint32_t *)SLOW_SERIAL_AT)
#define SR_NEW (1u << 0) /* a period has begun */

/* A period of the timer is a bit.  It is high or low by what stood in the
 * compare register when it began, so there is a whole period to say the next.
 * Who comes too late has said a bit twice: the frame's CRC sees it. */
static bool put_bit(uint8_t byte)
{
	static uint32_t bit;
	uint32_t bits = 1u << 9 | (uint32_t)byte << 1; /* stop, byte, start */

	if (!(TIMER[4] & SR_NEW))
		return false;
	TIMER[4] = ~SR_NEW;
	TIMER[15] = bits >> bit & 1 ? UINT32_MAX : 0;
	bit = (bit + 1) % 10;
	return bit == 0;
}

bool hal_serial_put(uint8_t byte)
{
	if (!(USART[3] & CR1_ON))
		return put_bit(byte);
	if (!(USART[0] & SR_EMPTY))
		return false;
	USART[1] = byte;
	return true;
}
