/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox_memory.c - keeps memory out of the swap and out of dumps: levels of
 * seconds are not to be found on a disk, and samples even less. */
#define _GNU_SOURCE /* mlock2 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/mman.h>

#include "sandbox_rules.h"

/* Of each mapping that can be written: nothing else holds what was heard.  A
 * user's limit may be too small for all of them together, or for the stack of
 * a library's thread; then the others are locked still. */
static void lock_each(bool all_locked)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512], mode[5];
	uintptr_t from, to;

	while (maps && fgets(line, sizeof line, maps)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to,
			    mode) != 3 ||
			mode[1] != 'w')
			continue;
		(void)madvise((void *)from, to - from, MADV_DONTDUMP);
		if (!all_locked)
			(void)mlock2((void *)from, to - from, MLOCK_ONFAULT);
	}
	if (maps)
		fclose(maps);
}

void sandbox_lock_memory(void)
{
	lock_each(mlockall(MCL_CURRENT | MCL_ONFAULT) == 0);
}
