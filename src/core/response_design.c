/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response_design.c - the filter that undoes a microphone's response.
 *
 * Of all filters with a given size at each frequency the minimum-phase one
 * acts soonest.  Its logarithm has no part before time zero: take the
 * logarithm of the wanted size, transform it into time (the cepstrum), fold
 * what lies before zero over to after it, transform back, and take the
 * exponential.  Then keep the shortest beginning that follows the curve: a
 * filter remembers as much sound as it is long. */
#include "maths.h"
#include "response_design.h"
#include "slm.h"

#define NEPER 0.115129254649702284 /* in a decibel: ln 10 / 20 */

#define LOWEST_HZ  20.0
#define HIGHEST_HZ 20000.0
#define NEAR_DB	   0.09 /* between two bins it may be another hundredth */

/* At 48 kHz 21 ms of delay, and 1.4 s for the longest filter. */
#define BLOCK	1024
#define LONGEST 65536

bool response_rate_is_fit(uint32_t rate)
{
	return rate >= SLM_RATE_MIN_HZ && rate <= SLM_RATE_MAX_HZ;
}

static size_t doubled(uint32_t rate, size_t n)
{
	for (uint32_t r = 50000; r < rate; r *= 2)
		n *= 2;
	return n;
}

size_t response_block(uint32_t rate)
{
	return doubled(rate, BLOCK);
}

size_t response_longest(uint32_t rate)
{
	return doubled(rate, LONGEST);
}

/* Four times the longest filter: what is folded meets nothing, and the bins
 * lie dense enough to judge by. */
static size_t transform_length(uint32_t rate)
{
	return 4 * response_longest(rate);
}

size_t response_scratch_size(uint32_t rate)
{
	size_t n;

	if (!response_rate_is_fit(rate))
		return 0;
	n = transform_length(rate);
	return spectrum_size(n) +
	       (n + 2 + n + response_longest(rate)) * sizeof(float);
}

/* What the filter should add at a frequency, dB. */
static double wanted_db(const struct response_config *c, double hz)
{
	return response_db(c->points, c->n, (double)c->reference_hz) -
	       response_db(c->points, c->n, hz);
}

/* e^(re + i im) */
static struct spectrum_bin exponential(struct spectrum_bin z)
{
	double size = maths_exp((double)z.re), angle = (double)z.im;
	double turns = angle / (2 * MATHS_PI), sine;

	angle -= 2 * MATHS_PI * (double)(long)(turns + (turns < 0 ? -.5 : .5));
	if (angle > MATHS_PI / 2)
		sine = maths_sine(MATHS_PI - angle);
	else if (angle < -MATHS_PI / 2)
		sine = maths_sine(-MATHS_PI - angle);
	else
		sine = maths_sine(angle);
	if (angle < 0)
		angle = -angle;
	return (struct spectrum_bin){
		(float)(size * maths_sine(MATHS_PI / 2 - angle)),
		(float)(size * sine)};
}

/* The first `keep` samples of the whole minimum-phase filter into `ideal`. */
static void make_ideal(const struct spectrum *s,
	const struct response_config *c, struct spectrum_bin *bins, float *x,
	float *ideal, size_t keep)
{
	double step_hz = (double)c->sample_rate_hz / (double)s->n;
	float scale = 1.0f / (float)s->n;

	for (size_t k = 0; k <= s->n / 2; k++)
		bins[k] = (struct spectrum_bin){
			(float)(NEPER * wanted_db(c, (double)k * step_hz)), 0};
	spectrum_back(s, bins, x);
	x[0] *= scale;
	x[s->n / 2] *= scale;
	for (size_t i = 1; i < s->n / 2; i++)
		x[i] *= 2 * scale;
	for (size_t i = s->n / 2 + 1; i < s->n; i++)
		x[i] = 0;
	spectrum_there(s, x, bins);
	for (size_t k = 0; k <= s->n / 2; k++)
		bins[k] = exponential(bins[k]);
	bins[0].im = bins[s->n / 2].im = 0;
	spectrum_back(s, bins, x);
	for (size_t i = 0; i < keep; i++)
		ideal[i] = x[i] * scale;
}

/* The beginning of the ideal filter, its second half faded out, then zeros. */
static void cut(float *x, size_t n, const float *ideal, size_t taps)
{
	size_t half = taps / 2;

	for (size_t i = 0; i < half; i++)
		x[i] = ideal[i];
	for (size_t i = 0; i < half; i++) {
		double fade = maths_sine(
			MATHS_PI / 2 * (1 - (double)i / (double)half));

		x[half + i] = (float)(fade * fade) * ideal[half + i];
	}
	for (size_t i = taps; i < n; i++)
		x[i] = 0;
}

/* How far the filter in x is from the curve at worst. */
static void judge(struct response *r, const struct spectrum *s,
	const struct response_config *c, struct spectrum_bin *bins,
	const float *x)
{
	double step_hz = (double)c->sample_rate_hz / (double)s->n;

	r->error_db = 0;
	spectrum_there(s, x, bins);
	for (size_t k = 1; k < s->n / 2; k++) {
		double hz = (double)k * step_hz;
		double re = (double)bins[k].re, im = (double)bins[k].im;
		double error =
			maths_decibel(re * re + im * im) - wanted_db(c, hz);

		if (error < 0)
			error = -error;
		if (hz > LOWEST_HZ - step_hz && hz < HIGHEST_HZ + step_hz &&
			!(error <= (double)r->error_db)) {
			r->error_db = (float)error;
			r->error_hz = (float)hz;
		}
	}
}

const float *response_design(struct response *r,
	const struct response_config *c, void *scratch, size_t *taps)
{
	size_t n = transform_length(c->sample_rate_hz);
	size_t longest = response_longest(c->sample_rate_hz);
	char *free = (char *)scratch + spectrum_size(n);
	struct spectrum_bin *bins = (struct spectrum_bin *)(void *)free;
	float *x = (float *)(void *)(bins + n / 2 + 1), *ideal = x + n;
	struct spectrum s;

	if (!spectrum_init(&s, n, scratch, spectrum_size(n)))
		return NULL;
	make_ideal(&s, c, bins, x, ideal, longest);
	for (*taps = response_block(c->sample_rate_hz);; *taps *= 2) {
		cut(x, n, ideal, *taps);
		judge(r, &s, c, bins, x);
		if ((double)r->error_db <= NEAR_DB || *taps == longest)
			break;
	}
	return (double)r->error_db <= NEAR_DB ? x : NULL;
}
