/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.c - what hear gives up once its microphone is open: new privileges, and
 * that its memory could be read by others, dumped or swapped out. */
#include "door.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

bool hear_shut_the_door(void)
{
	const struct rlimit none = {0, 0};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
		setrlimit(RLIMIT_CORE, &none) != 0)
		return false;
	/* Best effort: a user may lock only a little.  What comes later is not
	 * asked for, since a library could then find no memory. */
	(void)mlockall(MCL_CURRENT | MCL_ONFAULT);
	return true;
}
