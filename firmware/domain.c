/* SPDX-License-Identifier: GPL-3.0-or-later */
/* domain.c - what each domain can reach, and how it begins. */
#include <stddef.h>
#include <string.h>

#include "base.h"
#include "memory.h"

/* From the linker: see image.ld. */
#define DOMAIN_SYMBOLS(d)                                                      \
	extern uint32_t d##_ram[], d##_ram_end[], d##_stack_top[], d##_data[], \
		d##_data_end[], d##_data_rom[];                                \
	extern void d##_main(uint32_t, uint32_t)
#define DOMAIN_MEMORY(d)                                                       \
	{                                                                      \
		d##_ram, d##_ram_end, d##_stack_top, d##_data, d##_data_end,   \
			d##_data_rom, d##_main                                 \
	}

DOMAIN_SYMBOLS(hear);
DOMAIN_SYMBOLS(tell);

static const struct memory hear_memory = DOMAIN_MEMORY(hear);
static const struct memory tell_memory = DOMAIN_MEMORY(tell);

/* Open to hear: its code, the parameters, its memory, the samples. */
const struct mpu_row hear_rows[MPU_ROWS] = {
	MPU_ROW(0, HEAR_ROM_AT, HEAR_ROM_SIZE, MPU_CODE),
	MPU_ROW(1, PARAMS_AT, PARAMS_SIZE, MPU_READ),
	MPU_ROW(2, HEAR_RAM_AT, HEAR_RAM_SIZE,
		MPU_WRITE | MPU_CLOSED(HEAR_RAM_CLOSED)),
	MPU_ROW(3, SAMPLES_AT, SAMPLES_SIZE, MPU_WRITE),
	MPU_OFF(4),
	MPU_OFF(5),
	MPU_OFF(6),
	MPU_OFF(7),
};

/* Open to tell: its code, the parameters, its memory, the log to read, the
 * serial port, and what does its work where the line is slower than it can. */
const struct mpu_row tell_rows[MPU_ROWS] = {
	MPU_ROW(0, TELL_ROM_AT, TELL_ROM_SIZE, MPU_CODE),
	MPU_ROW(1, PARAMS_AT, PARAMS_SIZE, MPU_READ),
	MPU_ROW(2, TELL_RAM_AT, TELL_RAM_SIZE, MPU_WRITE),
	MPU_ROW(3, SERIAL_AT, SERIAL_SIZE, MPU_PERIPHERAL),
	MPU_ROW(4, LOG_ROW_AT, LOG_ROW_SIZE,
		MPU_LOG | MPU_CLOSED(LOG_ROW_CLOSED)),
#ifdef SLOW_SERIAL_AT
	MPU_ROW(5, SLOW_SERIAL_AT, SLOW_SERIAL_SIZE, MPU_PERIPHERAL),
#else
	MPU_OFF(5),
#endif
	MPU_OFF(6),
	MPU_OFF(7),
};

/* CPACR, fields CP10 and CP11: nobody but base, or everybody. */
#define FPU_BASE (5u << 20)
#define FPU_ALL	 (15u << 20)

struct domain hear = {
	.control = 1,
	.cpacr = FPU_ALL,
	.rows = hear_rows,
	.memory = &hear_memory,
	.name = "hear",
};
struct domain tell = {
	.control = 1,
	.cpacr = FPU_BASE,
	.rows = tell_rows,
	.memory = &tell_memory,
	.name = "tell",
};

struct domain asleep = {
	.cpacr = FPU_BASE,
	.name = "base",
	.state = DOMAIN_READY,
};

struct domain *current = &asleep;

static uint32_t sleep_stack[64] __attribute__((aligned(8)));

uint32_t domain_asleep(void)
{
	return (uint32_t)(sleep_stack + 64);
}

static void set_frame(struct domain *d, uint32_t *top, uint32_t pc)
{
	uint32_t *frame = top - FRAME_WORDS;

	memset(frame, 0, FRAME_WORDS * sizeof *frame);
	frame[FRAME_LR] = 0xffffffff; /* nowhere to return to */
	frame[FRAME_PC] = pc & ~1u;
	frame[FRAME_XPSR] = 1u << 24; /* Thumb */
	d->psp = (uint32_t)frame;
	d->exc_return = 0xfffffffd; /* a thread, its own stack, no floats */
	memset(d->r4_r11, 0, sizeof d->r4_r11);
	memset(d->s16_s31, 0, sizeof d->s16_s31);
}

static void wipe(const struct memory *m)
{
	for (volatile uint32_t *w = m->ram; w < m->ram_end; w++)
		*w = 0;
}

void domain_begin(struct domain *d, uint32_t r0, uint32_t r1, int64_t now_ms)
{
	const struct memory *m = d->memory;

	wipe(m);
	memcpy(m->data, m->data_rom,
		(size_t)((char *)m->data_end - (char *)m->data));
	set_frame(d, m->stack_top, (uint32_t)m->entry);
	*domain_word(d, 0) = r0;
	*domain_word(d, 1) = r1;
	d->state = DOMAIN_READY;
	d->began_ms = now_ms;
	d->ran_ms = 0;
}

/* It waits a second, or twice as long as before if it died soon again. */
void domain_stop(struct domain *d, int64_t now_ms)
{
	bool soon = now_ms - d->began_ms < 60000;

	d->wait_s = !soon || d->wait_s == 0 ? 1 : 2 * d->wait_s;
	d->wait_s = d->wait_s > 64 ? 64 : d->wait_s;
	wipe(d->memory);
	d->state = DOMAIN_DOWN;
	d->due_ms = now_ms + 1000 * (int64_t)d->wait_s;
	d->restarts++;
}

uint32_t *domain_word(struct domain *d, unsigned n)
{
	return n < 4 ? domain_frame(d) + n : d->r4_r11 + n - 4;
}
