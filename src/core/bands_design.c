/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bands_design.c - the band filters for a sample rate, computed at start-up.
 *
 * A Butterworth low-pass is turned into a band-pass around each band, and that
 * by the bilinear transform, with both edges in place, into sections. */
#include "bands.h"

#include "maths.h"
#include "slm.h"

/* The highest upper edge of a band, as a part of the sample rate. */
#define TOP (15.0 / 32)

/* The same as a part of the rate that the band runs at: above it lies what
 * the half-band filter has folded back, and the bilinear transform bends the
 * skirts.  A band too near the top for the sample rate itself runs at twice
 * that, on samples with zeros between: the mirror image that these add lies
 * above the band, and the band is its own filter against it. */
#define RATE_TOP 0.25

/* Half a band, as a factor: 10^(3/20) for an octave, 10^(1/20) for a third.
 * The half-power points lie on the edges. */
#define HALF_OCTAVE 1.4125375446227544
#define HALF_THIRD  1.1220184543019633

#define THIRDS 34

/* Names of the thirds, IEC 61260-1 Annex E.  Octaves: each third of them. */
static const double nominal_hz[THIRDS] = {10, 12.5, 16, 20, 25, 31.5, 40, 50,
	63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250,
	1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000,
	20000};

/* -pi/2 <= x <= pi/2 */
static double cosine(double x)
{
	return maths_sine(MATHS_PI / 2 - (x < 0 ? -x : x));
}

static double tangent(double x)
{
	return maths_sine(x) / cosine(x);
}

struct complex {
	double re, im;
};

/* The root of s^2 - 2 h s + w2 = 0 that lies in the upper half-plane. */
static struct complex upper_root(struct complex h, double w2)
{
	/* s = h + sqrt(h^2 - w2), with the root of positive imaginary part. */
	double re = h.re * h.re - h.im * h.im - w2;
	double im = 2 * h.re * h.im;
	double size = maths_root(re * re + im * im);
	double root_im = maths_root((size - re) / 2);

	return (struct complex){h.re + im / (2 * root_im), h.im + root_im};
}

/* Lane l of r becomes the band from f1 to f2, parts of the rate.  Returns the
 * factor that makes its energy right. */
static double design(struct slm_bands_rate *r, int l, double f1, double f2)
{
	double w1 = tangent(MATHS_PI * f1);
	double w2 = tangent(MATHS_PI * f2);
	double gain = 1;

	for (int k = 0; k < SLM_BANDS_ORDER; k++) {
		/* Pole k of the low-pass, half the bandwidth from 0, lies
		 * at this angle from the negative real axis. */
		double angle = MATHS_PI / 2 *
			       (1 - (2 * k + 1) / (double)SLM_BANDS_ORDER);
		double radius = (w2 - w1) / 2;
		struct complex h = {
			-radius * cosine(angle), radius * maths_sine(angle)};
		struct complex s = upper_root(h, w1 * w2);
		double size = s.re * s.re + s.im * s.im;
		double unit = 1 - 2 * s.re + size;

		r->turn[k][l] = (float)(2 * (1 - size) / unit);
		r->damp[k][l] = (float)((1 + 2 * s.re + size) / unit);
		gain *= (w2 - w1) / unit;
	}
	return gain * gain;
}

/* One more band, from middle / half to middle * half, all parts of the sample
 * rate, at the lowest rate that carries it. */
static void add(struct slm_bands *b, int nominal, double middle, double half)
{
	int k = 0;

	for (middle /= 2; middle * half <= RATE_TOP / 2; middle *= 2)
		k++;

	struct slm_bands_rate *r = &b->rate[k];
	int l = r->lanes++;

	b->band[b->bands].nominal = (uint8_t)nominal;
	b->band[b->bands].rate = (uint8_t)k;
	b->band[b->bands].lane = (uint8_t)l;
	b->band[b->bands].gain = design(r, l, middle / half, middle * half);
	b->bands++;
	if (b->rates < k + 1)
		b->rates = (uint8_t)(k + 1);
}

int slm_bands_init(struct slm_bands *b, uint32_t sample_rate_hz, int fraction)
{
	double middle_hz = 10; /* of the lowest third */

	slm_bands_wipe(b);
	if (fraction != 1 && fraction != 3)
		return -1;
	if (sample_rate_hz < SLM_RATE_MIN_HZ ||
		sample_rate_hz > SLM_RATE_MAX_HZ)
		return -1;
	for (int i = 0; i < THIRDS; i++) {
		double middle = middle_hz / sample_rate_hz;

		if (fraction == 3 && middle * HALF_THIRD <= TOP)
			add(b, i, middle, HALF_THIRD);
		if (fraction == 1 && i % 3 == 2 && middle * HALF_OCTAVE <= TOP)
			add(b, i, middle, HALF_OCTAVE);
		middle_hz *= HALF_THIRD * HALF_THIRD;
	}
	slm_bands_restart(b);
	return 0;
}

double slm_bands_nominal_hz(const struct slm_bands *b, size_t i)
{
	return i < b->bands ? nominal_hz[b->band[i].nominal]
			    : (double)maths_nan();
}
