/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hear_attack.c - a hear that was taken over: hears three blocks, makes its
 * attempt, and if it is still there says so with a second of 123.4 dB. */
#include "attack.h"
#include "calls.h"

void hear_main(uint32_t second, uint32_t sample);

const volatile struct attack hear_attack = {ATTACK_NONE, 0, 1};

void hear_main(uint32_t second, uint32_t sample)
{
	const struct slm_second is_there = {1234, SLM_STATE_OK};
	uint8_t message[SLM_MESSAGE_BYTES] __attribute__((aligned(4)));
	struct call_block b;

	(void)second;
	(void)sample;
	for (int i = 0; i < 3; i++) {
		call_hear_wait(&b);
		call_hear_took();
	}
	attack(&hear_attack);
	slm_second_encode(message, &is_there);
	call_hear_say(message);
	for (;;)
		call_hear_wait(&b);
}
