/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock_watch.c - is UTC what it was? */
#include <stdlib.h>

#include "clock_watch.h"

int64_t clock_watch(struct clock_watch *w, int64_t utc_ms, int64_t boot_ms)
{
	int64_t passed = boot_ms - w->boot_ms;
	int64_t step = utc_ms - w->utc_ms - passed;
	bool looked = w->looked;

	w->utc_ms = utc_ms;
	w->boot_ms = boot_ms;
	w->looked = true;
	if (!looked || llabs(step) <= CLOCK_STEP_MS +
		llabs(passed) / 1000000 * CLOCK_STEERED_PPM)
		return 0;
	return step;
}
