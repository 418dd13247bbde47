/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board.c - MPS2 with a Cortex-M4F (AN386), as QEMU has it: the reference.
 *
 * Sound comes from a file of the host, named on the command line, through
 * semihosting, which answers privileged code only: 24-bit PCM, one channel,
 * in portions of 5 ms as a DMA controller would bring them.  When the file has
 * ended nothing comes for two intervals; then the machine ends.
 *
 * Time is that of the sound: when nobody has anything left to do, the next
 * 5 ms have passed.  So a run is as fast as it can be, and always the same.
 * Only when somebody does not come to an end, a timer lets time pass. */
#include "hal.h"
#include "memory.h"
#include "params.h"

#define CORE_HZ	      25000000u
#define BUSY	      ((volatile uint32_t *)0x40002000) /* a timer, and its */
#define BUSY_IRQ      (1u << 10) /* LOAD VALUE CTRL CLEAR RAW MASKED */
#define WATCHDOG      ((volatile uint32_t *)0x40008000) /* LOAD VALUE CTRL INTCLR */
#define WATCHDOG_LOCK (*(volatile uint32_t *)0x40008c00)
#define UART	      ((volatile uint32_t *)SERIAL_AT)
#define NVIC_ISER     (*(volatile uint32_t *)0xe000e100)
#define NVIC_ISPR     (*(volatile uint32_t *)0xe000e200)
#define ICSR	      (*(volatile uint32_t *)0xe000ed04)

#define BLOCK (1u << 31) /* an interrupt that nothing else uses */

#define BLOCKS_PER_S 200

/* ARM's semihosting: an operation, and the address of its arguments. */
enum { OPEN = 1, CLOSE = 2, WRITE0 = 4, READ = 6, EXIT = 0x18, COMMAND = 0x15 };

static int host(int operation, const void *arguments)
{
	register int r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = arguments;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

static int file;
static uint32_t blocks, silent_blocks, rate;

static int open_sound(void)
{
	static char line[256];
	struct {
		char *text;
		uint32_t size;
	} command = {line, sizeof line};
	const char *name = line;
	uint32_t n = 0;

	if (host(COMMAND, &command) != 0)
		return -1;
	/* the image's own name, if it is there, comes first */
	for (const char *c = line; *c; c++)
		if (*c == ' ')
			name = c + 1;
	while (name[n])
		n++;
	return host(OPEN, (const uint32_t[3]){(uint32_t)name, 1 /* rb */, n});
}

/* QEMU clears the memory when it starts, and not at a reset. */
static uint32_t mark __attribute__((section(".kept")));
static bool reset;

unsigned hal_init(void)
{
	reset = mark == 0x6d61726b;
	mark = 0x6d61726b;
	for (uint32_t i = 0; !reset && i < LOG_SECTORS; i++)
		hal_flash_erase(i);
	return 0;
}

static uint32_t passed; /* blocks of time, with sound or without */

/* Two blocks are a tick of base. */
void hal_sleep(void)
{
	passed++;
	BUSY[0] = CORE_HZ / BLOCKS_PER_S;
	NVIC_ISPR = BLOCK;
	if (passed % 2 == 0)
		ICSR = 1u << 26; /* SysTick */
}

uint32_t hal_core_hz(void)
{
	return CORE_HZ;
}

uint32_t hal_clock(void)
{
	return passed * (CORE_HZ / BLOCKS_PER_S);
}

uint32_t hal_clock_hz(void)
{
	return CORE_HZ;
}

enum hal_reset hal_reset_cause(void)
{
	return reset ? HAL_RESET_OTHER : HAL_RESET_POWER;
}

void hal_watchdog_start(uint32_t ms)
{
	WATCHDOG_LOCK = 0x1acce551;
	WATCHDOG[0] = CORE_HZ / 1000 * ms / 2; /* warns, then bites */
	WATCHDOG[2] = 3;
}

void hal_watchdog_feed(void)
{
	WATCHDOG[3] = 1;
}

bool hal_audio_start(uint32_t rate_hz)
{
	if (rate_hz > BLOCKS_PER_S * SAMPLES_HALF_MAX)
		return false;
	if (file == 0)
		file = open_sound();
	rate = rate_hz;
	BUSY[0] = CORE_HZ / BLOCKS_PER_S;
	BUSY[2] = 0xe2; /* on, again and again, with interrupt, 32 bits */
	NVIC_ISER = BLOCK | BUSY_IRQ;
	return file > 0;
}

/* Bytes of the file; fewer only at its end.  It may be a pipe, which gives
 * them in portions. */
static uint32_t read_bytes(uint8_t *to, uint32_t n)
{
	uint32_t got = 0, last = 1;

	while (file > 0 && got < n && last > 0) {
		const uint32_t arguments[] = {
			(uint32_t)file, (uint32_t)(to + got), n - got};

		last = n - got - (uint32_t)host(READ, arguments);
		got += last;
	}
	return got;
}

/* How many samples the file still has, n at most; they are put in place. */
static uint32_t read(uint32_t *to, uint32_t n)
{
	static uint8_t bytes[3 * 128];
	uint32_t got = 0, part, have;

	do {
		part = n - got < 128 ? n - got : 128;
		have = read_bytes(bytes, 3 * part) / 3;
		for (uint32_t i = 0; i < have; i++) {
			const uint8_t *b = bytes + 3 * i;

			to[got++] = (uint32_t)b[0] << 8 | (uint32_t)b[1] << 16 |
				    (uint32_t)b[2] << 24;
		}
	} while (have == part && got < n);
	return got;
}

uint32_t hal_audio_interrupt(unsigned *half)
{
	uint32_t n, got;

	if (BUSY[5]) {
		BUSY[3] = 1;
		passed++;
	}
	*half = blocks % 2;
	n = (uint32_t)((uint64_t)rate * (blocks + 1) / BLOCKS_PER_S -
		       (uint64_t)rate * blocks / BLOCKS_PER_S);
	blocks++;
	got = read((uint32_t *)(SAMPLES_AT + *half * SAMPLES_HALF_SIZE), n);
	if (got == 0 && ++silent_blocks > 2 * BLOCKS_PER_S * params.interval_s)
		host(EXIT, (const void *)0x20026); /* ended as it should */
	return got;
}

bool hal_flash_program(uint32_t offset, const uint32_t *words, uint32_t n)
{
	volatile uint32_t *at = (volatile uint32_t *)(LOG_AT + offset);

	for (uint32_t i = 0; i < n; i++)
		at[i] &= words[i];
	return true;
}

bool hal_flash_erase(uint32_t sector)
{
	volatile uint32_t *at =
		(volatile uint32_t *)(LOG_AT + sector * LOG_SECTOR_SIZE);

	for (uint32_t i = 0; i < LOG_SECTOR_SIZE / 4; i++)
		at[i] = UINT32_MAX;
	return true;
}

void hal_serial_start(uint32_t baud)
{
	UART[4] = CORE_HZ / baud;
	UART[2] = 1;
}

static char *put_hex(char *to, uint32_t v)
{
	for (int i = 28; i >= 0; i -= 4)
		*to++ = "0123456789abcdef"[v >> i & 15];
	return to;
}

/* A line on the host's terminal: fault WHO CFSR HFSR ADDRESS PC. */
void hal_fault(const struct hal_fault *f)
{
	static char line[64] = "fault ";
	const uint32_t value[] = {f->cfsr, f->hfsr, f->address, f->pc};
	char *to = line + 6;

	for (const char *c = f->who; *c; c++)
		*to++ = *c;
	for (int i = 0; i < 4; i++) {
		*to++ = ' ';
		to = put_hex(to, value[i]);
	}
	*to++ = '\n';
	*to = '\0';
	host(WRITE0, line);
}
