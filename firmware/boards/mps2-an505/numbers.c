/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbers.c - a Cortex-M33 in QEMU (MPS2, AN505) with hear's code alone: no
 * domains, only the numbers.  Sound comes from a file of the host; messages go
 * to the host's terminal, as lines of 64 hexadecimal digits. */
#include "calls.h"
#include "memory.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88)

enum { OPEN = 1, WRITE0 = 4, READ = 6, COMMAND = 0x15, EXIT = 0x18 };

void hear_main(uint32_t second, uint32_t sample);
void start(void);

extern uint32_t stack_top[], bss[], bss_end[];

static int host(int operation, const void *arguments)
{
	register int r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = arguments;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

static int open_sound(void)
{
	static char line[256];
	const struct {
		char *text;
		uint32_t size;
	} command = {line, sizeof line};
	const char *name = line;
	uint32_t n = 0;

	if (host(COMMAND, &command) != 0)
		return -1;
	for (const char *c = line; *c; c++)
		if (*c == ' ')
			name = c + 1;
	while (name[n])
		n++;
	return host(OPEN, (const uint32_t[3]){(uint32_t)name, 1, n});
}

void call_hear_wait(struct call_block *b)
{
	static uint32_t samples[SAMPLES_HALF_MAX];
	static uint8_t bytes[3 * SAMPLES_HALF_MAX];
	static int file;
	uint32_t left;

	if (file == 0)
		file = open_sound();
	left = file > 0 ? (uint32_t)host(
				  READ, (const uint32_t[3]){(uint32_t)file,
						(uint32_t)bytes, sizeof bytes})
			: sizeof bytes;
	if (left == sizeof bytes)
		host(EXIT, (const void *)(file > 0 ? 0x20026 : 0x20023));
	b->n = (sizeof bytes - left) / 3;
	b->lost = 0;
	b->samples = samples;
	for (uint32_t i = 0; i < b->n; i++)
		samples[i] = (uint32_t)bytes[3 * i] << 8 |
			     (uint32_t)bytes[3 * i + 1] << 16 |
			     (uint32_t)bytes[3 * i + 2] << 24;
}

bool call_hear_took(void)
{
	return true;
}

void call_hear_say(const uint8_t message[SLM_MESSAGE_BYTES])
{
	char line[2 * SLM_MESSAGE_BYTES + 2], *to = line;

	for (int i = 0; i < SLM_MESSAGE_BYTES; i++) {
		*to++ = "0123456789abcdef"[message[i] >> 4];
		*to++ = "0123456789abcdef"[message[i] & 15];
	}
	*to++ = '\n';
	*to = '\0';
	host(WRITE0, line);
}

void start(void)
{
	CPACR |= 15u << 20;
	__asm__ volatile("dsb\n\tisb" ::: "memory");
	for (uint32_t *to = bss; to < bss_end; to++)
		*to = 0;
	hear_main(0, 0);
}

struct vectors {
	uint32_t *stack;
	void (*start)(void);
};

extern const struct vectors vectors;

__attribute__((section(".vectors")))
const struct vectors vectors = {stack_top, start};
