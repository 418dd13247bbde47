/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bands.c - the band filters at work: band-pass, square, sum, halve the rate,
 * and again. */
#include "bands.h"

#include "maths.h"

#define LANES SLM_BANDS_LANES
#define ORDER SLM_BANDS_ORDER

/* Squares are summed in single precision this many at a time, then in two
 * floats: exact to 1e-7 dB over a day. */
#define PART 16

/* Samples that pass through all rates together. */
#define BLOCK 128

/* Each part begins here and not at zero, and this is taken off again.  A
 * square too small for a normal float then changes nothing, whether the
 * processor flushes it to zero or not. */
#define PART_FROM 1e-20f

/* What is smaller than this in a filter's memory, 300 dB under full scale, is
 * taken as silence.  It would fade into denormals, which cost time, and which
 * processors treat differently. */
#define SILENCE 1e-15f

/* A sample beyond this, 120 dB over full scale, is no sound.  Below it no sum
 * can overflow. */
#define LOUDEST 0x1p20f

/* The half-band filter: elliptic, order 9, as two paths of all-passes at the
 * lower rate.  Up to 1/8 of the upper rate it is flat to 1e-11 dB, from 3/8 on
 * at least 116 dB down; so what folds back into a band whose upper edge is at
 * most 1/4 of the lower rate is that far down.  Coefficients by the closed
 * form of Valenzuela and Constantinides, IEE Proc. G 130 (1983), for order 9
 * and k = tan^2(pi/8); its odd ones and its even ones make one path each. */
static const float path[2][2] = {
	{0.04245471f, 0.39331989f},
	{0.17073985f, 0.74571359f},
};

static float hush(float x)
{
	return maths_abs(x) < SILENCE ? 0 : x;
}

static slm_lanes hush_lanes(slm_lanes x)
{
	const slm_lanes least = {SILENCE, SILENCE, SILENCE, SILENCE};
	union {
		slm_lanes x;
		int32_t bits __attribute__((vector_size(16), aligned(4)));
	} y = {.x = x};

	y.bits &= (x >= least) | (x <= -least);
	return y.x;
}

/* Two all-passes of first order, one after the other.  m: the input before,
 * the output of the first before, that of the second before. */
static float all_pass(const float *a, float x, float *m)
{
	float y = a[0] * (x - m[1]) + m[0];
	float z = a[1] * (y - m[2]) + m[1];

	m[0] = x;
	m[1] = y;
	m[2] = z;
	return z;
}

/* x at one rate to y at half of it; y may be x.  Returns how many. */
static size_t halve(
	struct slm_bands_rate *r, const float *x, size_t n, float *y)
{
	size_t i = 0, out = 0;

	while (i < n) {
		if (!r->waiting) {
			r->first = x[i++];
			r->waiting = 1;
			continue;
		}
		y[out++] = hush(
			0.5f * (all_pass(path[0], x[i++], r->even) +
				       all_pass(path[1], r->first, r->odd)));
		r->waiting = 0;
	}
	return out;
}

/* Through all bands of a rate: n samples, at most what is missing to a part.
 * A section is (1 - z^-2) / (1 - turn z^-1 + damp z^-2).  Unrolled, the memory
 * of all sections stays in registers. */
static void filter(struct slm_bands_rate *r, const float *x, size_t n)
{
	slm_lanes s1[ORDER], s2[ORDER], part = r->part;

#pragma GCC unroll 4
	for (int k = 0; k < ORDER; k++) {
		s1[k] = r->s1[k];
		s2[k] = r->s2[k];
	}
	for (size_t i = 0; i < n; i++) {
		slm_lanes in = {x[i], x[i], x[i], x[i]};

#pragma GCC unroll 4
		for (int k = 0; k < ORDER; k++) {
			slm_lanes out = in + s1[k];

			s1[k] = r->turn[k] * out - s2[k];
			s2[k] = r->damp[k] * out + in;
			in = out;
		}
		part += in * in;
	}
#pragma GCC unroll 4
	for (int k = 0; k < ORDER; k++) {
		r->s1[k] = s1[k];
		r->s2[k] = s2[k];
	}
	r->part = part;
}

static void close_part(struct slm_bands_rate *r)
{
	for (int l = 0; l < LANES; l++) {
		sum_add(&r->energy[l], r->part[l] - PART_FROM);
		r->part[l] = PART_FROM;
	}
	for (int k = 0; k < ORDER; k++) {
		r->s1[k] = hush_lanes(r->s1[k]);
		r->s2[k] = hush_lanes(r->s2[k]);
	}
	for (int k = 0; k < 3; k++) {
		r->even[k] = hush(r->even[k]);
		r->odd[k] = hush(r->odd[k]);
	}
}

/* Parts are counted from the first sample, so that blocks do not matter. */
static void listen(struct slm_bands_rate *r, const float *x, size_t n)
{
	while (n > 0) {
		size_t now = PART - (size_t)(r->samples % PART);

		if (now > n)
			now = n;
		if (r->lanes > 0)
			filter(r, x, now);
		r->samples += now;
		if (r->samples % PART == 0)
			close_part(r);
		x += now;
		n -= now;
	}
}

/* How many samples from the first on are numbers of a size that cannot
 * overflow, at most `most`. */
static size_t usable(const float *x, size_t most)
{
	size_t n = 0;

	while (n < most && maths_abs(x[n]) <= LOUDEST)
		n++;
	return n;
}

/* x at the sample rate to y at twice that: zeros between, twice the size. */
static void stuff(const float *x, size_t n, float *y)
{
	for (size_t i = 0; i < n; i++) {
		y[2 * i] = 2 * x[i];
		y[2 * i + 1] = 0;
	}
}

void slm_bands_consume(struct slm_bands *b, const float *samples, size_t n)
{
	float other[2 * BLOCK]; /* the samples at another rate */

	while (n > 0) {
		size_t now = usable(samples, n < BLOCK ? n : BLOCK);
		size_t done = now > 0 ? now : 1;
		const float *x = samples;

		if (b->rate[0].lanes > 0) {
			stuff(samples, now, other);
			listen(&b->rate[0], other, 2 * now);
		}
		for (int k = 1; k < b->rates && now > 0; k++) {
			listen(&b->rate[k], x, now);
			if (k + 1 < b->rates)
				now = halve(&b->rate[k], x, now, other);
			x = other;
		}
		samples += done;
		n -= done;
	}
	for (volatile float *v = other; v < other + 2 * BLOCK; v++)
		*v = 0;
}

size_t slm_bands_count(const struct slm_bands *b)
{
	return b->bands;
}

float slm_bands_db(const struct slm_bands *b, size_t i, float full_scale_db)
{
	const struct slm_bands_rate *r;
	struct sum energy;

	if (i >= b->bands)
		return maths_nan();
	r = &b->rate[b->band[i].rate];
	if (r->samples == 0)
		return maths_nan();
	energy = r->energy[b->band[i].lane];
	sum_add(&energy, r->part[b->band[i].lane] - PART_FROM);
	/* The mean square of a full-scale sine is 1/2. */
	return (float)(full_scale_db +
		       maths_decibel(2 * b->band[i].gain * sum_value(&energy) /
				     (double)r->samples));
}

void slm_bands_restart(struct slm_bands *b)
{
	for (int k = 0; k < b->rates; k++) {
		struct slm_bands_rate *r = &b->rate[k];

		for (int l = 0; l < LANES; l++) {
			r->energy[l] = (struct sum){0, 0};
			r->part[l] = PART_FROM;
		}
		r->samples = 0;
	}
}

void slm_bands_wipe(struct slm_bands *b)
{
	volatile unsigned char *v = (volatile unsigned char *)b;

	for (size_t i = 0; i < sizeof *b; i++)
		v[i] = 0;
}
