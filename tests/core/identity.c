/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity.c - one hash of everything that the meter says of many sounds.  A
 * second meter, with messages_only, has to send the same messages.
 *
 *     identity CHUNK [RATE:FILE...]
 *
 * The samples are handed over in chunks of CHUNK.  A FILE holds bare 32-bit
 * floats.  The hash must be the same for any compiler, processor and chunk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slm.h"

#if defined(FLUSH_TO_ZERO) && defined(__SSE2__)
#include <xmmintrin.h>
static void flush_to_zero(void)
{
	_mm_setcsr(_mm_getcsr() | 0x8040); /* results, and what is read */
}
#elif defined(FLUSH_TO_ZERO) && defined(__aarch64__)
static void flush_to_zero(void)
{
	__builtin_aarch64_set_fpcr(__builtin_aarch64_get_fpcr() | 1u << 24);
}
#elif defined(FLUSH_TO_ZERO)
#error "how does this processor flush denormals to zero?"
#else
static void flush_to_zero(void)
{
}
#endif

static uint64_t hash = 0xcbf29ce484222325; /* FNV-1a, 64 bits */

static void add(const void *data, size_t n)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ byte[i]) * 0x100000001b3;
}

static void add_float(float x)
{
	add(&x, sizeof x);
}

/* What the messages alone hash to, of either meter. */
static uint64_t said[2] = {0xcbf29ce484222325, 0xcbf29ce484222325};

static void note(int which, const void *data, size_t n)
{
	const unsigned char *byte = data;

	for (size_t i = 0; i < n; i++)
		said[which] = (said[which] ^ byte[i]) * 0x100000001b3;
}

static void collect_messages(slm_meter *m)
{
	struct slm_second s;
	struct slm_spread d;

	if (slm_take_second(m, &s)) {
		note(1, &s.LAeq, sizeof s.LAeq);
		note(1, &s.state, sizeof s.state);
	}
	if (slm_take_spread(m, &d))
		note(1, &d, sizeof d);
}

static void collect(slm_meter *m)
{
	struct slm_second s;
	struct slm_spread d;

	if (slm_take_second(m, &s)) {
		add(&s.LAeq, sizeof s.LAeq);
		add(&s.state, sizeof s.state);
		note(0, &s.LAeq, sizeof s.LAeq);
		note(0, &s.state, sizeof s.state);
		add_float(slm_second_db(m));
		add_float(slm_LAF(m));
		add_float(slm_LAS(m));
		add_float(slm_LAI(m));
	}
	if (slm_take_spread(m, &d)) {
		add(&d, sizeof d);
		note(0, &d, sizeof d);
	}
}

static void add_summary(const slm_meter *m)
{
	struct slm_summary s;

	slm_summarise(m, &s);
	add(&s.duration_s, sizeof s.duration_s);
	add_float(s.LAeq);
	add_float(s.LCeq);
	add_float(s.LZeq);
	add_float(s.LAE);
	add_float(s.LAFmax);
	add_float(s.LAFmin);
	add_float(s.LASmax);
	add_float(s.LASmin);
	add_float(s.LAImax);
	add_float(s.LCpeak);
	for (int i = 0; i < 7; i++)
		add_float(s.LAFN[i]);
}

static size_t chunk;
static slm_meter meter, lean;
static float buffer[1 << 16], copy[1 << 16];
static size_t filled;

static void flush(void)
{
	size_t done = 0;

	memcpy(copy, buffer, filled * sizeof *copy);
	while (done < filled) {
		done += slm_consume(&lean, copy + done, filled - done);
		collect_messages(&lean);
	}
	done = 0;
	while (done < filled) {
		done += slm_consume(&meter, buffer + done, filled - done);
		collect(&meter);
	}
	filled = 0;
}

static void sample(float x)
{
	buffer[filled++] = x;
	if (filled == chunk)
		flush();
}

static void begin(uint32_t rate, uint16_t interval_s)
{
	struct slm_config c = {.sample_rate_hz = rate,
		.interval_s = interval_s,
		.full_scale_db = 120,
		.rail = 1};

	if (slm_init(&meter, &c) != SLM_OK)
		exit(2);
	c.messages_only = true;
	slm_init(&lean, &c);
	filled = 0;
}

static float noise(void)
{
	static uint32_t seed = 1;

	seed = seed * 1664525u + 1013904223u;
	return (float)((int32_t)seed >> 8) * 0x1p-23f;
}

/* A bit of everything: noise from loud to denormal, tones, offsets, digital
 * silence, single bangs, no numbers, lost sound. */
static void everything(uint32_t rate, uint32_t seconds)
{
	double re = 1, im = 0;
	const double cosine = 0.9921147013144779; /* of 0.1257 */
	const double sine = 0.12533323356430426;

	for (uint32_t s = 0; s < seconds; s++) {
		uint32_t kind = s % 13;
		float fade = 1;

		re = 1;
		im = 0;
		for (uint32_t i = 0; i < rate; i++) {
			double turned = re * cosine - im * sine;
			float x = 0;

			im = re * sine + im * cosine;
			re = turned;
			if (kind == 0)
				x = 0.5f * noise();
			else if (kind == 1)
				x = (float)im;
			else if (kind == 2)
				x = 0.25f;
			else if (kind == 3)
				x = 1e-6f * noise();
			else if (kind == 4)
				x = i == rate / 3 ? 0.9f : 0;
			else if (kind == 5)
				x = 1e-39f * noise();
			else if (kind == 6)
				x = (fade *= 0.997f) * noise();
			else if (kind == 7)
				x = (float)im * 1e-11f + 1e-30f * noise();
			else if (kind == 8 && i % 2 == 0)
				x = 0.7f;
			else if (kind == 9)
				x = i == 77 ? 0x1p100f : 0.01f * (float)re;
			else if (kind == 10)
				x = noise() > 0.99f ? noise() : 0;
			sample(x);
			if (kind == 11 && i % 5000 == 4999) {
				flush();
				slm_lost(&meter, 100 + i % 7);
				collect(&meter);
				slm_lost(&lean, 100 + i % 7);
				collect_messages(&lean);
			}
		}
	}
	flush();
}

/* Long enough for F to fade into the denormals, and then S. */
static void fade_out(uint32_t rate)
{
	for (uint32_t i = 0; i < 100 * rate; i++)
		sample(i < rate ? noise() : 0);
	flush();
}

static void file(const char *argument)
{
	const char *path = strchr(argument, ':');
	FILE *f = path ? fopen(path + 1, "rb") : NULL;
	float x;

	if (!f) {
		fprintf(stderr, "identity: cannot read %s\n", argument);
		exit(2);
	}
	begin((uint32_t)atoi(argument), 0);
	while (fread(&x, sizeof x, 1, f) == 1)
		sample(x);
	flush();
	add_summary(&meter);
	fclose(f);
}

int main(int argc, char **argv)
{
	static const uint32_t rates[] = {
		22050, 22051, 32000, 44100, 48000, 96000, 192000};

	chunk = argc > 1 ? (size_t)atoi(argv[1]) : 0;
	if (chunk == 0 || chunk > sizeof buffer / sizeof *buffer) {
		fprintf(stderr, "usage: identity CHUNK [RATE:FILE...]\n");
		return 2;
	}

	flush_to_zero();

	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		begin(rates[i], 60);
		slm_join(&meter, 53, rates[i] / 3);
		slm_join(&lean, 53, rates[i] / 3);
		everything(rates[i], i == 0 ? 70 : i < 5 ? 13 : 4);
		if (i == 0)
			fade_out(rates[i]);
		add_summary(&meter);
	}
	for (int i = 2; i < argc; i++)
		file(argv[i]);
	if (said[0] != said[1]) {
		puts("messages_only sends other messages");
		return 1;
	}
	printf("%016llx\n", (unsigned long long)hash);
	return 0;
}
