/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response.c - runs the filter that straightens a microphone.
 *
 * The filter is cut into parts of one block.  Each block of sound is
 * transformed once, together with the one before it; what comes out is the
 * sum over the parts of the filter, each times the spectrum of the sound that
 * lies so many blocks back, transformed into time, of which the second half
 * is right (overlap-save). */
#include "response.h"

#include "maths.h"
#include "response_design.h"

/* No sound is so loud, whatever the unit; its spectrum would not fit. */
#define ABSURD 1e9f

/* A frequency above this is no frequency of a response. */
#define HZ_MAX 1e6f
#define DB_MAX 40.0f

static bool hz_is_fit(float hz)
{
	return hz > 0 && hz <= HZ_MAX;
}

static bool points_are_fit(const struct response_config *c)
{
	if (!c->points || c->n < 2 || !hz_is_fit(c->reference_hz))
		return false;
	for (size_t i = 0; i < c->n; i++) {
		const struct response_point *p = &c->points[i];

		if (!hz_is_fit(p->hz) || !(maths_abs(p->db) <= DB_MAX) ||
			(i > 0 && !(p->hz > p[-1].hz)))
			return false;
	}
	return true;
}

/* Floats beside the plans: window, out and work; then the bins (block + 1 of
 * two floats) of sum, and of the filter and the past of each part. */
static size_t floats(size_t block, size_t parts)
{
	return 5 * block + 2 * (block + 1) * (1 + 2 * parts);
}

size_t response_size(uint32_t rate)
{
	size_t block;

	if (!response_rate_is_fit(rate))
		return 0;
	block = response_block(rate);
	return spectrum_size(2 * block) +
	       floats(block, response_longest(rate) / block) * sizeof(float);
}

static void share_out(struct response *r, void *memory)
{
	size_t plans = spectrum_size(2 * r->block);
	size_t bins = r->block + 1;

	spectrum_init(&r->spectrum, 2 * r->block, memory, plans);
	r->window = (float *)(void *)((char *)memory + plans);
	r->out = r->window + 2 * r->block;
	r->work = r->out + r->block;
	r->sum = (struct spectrum_bin *)(void *)(r->work + 2 * r->block);
	r->filter = r->sum + bins;
	r->past = r->filter + bins * r->parts;
}

/* The spectrum of each part, with the factor that the way there and back
 * adds taken off. */
static void prepare_filter(struct response *r, const float *taps)
{
	size_t n = 2 * r->block;

	for (size_t p = 0; p < r->parts; p++) {
		for (size_t i = 0; i < r->block; i++) {
			r->work[i] = taps[p * r->block + i] / (float)n;
			r->work[r->block + i] = 0;
		}
		spectrum_there(
			&r->spectrum, r->work, r->filter + p * (r->block + 1));
	}
}

int response_init(struct response *r, const struct response_config *c,
	void *memory, size_t size, void *scratch, size_t scratch_size)
{
	const float *taps;
	size_t n;

	*r = (struct response){0};
	if (!response_rate_is_fit(c->sample_rate_hz))
		return RESPONSE_ERR_RATE;
	if (!points_are_fit(c))
		return RESPONSE_ERR_POINTS;
	if (!memory || size < response_size(c->sample_rate_hz) || !scratch ||
		scratch_size < response_scratch_size(c->sample_rate_hz))
		return RESPONSE_ERR_MEMORY;
	taps = response_design(r, c, scratch, &n);
	if (!taps)
		return RESPONSE_ERR_STEEP;
	r->limit = c->limit;
	r->block = response_block(c->sample_rate_hz);
	r->parts = n / r->block;
	share_out(r, memory);
	prepare_filter(r, taps);
	response_wipe(r);
	return RESPONSE_OK;
}

/* sum += a b, bin by bin */
static void add_product(struct spectrum_bin *sum, const struct spectrum_bin *a,
	const struct spectrum_bin *b, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		sum[k].re += a[k].re * b[k].re - a[k].im * b[k].im;
		sum[k].im += a[k].re * b[k].im + a[k].im * b[k].re;
	}
}

static void convolve(struct response *r)
{
	size_t bins = r->block + 1;

	r->newest = (r->newest + 1) % r->parts;
	spectrum_there(&r->spectrum, r->window, r->past + r->newest * bins);
	for (size_t k = 0; k < bins; k++)
		r->sum[k] = (struct spectrum_bin){0};
	for (size_t p = 0; p < r->parts; p++) {
		size_t then = (r->newest + r->parts - p) % r->parts;

		add_product(r->sum, r->filter + p * bins, r->past + then * bins,
			bins);
	}
	spectrum_back(&r->spectrum, r->sum, r->work);
}

static void turn_block(struct response *r)
{
	float *fresh = r->window + r->block;

	for (size_t i = 0; i < r->block; i++) {
		bool real = maths_abs(fresh[i]) <= ABSURD;

		r->out[i] = real ? 0 : maths_nan();
		fresh[i] = real ? fresh[i] : 0;
	}
	convolve(r);
	for (size_t i = 0; i < r->block; i++) {
		r->out[i] += r->work[r->block + i];
		r->window[i] = fresh[i];
	}
	r->overload_out = r->overload_in;
	r->overload_in = false;
	r->at = 0;
}

bool response_run(struct response *r, float *samples, size_t n)
{
	float *fresh = r->window + r->block;
	bool overload = false;

	for (size_t i = 0; i < n; i++) {
		float x = samples[i];

		if (r->limit > 0 && maths_abs(x) >= r->limit)
			r->overload_in = true;
		overload |= r->overload_out;
		samples[i] = r->out[r->at];
		fresh[r->at++] = x;
		if (r->at == r->block)
			turn_block(r);
	}
	return overload;
}

size_t response_delay(const struct response *r)
{
	return r->block;
}

float response_error_db(const struct response *r)
{
	return r->error_db;
}

float response_error_hz(const struct response *r)
{
	return r->error_hz;
}

void response_wipe(struct response *r)
{
	size_t bins = r->block + 1;

	spectrum_wipe(&r->spectrum, r->window, r->sum);
	for (volatile float *x = r->out; x < r->work + 2 * r->block; x++)
		*x = 0;
	for (size_t k = 0; k < bins * r->parts; k++) {
		volatile struct spectrum_bin *b = r->past + k;

		b->re = b->im = 0;
	}
	r->at = 0;
	r->newest = 0;
	r->overload_in = r->overload_out = false;
}
