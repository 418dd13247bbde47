/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-gate: between the microphone and everything else.
 * Reads hear's messages on descriptor 0, writes keep's on descriptor 1. */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gate.h"
#include "../run/exit_codes.h"
#include "../run/sandbox.h"

/* The tick lies late in the second, when hear's message for the second before
 * has long come. */
#define TICK_MS 750

/* The gate looks up at least once a second; later than this it was held up. */
#define HELD_UP_MS 1500

static int64_t clock_ms(clockid_t which)
{
	struct timespec t;

	if (clock_gettime(which, &t) != 0)
		abort();
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Number of the last tick: whole seconds of UTC, read TICK_MS late. */
static int64_t tick_number(int64_t utc_ms)
{
	return (utc_ms - TICK_MS) / 1000;
}

static void usage(FILE *to)
{
	fputs("usage: sourdine-gate --interval SECONDS [--silent]\n"
	      "       sourdine-gate --calibration | --comparison\n"
	      "Passes levels, and nothing else, from descriptor 0 to 1.\n"
	      "  --interval SECONDS  length of a record: 60 to 3600, a divisor "
	      "of 3600\n"
	      "  --silent            after a breach: say nothing until a whole "
	      "interval has passed\n"
	      "  --calibration       pass one message about a calibrator's "
	      "tone, and end\n"
	      "  --comparison        the same about steady noise\n", to);
}

static int bad_usage(const char *what)
{
	fprintf(stderr, "sourdine-gate: %s\n", what);
	usage(stderr);
	return EXIT_USAGE;
}

static bool say(int messages, uint8_t out[2][SLM_MESSAGE_BYTES])
{
	for (int i = 0; i < messages; i++)
		if (write(1, out[i], SLM_MESSAGE_BYTES) != SLM_MESSAGE_BYTES)
			return false;
	return true;
}

/* When the gate itself was held up, messages have piled up that were sent in
 * time: they are gone, a gap, and no breach. */
static bool discard(struct gate *g)
{
	struct pollfd from_hear = { .fd = 0, .events = POLLIN };
	uint8_t in[SLM_MESSAGE_BYTES];

	while (poll(&from_hear, 1, 0) > 0)
		if (read(0, in, sizeof in) != sizeof in)
			return false;
	gate_hear_began(g);
	return true;
}

/* Until hear ends, breaks a rule, or keep is gone. */
static int pass(struct gate *g)
{
	int64_t seen_ms = clock_ms(CLOCK_MONOTONIC);

	for (;;) {
		uint8_t in[SLM_MESSAGE_BYTES], out[2][SLM_MESSAGE_BYTES];
		struct pollfd from_hear = { .fd = 0, .events = POLLIN };
		int64_t utc_ms = clock_ms(CLOCK_REALTIME);
		int64_t now_ms = clock_ms(CLOCK_MONOTONIC);

		if (now_ms - seen_ms > HELD_UP_MS && !discard(g))
			return EXIT_FAULT;
		seen_ms = now_ms;
		if (gate_is_due(g, tick_number(utc_ms)) &&
			!say(gate_tick(g, tick_number(utc_ms), out), out))
			return EXIT_FAULT;
		/* The last millisecond is spent looking: poll would end as long
		 * after the tick as hear's message came after a whole one. */
		int wait_ms = 999 - (int)((utc_ms - TICK_MS) % 1000);
		int ready = poll(&from_hear, 1, wait_ms);
		if (ready < 0 && errno != EINTR)
			return EXIT_FAULT;
		if (ready <= 0)
			continue;
		ssize_t n = read(0, in, sizeof in);
		if (n == 0)
			return EXIT_OK;
		if (n != sizeof in ||
			!gate_take(g, in, clock_ms(CLOCK_MONOTONIC)))
			return EXIT_FAULT;
	}
}

/* One message, and nothing before or after it. */
static int pass_calibration(bool comparison)
{
	uint8_t in[SLM_MESSAGE_BYTES], out[SLM_MESSAGE_BYTES];
	struct slm_calibration tone;
	struct slm_comparison noise;

	if (read(0, in, sizeof in) != sizeof in)
		return EXIT_FAULT;
	if (comparison && slm_comparison_decode(&noise, in))
		slm_comparison_encode(out, &noise);
	else if (!comparison && slm_calibration_decode(&tone, in))
		slm_calibration_encode(out, &tone);
	else
		return EXIT_FAULT;
	return write(1, out, sizeof out) == sizeof out ? EXIT_OK : EXIT_FAULT;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "interval", required_argument, NULL, 'i' },
		{ "silent", no_argument, NULL, 's' },
		{ "calibration", no_argument, NULL, 'c' },
		{ "comparison", no_argument, NULL, 'C' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	long interval = 0;
	bool silent = false, calibration = false, comparison = false;
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'i':
			interval = strtol(optarg, &end, 10);
			if (*end || interval < SLM_INTERVAL_MIN_S ||
				interval > SLM_INTERVAL_MAX_S ||
				3600 % interval)
				return bad_usage("--interval is 60 to 3600 s "
					"and divides 3600");
			break;
		case 's':
			silent = true;
			break;
		case 'C':
			comparison = true; /* fall through */
		case 'c':
			calibration = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_OK;
		case 'v':
			puts("sourdine-gate " SOURDINE_VERSION);
			return EXIT_OK;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (optind != argc || (interval == 0) != calibration ||
		(calibration && silent))
		return bad_usage("--interval is needed, and nothing else");

	struct gate g;
	gate_init(&g, (uint16_t)(calibration ? SLM_INTERVAL_MIN_S : interval),
		silent,
		tick_number(clock_ms(CLOCK_REALTIME)));

	if (sandbox_enter(SANDBOX_GATE, NULL, NULL) != EXIT_OK)
		return EXIT_FAULT;

	return calibration ? pass_calibration(comparison) : pass(&g);
}
