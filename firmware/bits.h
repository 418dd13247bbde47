/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bits.h - fields of some bits each in words, one after the other, lowest
 * first. */
#ifndef BITS_H
#define BITS_H

#include <stdint.h>

/* The words begin as zeros; `at`: the next bit. */
static inline void bits_put(uint32_t *words, uint32_t *at, uint32_t value,
	uint32_t n)
{
	for (uint32_t i = 0; i < n; i++, ++*at)
		words[*at / 32] |= (value >> i & 1) << *at % 32;
}

static inline uint32_t bits_get(const uint32_t *words, uint32_t *at, uint32_t n)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < n; i++, ++*at)
		value |= (words[*at / 32] >> *at % 32 & 1) << i;
	return value;
}

#endif
