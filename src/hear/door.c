/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.c - what hear gives up once its microphone is open: all but the sound
 * and a message a second. */
#include "door.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include "../run/exit_codes.h"
#include "../run/sandbox.h"

static int kept = -1;

void hear_see_the_door(void)
{
	kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
#ifdef __GLIBC__
	/* One heap for all threads of a sound library: a thread's own would be
	 * grown by mprotect, and shrunk after a look at a file of /proc. */
	mallopt(M_ARENA_MAX, 1);
#endif
}

bool hear_shut_the_door(bool server)
{
	/* Without a stderr from the start there is nobody to tell. */
	if (kept >= 0) {
		dup2(kept, 2);
		close(kept);
	}
	return sandbox_enter(server ? SANDBOX_HEAR_SERVER : SANDBOX_HEAR, NULL,
		       NULL) == EXIT_OK;
}
