/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spectrum.h - the Fourier transform of real samples, through KissFFT. */
#ifndef SPECTRUM_H
#define SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

struct spectrum_bin {
	float re, im;
};

/* Plans for n samples there and back.  They lie in memory that you own. */
struct spectrum {
	size_t n;
	void *there, *back;
};

/* A power of two, 4 to SPECTRUM_LONGEST. */
#define SPECTRUM_LONGEST (1u << 20)

/* Bytes that plans for n samples need; 0 if n is not as above. */
size_t spectrum_size(size_t n);

/* `memory` as malloc aligns it, spectrum_size(n) bytes or more.  false, and
 * nothing done, if n or size is wrong. */
bool spectrum_init(struct spectrum *s, size_t n, void *memory, size_t size);

/* n samples to n/2 + 1 bins, from 0 Hz to half the rate; not scaled. */
void spectrum_there(const struct spectrum *s, const float *samples,
	struct spectrum_bin *bins);

/* And back; the samples come out n times as large. */
void spectrum_back(const struct spectrum *s, const struct spectrum_bin *bins,
	float *samples);

/* Clear samples and bins, and what the plans still hold of earlier ones. */
void spectrum_wipe(
	const struct spectrum *s, float *samples, struct spectrum_bin *bins);

#endif
