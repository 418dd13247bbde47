/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples.h - what a sample looks like: 24 bits at the upper end of 32, of
 * which the I2S port delivers the upper half first. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdint.h>

/* The largest 24 bits can hold. */
#define SAMPLES_RAIL (8388607 / 8388608.0f)

#define SAMPLES_PLAIN 0

static inline int32_t samples_integer(uint32_t word)
{
	return (int32_t)(word << 16 | word >> 16);
}

#endif
