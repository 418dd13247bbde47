/* SPDX-License-Identifier: GPL-3.0-or-later */
/* string.h - the four functions that a compiler may call without being asked,
 * for a machine without a C library.  See bytes.c. */
#ifndef FREESTANDING_STRING_H
#define FREESTANDING_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);

#endif
