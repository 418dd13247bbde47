/* SPDX-License-Identifier: GPL-3.0-or-later */
/* serve.h - keep's loop: messages in, seconds and records out. */
#ifndef SERVE_H
#define SERVE_H

#include "keeper.h"

struct serving {
	struct keeper *keeper;
	int messages;            /* the pipe from the gate */
	int stop;                /* readable when it is time to end */
	int64_t (*now_ms)(void); /* UTC since 1970 */
	int64_t (*boot_ms)(void); /* that nobody sets; NULL: none */
};

/* Until the gate's end of the pipe is closed or `stop` is readable; what is
 * in the pipe by then is taken first.  An exit code. */
int serve(const struct serving *w);

#define CLOCK_BOOT_ID 40

/* The wall clock, ms of UTC since 1970; ms since the machine started; does
 * somebody vouch for the former; and which start of the machine this is.
 * The last two need files and calls that a shut door refuses. */
int64_t clock_utc_ms(void);
int64_t clock_boot_ms(void);
bool clock_is_set(void);
void clock_boot_id(char out[CLOCK_BOOT_ID]);

#endif
