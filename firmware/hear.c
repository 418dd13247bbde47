/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hear.c - the domain that sees samples: a block of them in, and at the end of
 * a second a message out. */
#include "slm.h"

#include "calls.h"
#include "memory.h"
#include "params.h"
#include "samples.h"

#include "../src/core/straighten.h"

/* Entered by base: the meter begins so far inside an interval. */
void hear_main(uint32_t second, uint32_t sample);

static slm_meter meter;
static struct straighten straight;
static float block[SAMPLES_HALF_MAX];

static bool corrected(void)
{
	return params.response.gain > 0;
}

static void say(void)
{
	uint8_t message[SLM_MESSAGE_BYTES] __attribute__((aligned(4)));
	struct slm_second second;
	struct slm_spread spread;

	if (slm_take_second(&meter, &second)) {
		if (corrected())
			straighten_second(&straight, &second);
		slm_second_encode(message, &second);
		call_hear_say(message);
	}
	if (slm_take_spread(&meter, &spread)) {
		slm_spread_encode(message, &spread);
		call_hear_say(message);
	}
}

static void lose(size_t n)
{
	while (n > 0) {
		size_t part = slm_lost(&meter, n);

		straighten_lost(&straight, part);
		n -= part;
		say();
	}
}

static void listen(size_t n)
{
	for (size_t done = 0, part; done < n; done += part, say()) {
		part = n - done;
		if (corrected())
			part = straighten_run(&straight, block + done, part);
		part = slm_consume(&meter, block + done, part);
	}
}

/* Copies the block, and wipes where it lay. */
static void take(const struct call_block *b)
{
	volatile uint32_t *raw = b->samples;
	float *to = block, *end = block + b->n;

#pragma GCC unroll 4
	for (; to < end; raw += SAMPLES_STRIDE) {
		*to++ = samples_float(*raw);
		for (int k = 0; k < SAMPLES_STRIDE; k++)
			raw[k] = 0;
	}
}

void hear_main(uint32_t second, uint32_t sample)
{
	struct slm_config c = {
		.sample_rate_hz = params.rate_hz,
		.interval_s = (uint16_t)params.interval_s,
		.full_scale_db = params.full_scale_db,
		.self_noise_db = params.self_noise_db,
		.overload_db = params.overload_db,
		.rail = SAMPLES_RAIL,
		.messages_only = true,
	};

	if (corrected())
		straighten_init(&straight, &params.response, &c, sample);
	if (slm_init(&meter, &c) != SLM_OK)
		__builtin_trap();
	slm_join(&meter, (uint16_t)second, sample);
	for (;;) {
		struct call_block b;

		call_hear_wait(&b);
		lose(b.lost);
		take(&b);
		if (b.n == 0)
			continue;
		if (call_hear_took())
			listen(b.n);
		else
			lose(b.n);
	}
}
