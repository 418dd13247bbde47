/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.c - the wall clock.  Apart, so that a test can put another in. */
#include <stdlib.h>
#include <time.h>

#include "serve.h"

int64_t clock_utc_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		abort();
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}
