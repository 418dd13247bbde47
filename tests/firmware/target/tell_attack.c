/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell_attack.c - a tell that was taken over: lives honestly for three
 * seconds, makes its attempt, and says what came of it. */
#include "attack.h"
#include "calls.h"
#include "hal.h"
#include "memory.h"

void tell_main(void);

const volatile struct attack tell_attack = {ATTACK_NONE, 0, 1};

static void put(char c)
{
	while (!hal_serial_put((uint8_t)c))
		call_tell_sleep(1);
}

static void put_text(const char *s)
{
	while (*s)
		put(*s++);
}

static void put_hex(uint32_t v, int digits)
{
	while (digits-- > 0)
		put("0123456789abcdef"[v >> 4 * digits & 15]);
}

static void say(const char *what, uint32_t v)
{
	put_text(what);
	put(' ');
	put_hex(v, 8);
	put('\n');
}

/* All registers as they are right after a crossing; and where in tell's memory
 * a sample lies, of which `value` is the complement, so as not to find that. */
static void residue(void)
{
	static uint32_t r[9 + 33];
	uint32_t *to = r;

	call_tell_sleep(20);
	__asm__ volatile(".fpu fpv4-sp-d16\n\t"
			 "stmia %0, {r4-r12}\n\t"
			 "add %0, %0, #36\n\t"
			 "vstmia %0!, {s0-s31}\n\t"
			 "vmrs r4, fpscr\n\t"
			 "str r4, [%0]\n\t"
			 : "+r"(to)
			 :
			 : "memory", "r4");
	for (int i = 9; i < 9 + 33; i++)
		say("float", r[i]);
	for (uint32_t at = TELL_RAM_AT; at < TELL_RAM_AT + TELL_RAM_SIZE;
		at += 4)
		if (~*(volatile uint32_t *)at == tell_attack.value)
			say("sample", at);
}

static void try_it(void)
{
	const uint32_t word = tell_attack.value;

	switch (tell_attack.kind) {
	case ATTACK_RESIDUE:
		for (int i = 0; i < 50; i++)
			residue();
		break;
	case ATTACK_PROGRAM:
		say("programmed",
			call_tell_program(tell_attack.address, &word, 1));
		break;
	case ATTACK_ERASE:
		say("erased", call_tell_erase(tell_attack.address));
		break;
	default:
		say("reached", attack(&tell_attack));
	}
}

void tell_main(void)
{
	uint8_t message[SLM_MESSAGE_BYTES] __attribute__((aligned(4)));
	struct call_status s;
	uint32_t heard = 0;

	call_tell_status(&s);
	say(s.tell_restarts ? "again" : "begins", s.tell_restarts);
	if (s.resets)
		say("reset", s.reset_cause);
	for (;;) {
		if (!call_tell_wait(message, 1000))
			continue;
		for (int i = 0; i < SLM_MESSAGE_BYTES; i++)
			put_hex(message[i], 2);
		put('\n');
		if (s.tell_restarts == 0 && s.resets == 0 && ++heard == 3)
			try_it();
	}
}
