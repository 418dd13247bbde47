/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.h - what a sample looks like: 24 bits, at the upper end of a word. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdint.h>

/* The largest 24 bits can hold. */
#define SAMPLES_RAIL (8388607 / 8388608.0f)

static inline float samples_float(uint32_t word)
{
	return (float)((int32_t)word >> 8) * 0x1p-23f;
}

#endif
