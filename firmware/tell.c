/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.c - the domain that talks: it gets closed records, and has the serial
 * port and the log.  It cannot see a sample, nor where one lies. */
#include "calls.h"
#include "link.h"

/* Entered by base. */
void tell_main(void);

void tell_main(void)
{
	uint8_t message[SLM_MESSAGE_BYTES] __attribute__((aligned(4)));

	for (;;)
		if (call_tell_wait(message, 1000))
			link_send(message);
}
