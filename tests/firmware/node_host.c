/* SPDX-License-Identifier: GPL-3.0-or-later */
/* node_host.c - what a node must say of a sound: the host's core and gate, in
 * a node's time, with a line for each message as tell_hex.c writes it.
 *
 *     node_host RATE INTERVAL_S SECONDS FULL_SCALE_DB SELF_NOISE_DB \
 *         OVERLOAD_DB [hear|BLOCKS] [SECTIONS] < PCM
 *
 * PCM is 24 bits, one channel.  After its end sound is missing.  With `hear`:
 * what hear says to the gate instead.  With BLOCKS: hear dies at the last of so
 * many (more than a minute's), and begins anew a second later.  SECTIONS is a
 * file of numbers: how many, the gain, five of each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/gate/gate.h"
#include "../../src/core/straighten.h"

#define BLOCKS_PER_S 200
#define GATE_MS	     750

static slm_meter meter;
static struct straighten_curve curve;
static struct straighten straight;
static struct gate gate;
static long ms;
static bool before_gate;

static void show(const uint8_t *message)
{
	for (int i = 0; i < SLM_MESSAGE_BYTES; i++)
		printf("%02x", message[i]);
	putchar('\n');
}

static void pass(const uint8_t *message)
{
	if (before_gate)
		show(message);
	else if (!gate_take(&gate, message, ms)) {
		fprintf(stderr, "node_host: breach %d\n", (int)gate.breach);
		exit(1);
	}
}

static void say(void)
{
	uint8_t message[SLM_MESSAGE_BYTES];
	struct slm_second second;
	struct slm_spread spread;

	if (slm_take_second(&meter, &second)) {
		if (curve.gain > 0)
			straighten_second(&straight, &second);
		slm_second_encode(message, &second);
		pass(message);
	}
	if (slm_take_spread(&meter, &spread)) {
		slm_spread_encode(message, &spread);
		pass(message);
	}
}

/* As on the node: up to the end of a second, heard and straightened. */
static size_t listen(float *x, size_t n)
{
	if (curve.gain > 0)
		n = straighten_run(&straight, x, n);
	return slm_consume(&meter, x, n);
}

static size_t lose(size_t n)
{
	n = slm_lost(&meter, n);
	straighten_lost(&straight, n);
	return n;
}

static bool read_curve(const char *path)
{
	FILE *f = fopen(path, "r");
	bool good = f && fscanf(f, "%u %f", &curve.sections, &curve.gain) == 2 &&
		    curve.sections <= STRAIGHTEN_SECTIONS;

	for (uint32_t i = 0; good && i < curve.sections; i++) {
		struct straighten_section *s = &curve.section[i];

		good = fscanf(f, "%f %f %f %f %f", &s->a, &s->b, &s->c, &s->d,
			       &s->e) == 5;
	}
	return good && fclose(f) == 0;
}

static float block[1 << 12];

/* Samples of the file; fewer at its end. */
static long read_block(long n)
{
	unsigned char b[3];
	long got = 0;

	for (; got < n && fread(b, 3, 1, stdin) == 1; got++) {
		int32_t v = b[0] | b[1] << 8 | b[2] << 16;

		block[got] =
			(float)(v & 0x800000 ? v - 0x1000000 : v) / 8388608.0f;
	}
	return got;
}

static void hear(long got, long n)
{
	long done = 0;

	for (; done < got; say())
		done += (long)listen(block + done, (size_t)(got - done));
	for (; done < n; say())
		done += (long)lose((size_t)(n - done));
}

static long falls_after, blocks, down_until; /* ms; 0: hear lives */

static void begin_hear(struct slm_config *c, long sample)
{
	long rate = (long)c->sample_rate_hz;

	down_until = blocks = 0;
	if (curve.gain > 0)
		straighten_init(&straight, &curve, c, (uint32_t)(sample % rate));
	if (slm_init(&meter, c) != SLM_OK || rate / BLOCKS_PER_S > 1 << 12)
		exit(2);
	slm_join(&meter, (uint16_t)(sample / rate % c->interval_s),
		(uint32_t)(sample % rate));
}

/* The block is heard.  base looks each 10 ms who may begin again, after it; so
 * many samples have passed then. */
static void take_block(struct slm_config *c, long got, long n, long passed)
{
	if (down_until == 0 && got > 0 && ++blocks == falls_after)
		down_until = ms + 1000;
	if (down_until == 0)
		hear(got, n);
	if (down_until == 0 || ms < down_until || ms % 10 != 0)
		return;
	gate_hear_began(&gate);
	begin_hear(c, passed);
}

int main(int argc, char **argv)
{
	struct slm_config c = {.rail = 8388607 / 8388608.0f};
	long rate, seconds;
	uint8_t out[2][SLM_MESSAGE_BYTES];

	if (argc < 7 || argc > 9)
		return 2;
	before_gate = argc > 7 && strcmp(argv[7], "hear") == 0;
	falls_after = argc > 7 ? atol(argv[7]) : 0;
	c.full_scale_db = strtof(argv[4], NULL);
	c.self_noise_db = strtof(argv[5], NULL);
	c.overload_db = strtof(argv[6], NULL);
	rate = atol(argv[1]);
	seconds = atol(argv[3]);
	c.sample_rate_hz = (uint32_t)rate;
	c.interval_s = (uint16_t)atol(argv[2]);
	if (argc > 7 + (before_gate || falls_after > 0) &&
		!read_curve(argv[argc - 1]))
		return 2;
	begin_hear(&c, 0);
	gate_init(&gate, c.interval_s, false, 0);
	for (long k = 0; k < seconds * BLOCKS_PER_S; k++) {
		long passed = rate * (k + 1) / BLOCKS_PER_S;
		long of = passed - rate * k / BLOCKS_PER_S;

		ms = 1000 * (k + 1) / BLOCKS_PER_S;
		take_block(&c, read_block(of), of, passed);
		if (ms % 1000 != GATE_MS || ms < 1000 || before_gate)
			continue;
		for (int i = 0, n = gate_tick(&gate, ms / 1000, out); i < n;
			i++)
			show(out[i]);
	}
	return 0;
}
