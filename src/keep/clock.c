/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.c - the clocks.  Apart, so that a test can put others in. */
#define _DEFAULT_SOURCE /* adjtimex */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#include "serve.h"

static int64_t read_ms(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		abort();
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

int64_t clock_utc_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t clock_boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME);
}

bool clock_is_set(void)
{
	struct timex t = { .modes = 0 };

	return adjtimex(&t) != TIME_ERROR;
}

void clock_boot_id(char out[CLOCK_BOOT_ID])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "r");

	if (!f || !fgets(out, CLOCK_BOOT_ID, f))
		snprintf(out, CLOCK_BOOT_ID, "unknown");
	out[strcspn(out, "\n")] = '\0';
	if (f)
		fclose(f);
}
