/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spectrum.c - KissFFT in memory of the caller; the only file that knows it.
 *
 * With lengths that are powers of two it allocates nothing.  Its results are
 * not the same bits on every machine: nothing on which the meter's own
 * numbers rest passes through here. */
#include "spectrum.h"

#include <kiss_fftr.h>

_Static_assert(
	sizeof(struct spectrum_bin) == sizeof(kiss_fft_cpx) &&
		offsetof(struct spectrum_bin, im) == offsetof(kiss_fft_cpx, i),
	"a bin is KissFFT's complex number");

/* Both plans begin where malloc would let them. */
#define ALIGNMENT 16

static bool is_fit(size_t n)
{
	return n >= 4 && n <= SPECTRUM_LONGEST && (n & (n - 1)) == 0;
}

static size_t plan_size(size_t n, bool back)
{
	size_t size = 0;

	kiss_fftr_alloc((int)n, back, NULL, &size);
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

size_t spectrum_size(size_t n)
{
	return is_fit(n) ? plan_size(n, false) + plan_size(n, true) : 0;
}

bool spectrum_init(struct spectrum *s, size_t n, void *memory, size_t size)
{
	size_t first, second;

	if (!is_fit(n) || !memory || size < spectrum_size(n))
		return false;
	first = plan_size(n, false);
	second = plan_size(n, true);
	s->n = n;
	s->there = kiss_fftr_alloc((int)n, false, memory, &first);
	s->back = kiss_fftr_alloc(
		(int)n, true, (char *)memory + plan_size(n, false), &second);
	return s->there && s->back;
}

void spectrum_there(const struct spectrum *s, const float *samples,
	struct spectrum_bin *bins)
{
	kiss_fftr(s->there, samples, (kiss_fft_cpx *)bins);
}

void spectrum_back(const struct spectrum *s, const struct spectrum_bin *bins,
	float *samples)
{
	kiss_fftri(s->back, (const kiss_fft_cpx *)bins, samples);
}

/* Each plan keeps the half-way result of its last transform: transforming
 * zeros clears it. */
void spectrum_wipe(
	const struct spectrum *s, float *samples, struct spectrum_bin *bins)
{
	for (size_t i = 0; i < s->n; i++)
		samples[i] = 0;
	spectrum_there(s, samples, bins);
	for (size_t i = 0; i <= s->n / 2; i++)
		bins[i] = (struct spectrum_bin){0};
	spectrum_back(s, bins, samples);
}
