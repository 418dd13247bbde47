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
};

/* Until the gate's end of the pipe is closed or `stop` is readable; what is
 * in the pipe by then is taken first.  An exit code. */
int serve(const struct serving *w);

/* The wall clock, ms of UTC since 1970. */
int64_t clock_utc_ms(void);

#endif
