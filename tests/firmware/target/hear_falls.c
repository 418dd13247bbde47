/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hear_falls.c - hear itself, but for a block after which it dies; it begins
 * anew, and dies again after as many. */
#include "calls.h"

const volatile uint32_t hear_falls_after = 13000;

static bool take_or_fall(void)
{
	static uint32_t blocks;

	if (++blocks == hear_falls_after)
		__builtin_trap();
	return call_hear_took();
}

#define call_hear_took take_or_fall
#include "../../../firmware/hear.c"
