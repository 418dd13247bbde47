/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meter.c - runs a part of the meter over sound, for its instructions to be
 * counted:
 *
 *     meter sound|all|messages|hear|bands noise|tone|silence SECONDS
 *     meter measure|measure-bands FILE
 *     meter time
 *
 * `sound` only makes the sound: what is to be taken off.  Silence begins after
 * a second of noise.  `time` times the meter on noise and on silence, turn by
 * turn, and prints the ratio. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../src/core/bands.h"
#include "../../src/hear/listener.h"
#include "../../src/hear/measure.h"

#define RATE  48000
#define BLOCK (RATE / 50)

static slm_meter meter;
static struct slm_bands bands;
static struct listener listener;
static float block[BLOCK], tone[BLOCK];

/* Some -20 dB of full scale. */
static void make_noise(void)
{
	static uint32_t seed = 1;

	for (int i = 0; i < BLOCK; i++) {
		seed = seed * 1664525u + 1013904223u;
		block[i] = (float)((int32_t)seed >> 8) * 0.17e-7f;
	}
}

/* 20 ms of 1 kHz. */
static void prepare_tone(void)
{
	for (int i = 0; i < BLOCK; i++)
		tone[i] = 0.1f * (float)sin(2 * acos(-1) * (i % 48) / 48);
}

static void make_sound(char which, int number)
{
	if (which == 't')
		memcpy(block, tone, sizeof block);
	else if (which == 'n' || number < RATE / BLOCK)
		make_noise();
	else
		memset(block, 0, sizeof block);
}

static void hear_block(void)
{
	struct slm_second second;
	struct slm_spread spread;
	size_t done = 0;

	while (done < BLOCK) {
		done += slm_consume(&meter, block + done, BLOCK - done);
		if (slm_take_second(&meter, &second))
			slm_take_spread(&meter, &spread);
	}
}

static void listen_to_block(void)
{
	static int64_t ns = 3600 * NS_PER_S;

	ns += NS_PER_S / 50;
	if (!listener_hear(&listener, block, BLOCK, (struct moment){ns, ns},
		    true, false))
		exit(3);
	listener.n_ready = 0;
}

static void run(const char *what, char sound, int seconds)
{
	struct slm_config c = {.sample_rate_hz = RATE,
		.interval_s = 60,
		.full_scale_db = 120,
		.rail = 1,
		.messages_only = strcmp(what, "messages") == 0};

	slm_init(&meter, &c);
	slm_bands_init(&bands, RATE, 3);
	listener_init(&listener, &c);
	listener.never_repeats = true;
	for (int i = 0; i < seconds * (RATE / BLOCK); i++) {
		make_sound(sound, i);
		if (strcmp(what, "bands") == 0)
			slm_bands_consume(&bands, block, BLOCK);
		else if (strcmp(what, "hear") == 0)
			listen_to_block();
		else if (strcmp(what, "sound") != 0)
			hear_block();
	}
}

static int measure_file(const char *path, bool with_bands)
{
	const struct options o = {
		.full_scale_db = 120, .channel = 1, .bands = with_bands};
	struct recording r;
	struct measurement m;
	bool good;

	recording_open(&r, path);
	good = recording_parse(&r) && measure(&m, &r, &o);
	recording_close(&r);
	return good ? 0 : 4;
}

static double seconds_of(char sound)
{
	clock_t before = clock();

	run("all", sound, 20);
	return (double)(clock() - before) / CLOCKS_PER_SEC;
}

/* The best of some turns each: what disturbs only ever adds. */
static double silence_to_noise(void)
{
	double noise = 1e9, silence = 1e9;

	for (int i = 0; i < 15; i++) {
		noise = fmin(noise, seconds_of('n'));
		silence = fmin(silence, seconds_of('s'));
	}
	return silence / noise;
}

int main(int argc, char **argv)
{
	prepare_tone();
	if (argc == 2 && strcmp(argv[1], "time") == 0)
		printf("%.3f\n", silence_to_noise());
	else if (argc == 3)
		return measure_file(
			argv[2], strcmp(argv[1], "measure-bands") == 0);
	else if (argc == 4)
		run(argv[1], *argv[2], atoi(argv[3]));
	else
		return 2;
	return 0;
}
