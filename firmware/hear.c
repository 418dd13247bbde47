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

/* As it came, and as the correction wants it. */
static union {
	int32_t integer[SAMPLES_HALF_MAX];
	float number[SAMPLES_HALF_MAX];
} block;

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

static size_t listen_corrected(float *x, size_t n)
{
	n = straighten_run(&straight, x, n);
	return slm_consume(&meter, x, n);
}

static void listen(size_t n)
{
	size_t done = 0;

	for (size_t i = 0; corrected() && i < n; i++)
		block.number[i] = (float)block.integer[i] * 0x1p-31f;
	for (; done < n; say())
		if (corrected())
			done += listen_corrected(block.number + done, n - done);
		else
			done += slm_consume_integers(
				&meter, block.integer + done, n - done);
}

/* As many as registers can hold: the compiler moves them at once. */
struct few {
	uint32_t word[4];
};

/* Copies the block, and wipes where it lay. */
static void take(const struct call_block *b)
{
	uint32_t *from = (uint32_t *)b->samples, n = b->n;
	int32_t *to = block.integer;

	for (; SAMPLES_PLAIN && n >= 8; n -= 8, from += 8, to += 8)
#pragma GCC unroll 2
		for (int k = 0; k < 8; k += 4) {
			*(struct few *)(to + k) = *(struct few *)(from + k);
			*(struct few *)(from + k) = (struct few){{0}};
		}
	for (; n > 0; n--, from += SAMPLES_STRIDE) {
		*to++ = samples_integer(*from);
		for (int k = 0; k < SAMPLES_STRIDE; k++)
			from[k] = 0;
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
