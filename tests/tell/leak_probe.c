/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leak_probe.c - what decoders and gate really take, for leak.py:
 *
 *     leak_probe verb INTERVAL CALIBRATED [option]...   the verb itself
 *     leak_probe second             legal seconds: all values of bytes 0 to 3
 *     leak_probe spread TOP         ... spreads of none and the levels 0 to TOP
 *     leak_probe record INTERVAL TOP
 *     leak_probe calibration        ... of numbers at the edges of what is legal
 *     leak_probe comparison
 *     leak_probe gate INTERVAL      most records in 200 intervals that a hear
 *                                   gets out of the gate which tries to
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/gate/gate.h"
#include "../../src/tell/tell.h"

#define INTERVALS 200

static void put16(uint8_t *b, unsigned v)
{
	b[0] = (uint8_t)v;
	b[1] = (uint8_t)(v >> 8);
}

static long seconds(void)
{
	uint8_t b[SLM_MESSAGE_BYTES] = {0};
	struct slm_second s;
	long legal = 0;

	for (long code = 0; code < 1L << 25; code++) {
		b[0] = (uint8_t)(code >> 24 ? 2 : 1); /* another kind too */
		b[1] = (uint8_t)(code >> 16);
		put16(b + 2, (unsigned)(code & 0xffff));
		legal += slm_second_decode(&s, b);
	}
	return legal;
}

/* All seven levels from none and 0 to `top`; -1 when all were tried. */
static long next_levels(long code, int top, uint8_t *at)
{
	long rest = code;

	for (int i = 0; i < 7; i++, rest /= top + 2)
		put16(at + 2 * i, (unsigned)(rest % (top + 2) - 1) & 0xffff);
	return rest == 0 ? code + 1 : -1;
}

static long spreads(int top)
{
	uint8_t b[SLM_MESSAGE_BYTES] = {2};
	struct slm_spread s;
	long legal = 0;

	for (long code = 0; (code = next_levels(code, top, b + 2)) > 0;)
		legal += slm_spread_decode(&s, b);
	return legal;
}

static long records(unsigned interval_s, int top)
{
	uint8_t b[SLM_MESSAGE_BYTES] = {3};
	struct slm_record r;
	long legal = 0;

	put16(b + 2, interval_s);
	for (long code = 0; (code = next_levels(code, top, b + 14)) > 0;)
		for (unsigned c = 0; c <= interval_s + 1; c++)
			for (unsigned flags = 0; flags < 64; flags++)
				for (int l = -1; l <= top; l++) {
					put16(b + 8, c);
					put16(b + 10, flags);
					put16(b + 12, (unsigned)l & 0xffff);
					legal += slm_record_decode(&r, b);
				}
	return legal;
}

static const int edge[] = {
	-32768, -20001, -20000, -1, 0, 1, 20000, 20001, 32767};
static const unsigned some[] = {0, 1, 150, 151, 299, 300, 301, 600, 601, 10000,
	10001, 20000, 20001, 65535};
static const uint32_t hz[] = {0, 1, 10000, 65536, 960000, 960001};

#define EACH(i, array) \
	for (size_t i = 0; i < sizeof(array) / sizeof *(array); i++)

static long comparisons(void)
{
	uint8_t b[SLM_MESSAGE_BYTES] = {5};
	struct slm_comparison c;
	long legal = 0;

	for (int verdict = 0; verdict < 256; verdict++)
		EACH(l, edge)
			EACH(u, some)
				EACH(s, some) {
					b[1] = (uint8_t)verdict;
					put16(b + 2, (unsigned)edge[l]);
					put16(b + 4, some[u]);
					put16(b + 6, some[s]);
					legal += slm_comparison_decode(&c, b);
				}
	return legal;
}

/* The numbers of one verdict. */
static long calibrations_of(uint8_t b[SLM_MESSAGE_BYTES])
{
	struct slm_calibration c;
	long legal = 0;

	EACH(l, edge)
		EACH(h, hz)
			EACH(f, some)
				EACH(d, some)
					EACH(t, some) {
						put16(b + 2, (unsigned)edge[l]);
						put16(b + 4, hz[h] & 0xffff);
						put16(b + 6, hz[h] >> 16);
						put16(b + 8, some[f]);
						put16(b + 10, some[d]);
						put16(b + 12, some[t]);
						legal += slm_calibration_decode(
							&c, b);
					}
	return legal;
}

static long calibrations(void)
{
	uint8_t b[SLM_MESSAGE_BYTES] = {4};
	long legal = 0;

	for (uint8_t verdict = 0; verdict < 9; verdict++)
		for (uint8_t class = 0; class < 4; class++)
			for (uint8_t clipped = 0; clipped < 3; clipped++) {
				b[1] = verdict;
				b[14] = class;
				b[15] = clipped;
				legal += calibrations_of(b);
			}
	return legal;
}

/* A hear that sends its spread `phase` s into each interval, or by chance. */
static long try_gate(uint16_t interval_s, int phase)
{
	const struct slm_second second = {500, SLM_STATE_OK};
	const struct slm_spread spread = {600, 500, 500, 500, 500, 500, 500};
	uint8_t in[SLM_MESSAGE_BYTES], out[2][SLM_MESSAGE_BYTES];
	int64_t utc_s = 1764000000, last = utc_s + INTERVALS * interval_s;
	struct gate g;
	long said = 0;

	gate_init(&g, interval_s, false, utc_s);
	while (++utc_s <= last) {
		bool now = phase >= 0 ? utc_s % interval_s == phase
				      : rand() % interval_s < 2;
		struct gate before = g;

		/* A second or spread that would be a breach is not sent. */
		slm_second_encode(in, &second);
		if (!gate_take(&g, in, utc_s * 1000))
			g = before;
		before = g;
		slm_spread_encode(in, &spread);
		if (now && !gate_take(&g, in, utc_s * 1000))
			g = before;
		said += gate_tick(&g, utc_s, out) - 1;
	}
	return said;
}

static long records_out(uint16_t interval_s)
{
	long most = 0;

	for (int phase = -20; phase < interval_s; phase++) {
		long n = try_gate(interval_s, phase);
		most = n > most ? n : most;
	}
	return most;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long a = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	long b = argc > 3 ? strtol(argv[3], NULL, 10) : 0;

	if (strcmp(what, "verb") == 0 && argc > 3)
		return tell_leak(a, b != 0, argc - 3, argv + 3);
	if (strcmp(what, "second") == 0)
		printf("%ld\n", seconds());
	else if (strcmp(what, "spread") == 0)
		printf("%ld\n", spreads((int)a));
	else if (strcmp(what, "record") == 0)
		printf("%ld\n", records((unsigned)a, (int)b));
	else if (strcmp(what, "calibration") == 0)
		printf("%ld\n", calibrations());
	else if (strcmp(what, "comparison") == 0)
		printf("%ld\n", comparisons());
	else if (strcmp(what, "gate") == 0)
		printf("%ld\n", records_out((uint16_t)a));
	else
		return 99;
	return 0;
}
