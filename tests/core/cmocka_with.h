/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmocka_with.h - cmocka and what it wants to be included before it. */
#ifndef CMOCKA_WITH_H
#define CMOCKA_WITH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define assert_near(a, b, tolerance)                                           \
	assert_float_equal((float)(a), (float)(b), (float)(tolerance))

#endif
