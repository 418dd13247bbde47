/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.h - what a sample looks like: 24 bits, at the upper end of a word. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdint.h>

/* The largest 24 bits can hold. */
#define SAMPLES_RAIL (8388607 / 8388608.0f)

/* A word is the sample, and the next word the next one. */
#define SAMPLES_PLAIN 1

static inline int32_t samples_integer(uint32_t word)
{
	return (int32_t)word;
}

#endif
