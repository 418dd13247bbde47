/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tone.c - looks at the sound through a window and finds the strongest tone
 * in its spectrum. */
#include "tone.h"

#include <math.h>
#include <string.h>

#include "slm.h"

#define PI 3.14159265358979323846

/* Samples in the window up to 50 kHz: 0.17 s at 48 kHz. */
#define FRAME	       8192
#define LOOKS_IN_FRAME 8

/* The window lets a tone spread over so many bins to each side, and less than
 * a millionth of it beyond. */
#define SPREAD 5

/* IEC 60942: where distortion and noise are measured. */
#define LOWEST_HZ  22.4
#define HIGHEST_HZ 22400.0

/* No sample of a sound is so large. */
#define ABSURD 1e9f

static size_t frame_of(uint32_t rate)
{
	size_t n = FRAME;

	for (uint32_t r = 50000; r < rate; r *= 2)
		n *= 2;
	return n;
}

static size_t looks_of(const struct tone_config *c)
{
	size_t hop = frame_of(c->sample_rate_hz) / LOOKS_IN_FRAME;

	return (size_t)c->sample_rate_hz * c->memory_s / hop + 1;
}

static bool is_fit(const struct tone_config *c)
{
	return c->sample_rate_hz >= SLM_RATE_MIN_HZ &&
	       c->sample_rate_hz <= SLM_RATE_MAX_HZ &&
	       (c->frequency_hz == 0 || c->frequency_hz == 250 ||
		       c->frequency_hz == 1000) &&
	       c->steady_s >= 1 && c->steady_s < c->memory_s &&
	       c->memory_s <= TONE_MEMORY_MAX_S && c->rail >= 0.0f;
}

size_t tone_size(const struct tone_config *c)
{
	size_t n;

	if (!is_fit(c))
		return 0;
	n = frame_of(c->sample_rate_hz);
	return spectrum_size(n) + 3 * n * sizeof(float) +
	       (n / 2 + 1) * sizeof(struct spectrum_bin) +
	       looks_of(c) * sizeof(struct tone_look);
}

/* Blackman and Harris's four terms: what leaks past the main lobe lies 92 dB
 * below it.  Returns the sum of the squares. */
static float make_window(float *w, size_t n)
{
	double power = 0.0;

	for (size_t i = 0; i < n; i++) {
		double a = 2.0 * PI * (double)i / (double)n;
		double v = 0.35875 - 0.48829 * cos(a) + 0.14128 * cos(2.0 * a) -
			   0.01168 * cos(3.0 * a);

		w[i] = (float)v;
		power += v * v;
	}
	return (float)power;
}

bool tone_init(
	struct tone *t, const struct tone_config *c, void *memory, size_t size)
{
	size_t n, plans;

	*t = (struct tone){.config = *c};
	if (!is_fit(c) || !memory || size < tone_size(c))
		return false;
	n = t->frame = frame_of(c->sample_rate_hz);
	t->hop = n / LOOKS_IN_FRAME;
	t->room = looks_of(c);
	plans = spectrum_size(n);
	spectrum_init(&t->spectrum, n, memory, plans);
	t->samples = (float *)(void *)((char *)memory + plans);
	t->window = t->samples + n;
	t->work = t->window + n;
	t->bins = (struct spectrum_bin *)(void *)(t->work + n);
	t->looks = (struct tone_look *)(void *)(t->bins + n / 2 + 1);
	t->window_power = make_window(t->window, n);
	tone_wipe(t);
	return true;
}

static double power_of(const struct tone *t, size_t bin)
{
	double re = (double)t->bins[bin].re, im = (double)t->bins[bin].im;

	/* a sine of amplitude 1 puts frame/4 times the window's power into
	 * the bins of its main lobe */
	return (re * re + im * im) * 4.0 /
	       ((double)t->frame * (double)t->window_power);
}

/* The strongest tone: the energy around the strongest bin, and its centre of
 * gravity. */
static void look(struct tone *t)
{
	double step_hz = (double)t->config.sample_rate_hz / (double)t->frame;
	size_t low = (size_t)ceil(LOWEST_HZ / step_hz);
	size_t high = (size_t)fmin(
		HIGHEST_HZ / step_hz, (double)t->frame / 2.0 - 1.0);
	size_t peak = low, from, to;
	double all = 0.0, most = 0.0, tone = 0.0, moment = 0.0;

	for (size_t i = 0; i < t->frame; i++)
		t->work[i] = t->samples[i] * t->window[i];
	spectrum_there(&t->spectrum, t->work, t->bins);
	for (size_t k = low; k <= high; k++) {
		double p = power_of(t, k);

		all += p;
		if (p > most) {
			most = p;
			peak = k;
		}
	}
	from = peak > low + SPREAD ? peak - SPREAD : low;
	to = peak + SPREAD < high ? peak + SPREAD : high;
	for (size_t k = from; k <= to; k++) {
		double p = power_of(t, k);

		tone += p;
		moment += p * (double)k;
	}
	t->looks[t->n++] = (struct tone_look){
		.power = (float)tone,
		.rest = (float)fmax(all - tone, 0.0),
		.hz = (float)(tone > 0.0 ? moment / tone * step_hz : 0.0),
		.clipped = t->clipped > 0,
	};
	if (t->clipped > 0)
		t->clipped--;
}

bool tone_is_full(const struct tone *t)
{
	return t->n == t->room;
}

static void take(struct tone *t, float x)
{
	bool real = fabsf(x) <= ABSURD;

	if (!real || (t->config.rail > 0.0f && fabsf(x) >= t->config.rail))
		t->clipped = LOOKS_IN_FRAME;
	t->samples[t->filled++] = real ? x : 0.0f;
	if (t->filled < t->frame)
		return;
	look(t);
	t->filled -= t->hop;
	memmove(t->samples, t->samples + t->hop,
		t->filled * sizeof *t->samples);
}

void tone_consume(struct tone *t, float *samples, size_t n)
{
	volatile float *used = samples;

	for (size_t i = 0; i < n; i++) {
		if (!tone_is_full(t))
			take(t, samples[i]);
		used[i] = 0.0f;
	}
}

void tone_wipe(struct tone *t)
{
	volatile unsigned char *b = (volatile unsigned char *)t->looks;

	spectrum_wipe(&t->spectrum, t->work, t->bins);
	for (volatile float *x = t->samples; x < t->samples + t->frame; x++)
		*x = 0.0f;
	for (size_t i = 0; i < t->room * sizeof *t->looks; i++)
		b[i] = 0;
	t->n = t->filled = t->clipped = 0;
}
