/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response_design.h - from a microphone's response to a filter. */
#ifndef RESPONSE_DESIGN_H
#define RESPONSE_DESIGN_H

#include "response.h"

bool response_rate_is_fit(uint32_t sample_rate_hz);

/* Samples of a block, and of the longest filter, at a rate that is fit. */
size_t response_block(uint32_t sample_rate_hz);
size_t response_longest(uint32_t sample_rate_hz);

/* The filter's taps, in `scratch`, and how many (a multiple of the block);
 * NULL if none follows the curve.  Says in r how far off the best one is. */
const float *response_design(struct response *r,
	const struct response_config *c, void *scratch, size_t *taps);

#endif
