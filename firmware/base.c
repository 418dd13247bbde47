/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base.c - the part to be trusted: sound goes to hear, hear's messages to the
 * gate, and what the gate lets out to tell. */
#include "base.h"

#include <string.h>

#include "calls.h"
#include "hal.h"
#include "memory.h"
#include "params.h"

#include "../src/gate/gate.h"

/* Tests alone let tell see seconds, to compare them with the host's. */
#ifndef TELL_SEES_SECONDS
#define TELL_SEES_SECONDS 0
#endif

#define TICK_MS	    10	 /* base looks around */
#define LONGEST_MS  500	 /* a domain may run in one go */
#define LAG_MS	    100	 /* so late, samples are lost */
#define GATE_MS	    750	 /* into each second: as sourdine-gate */
#define WATCHDOG_MS 8000 /* beyond the longest erase */
#define WAITING	    4	 /* records for tell; the oldest goes first */

static struct {
	uint32_t last, rest;
	int64_t ms;
} clock;

/* Samples: `position` of them since the start, heard or lost. */
static struct {
	int64_t position;
	uint32_t lost;	 /* and not yet said to hear */
	uint32_t fresh;	 /* samples of a block that hear has not got yet */
	unsigned half;	 /* where it lies */
	bool lent, torn; /* hear reads a block; it is being overwritten */
} sound;

static struct gate gate;
static bool gate_open;
static bool started; /* hear was ready once: time began then */
static int64_t gate_second;

static uint8_t queue[WAITING][SLM_MESSAGE_BYTES] __attribute__((aligned(4)));
static unsigned queued;
static unsigned trouble;

void base_failed(void)
{
	kept_reset(HAL_RESET_OTHER);
}

static void read_clock(void)
{
	uint32_t now = hal_clock(), per_ms = hal_clock_hz() / 1000;

	clock.rest += now - clock.last;
	clock.last = now;
	for (; clock.rest >= per_ms; clock.rest -= per_ms)
		clock.ms++;
}

/* ---- the gate ---- */

static void start_gate(bool silent)
{
	gate_second = clock.ms < GATE_MS ? 0 : (clock.ms - GATE_MS) / 1000;
	gate_init(&gate, (uint16_t)params.interval_s, silent, gate_second);
	/* records bear their interval's number; this one and the next are silent */
	if (silent)
		gate.sequence = (uint32_t)(gate_second / params.interval_s) + 2;
	gate_open = true;
}

/* A breach: hear is stopped with the gate, for longer each time. */
static void close_gate(void)
{
	gate_open = false;
	kept.breaches++;
	kept.breach_wait_s =
		kept.breach_wait_s == 0 ? 10 : 2 * kept.breach_wait_s;
	if (kept.breach_wait_s > 600)
		kept.breach_wait_s = 600;
	domain_stop(&hear, clock.ms);
	hear.due_ms = clock.ms + 1000 * (int64_t)kept.breach_wait_s;
}

static void offer(const uint8_t message[SLM_MESSAGE_BYTES])
{
	struct slm_record r;

	if (!TELL_SEES_SECONDS && !slm_record_decode(&r, message))
		return;
	if (queued == WAITING)
		memmove(queue[0], queue[1], sizeof queue[0] * --queued);
	memcpy(queue[queued++], message, sizeof queue[0]);
}

static void tick_gate(void)
{
	int64_t second = (clock.ms - GATE_MS) / 1000;
	uint8_t out[2][SLM_MESSAGE_BYTES];
	int n;

	if (!gate_open || clock.ms < GATE_MS)
		return;
	while (gate_second < second) { /* each: a stall is no step of the clock */
		n = gate_tick(&gate, ++gate_second, out);
		for (int i = 0; i < n; i++)
			offer(out[i]);
	}
}

/* ---- hear ---- */

static void begin_hear(void)
{
	int64_t rate = params.rate_hz;

	if (started && !gate_open)
		start_gate(true);
	sound.lost = sound.fresh = 0;
	sound.lent = false;
	gate_hear_began(&gate);
	domain_begin(&hear,
		(uint32_t)(sound.position / rate % params.interval_s),
		(uint32_t)(sound.position % rate), clock.ms);
}

/* A block is full, and the next is being written over the one before. */
static void take_sound(uint32_t n, unsigned half)
{
	sound.lost += sound.fresh;
	sound.fresh = n;
	sound.half = half;
	sound.position += n;
	sound.torn = sound.lent;
}

/* Samples and time have one oscillator: what is late is lost. */
static void follow_clock(void)
{
	int64_t due = clock.ms * params.rate_hz / 1000;
	int64_t late = due - sound.position;

	if (late < params.rate_hz * LAG_MS / 1000)
		return;
	sound.lost += sound.fresh + (uint32_t)late;
	sound.fresh = 0;
	sound.torn = sound.lent;
	sound.position = due;
	if (!hal_audio_start(params.rate_hz))
		trouble |= HAL_NO_SOUND;
}

/* Time begins when hear first waits: it takes a while to design its filters,
 * and the first second is to be whole. */
static void start_sound(void)
{
	started = true;
	clock.ms = 0;
	clock.rest = 0;
	start_gate(false);
	if (!hal_audio_start(params.rate_hz))
		trouble |= HAL_NO_SOUND;
}

static void hear_say(struct domain *d)
{
	uint32_t message[SLM_MESSAGE_BYTES / 4];

	for (unsigned i = 0; i < SLM_MESSAGE_BYTES / 4; i++)
		message[i] = *domain_word(d, i);
	if (!gate_open || !gate_take(&gate, (const uint8_t *)message, clock.ms))
		close_gate();
}

static bool hear_wakes(void)
{
	if (sound.fresh == 0 && sound.lost == 0)
		return false;
	*domain_word(&hear, 0) = SAMPLES_AT + sound.half * SAMPLES_HALF_SIZE;
	*domain_word(&hear, 1) = sound.fresh;
	*domain_word(&hear, 2) = sound.lost;
	sound.lent = sound.fresh > 0;
	sound.torn = false;
	sound.fresh = sound.lost = 0;
	return true;
}

/* ---- tell ---- */

static void tell_status(struct domain *d)
{
	const struct call_status s = {
		.uptime_ms = {(uint32_t)clock.ms, (uint32_t)(clock.ms >> 32)},
		.resets = kept.resets,
		.reset_cause = kept.cause,
		.hear_restarts = hear.restarts,
		.tell_restarts = tell.restarts,
		.trouble = trouble,
		.breaches = kept.breaches,
	};
	uint32_t word[8];

	_Static_assert(sizeof word == sizeof s, "a status is eight registers");
	memcpy(word, &s, sizeof word);
	for (unsigned i = 0; i < 8; i++)
		*domain_word(d, i) = word[i];
}

static void tell_program(struct domain *d)
{
	uint32_t words[CALL_WORDS_MAX];
	uint32_t offset = *domain_word(d, 0), n = *domain_word(d, 1);

	for (unsigned i = 0; i < CALL_WORDS_MAX; i++)
		words[i] = *domain_word(d, 2 + i);
	*domain_word(d, 0) = offset % 4 == 0 && n <= CALL_WORDS_MAX &&
			     offset <= LOG_SECTORS * LOG_SECTOR_SIZE - 4 * n &&
			     hal_flash_program(offset, words, n);
}

static void tell_erase(struct domain *d)
{
	uint32_t sector = *domain_word(d, 0);

	*domain_word(d, 0) = sector < LOG_SECTORS && hal_flash_erase(sector);
	hal_watchdog_feed();
}

static void tell_waits(struct domain *d, bool for_message)
{
	d->due_ms = clock.ms + *domain_word(d, 0);
	d->wants = for_message;
	d->state = DOMAIN_WAITING;
}

static bool tell_wakes(void)
{
	bool message = tell.wants && queued > 0;

	if (!message && clock.ms < tell.due_ms)
		return false;
	if (!tell.wants)
		return true;
	for (unsigned i = 0; i < SLM_MESSAGE_BYTES / 4; i++) {
		uint32_t word = 0;

		if (message)
			memcpy(&word, queue[0] + 4 * i, 4);
		*domain_word(&tell, i) = word;
	}
	if (message)
		memmove(queue[0], queue[1], sizeof queue[0] * --queued);
	return true;
}

/* ---- exceptions ---- */

/* A call that this domain may not make. */
__attribute__((noinline)) static void bad_call(struct domain *d)
{
	domain_stop(d, clock.ms);
}

static void call_hear(struct domain *d, unsigned number)
{
	switch (number) {
	case CALL_HEAR_WAIT:
		if (!started)
			start_sound();
		d->state = DOMAIN_WAITING;
		break;
	case CALL_HEAR_TOOK:
		*domain_word(d, 0) = sound.lent && !sound.torn;
		sound.lent = false;
		break;
	case CALL_HEAR_SAY:
		hear_say(d);
		break;
	default:
		bad_call(d);
	}
}

static void call_tell(struct domain *d, unsigned number)
{
	switch (number) {
	case CALL_TELL_WAIT:
	case CALL_TELL_SLEEP:
		tell_waits(d, number == CALL_TELL_WAIT);
		break;
	case CALL_TELL_STATUS:
		tell_status(d);
		break;
	case CALL_TELL_PROGRAM:
		tell_program(d);
		break;
	case CALL_TELL_ERASE:
		tell_erase(d);
		break;
	default:
		bad_call(d);
	}
}

/* The number stands in the instruction, which the domain could fetch. */
static void call(struct domain *d)
{
	const uint8_t *next = (const uint8_t *)domain_frame(d)[FRAME_PC];

	if (d == &hear)
		call_hear(d, next[-2]);
	else
		call_tell(d, next[-2]);
}

#define CFSR  (*(volatile uint32_t *)0xe000ed28)
#define HFSR  (*(volatile uint32_t *)0xe000ed2c)
#define MMFAR (*(volatile uint32_t *)0xe000ed34)
#define SHCSR (*(volatile uint32_t *)0xe000ed24)
#define BFAR  (*(volatile uint32_t *)0xe000ed38)

#define SVC_PENDING (1u << 15) /* of SHCSR */

#define NO_FRAME 0x3030u /* of CFSR: it could not be written */
#define MEMORY	 0x00ffu /* of CFSR: faults of the MPU */

static void fault(struct domain *d)
{
	struct hal_fault f = {.who = d->name, .cfsr = CFSR, .hfsr = HFSR};

	f.address = f.cfsr & MEMORY ? MMFAR : BFAR;
	if (d != &asleep && !(f.cfsr & NO_FRAME))
		f.pc = domain_frame(d)[FRAME_PC];
	hal_fault(&f);
	CFSR = f.cfsr;
	HFSR = f.hfsr;
	/* a call whose stack was the fault is no call of who comes next */
	SHCSR &= ~SVC_PENDING;
	if (d == &asleep)
		base_failed();
	domain_stop(d, clock.ms);
}

/* Stop who runs too long, begin who may begin again. */
static void look_after(struct domain *d)
{
	if (d == current && d->state == DOMAIN_READY)
		d->ran_ms += TICK_MS;
	if (d->state == DOMAIN_READY && d->ran_ms > LONGEST_MS)
		domain_stop(d, clock.ms);
	if (d->state != DOMAIN_DOWN || clock.ms < d->due_ms)
		return;
	if (d == &hear)
		begin_hear();
	else
		domain_begin(d, 0, 0, clock.ms);
}

static void tick(void)
{
	hal_watchdog_feed();
	if (started) {
		follow_clock();
		tick_gate();
	}
	look_after(&hear);
	look_after(&tell);
}

static void interrupt(void)
{
	unsigned half;
	uint32_t n = hal_audio_interrupt(&half);

	if (n > 0)
		take_sound(n, half);
}

static void wake(struct domain *d, bool (*wakes)(void))
{
	if (d->state == DOMAIN_WAITING && wakes()) {
		d->state = DOMAIN_READY;
		d->ran_ms = 0;
	}
}

/* Asleep, base itself waits, and the rows say nothing to it. */
static void open_only(const struct domain *d)
{
	static const struct mpu_row *open;

	if (d != &asleep && d->rows != open)
		mpu_load(open = d->rows);
}

struct domain *base_enter(uint32_t exception)
{
	struct domain *next = &asleep;

	read_clock();
	if (exception < 7)
		fault(current);
	else if (exception == 11)
		call(current);
	else if (exception == 15)
		tick();
	else if (exception >= 16)
		interrupt();
	wake(&hear, hear_wakes);
	wake(&tell, tell_wakes);
	if (hear.state == DOMAIN_READY)
		next = &hear;
	else if (tell.state == DOMAIN_READY)
		next = &tell;
	open_only(next);
	return next;
}

#define SYST	((volatile uint32_t *)0xe000e010) /* CSR RVR CVR */
#define NVIC_IP ((volatile uint32_t *)0xe000e400)
#define SHPR	((volatile uint32_t *)0xe000ed18)
#define FPCCR	(*(volatile uint32_t *)0xe000ef34)
#define ICSR	(*(volatile uint32_t *)0xe000ed04)

/* Faults come first, everything else stands in one line. */
static void order_exceptions(void)
{
	SHPR[0] = 0;
	SHPR[1] = 0x40000000;
	SHPR[2] = 0x40400000;
	for (int i = 0; i < 96 / 4; i++)
		NVIC_IP[i] = 0x40404040;
	SHCSR |= 7u << 16; /* memory, bus and usage faults of their own */
	FPCCR = 1u << 31;  /* floats are stacked at once, not later */
}

static bool params_are_fit(void)
{
	return params.magic == PARAMS_MAGIC && params.rate_hz > 0 &&
	       params.interval_s >= SLM_INTERVAL_MIN_S &&
	       params.interval_s <= SLM_INTERVAL_MAX_S &&
	       3600 % params.interval_s == 0;
}

void base_main(void)
{
	trouble = hal_init();
	kept_begin();
	if (!params_are_fit())
		base_failed();
	order_exceptions();
	hal_watchdog_start(WATCHDOG_MS);
	hal_serial_start(params.baud);
	clock.last = hal_clock();
	domain_begin(&hear, 0, 0, 0);
	domain_begin(&tell, 0, 0, 0);
	SYST[1] = hal_core_hz() / (1000 / TICK_MS) - 1;
	SYST[2] = 0;
	SYST[0] = 7;
	ICSR = 1u << 28; /* PendSV: whoever is ready goes first */
	begin_asleep(domain_asleep());
}
