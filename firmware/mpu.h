/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mpu.h - rows of the memory protection unit (ARMv7-M, eight regions). */
#ifndef MPU_H
#define MPU_H

#include <stdint.h>

#define MPU_ROWS 8

struct mpu_row {
	uint32_t rbar, rasr;
};

#define MPU_CODE       (6u << 24 | 1u << 17) /* read, execute */
#define MPU_READ       (1u << 28 | 6u << 24 | 1u << 17)
#define MPU_LOG	       (1u << 28 | 2u << 24 | 1u << 17) /* base writes it */
#define MPU_WRITE      (1u << 28 | 3u << 24 | 3u << 17)
#define MPU_PERIPHERAL (1u << 28 | 3u << 24 | 1u << 16)

/* The `eighths` of a region that are closed: bit 7 is the last. */
#define MPU_CLOSED(eighths) ((eighths) << 8)

/* Row n: `size` bytes, a power of two of 32 at least, aligned to itself. */
#define MPU_ROW(n, at, size, access)                                           \
	{                                                                      \
		(at) | 1u << 4 | (n), (access) | MPU_LOG2(size) << 1 | 1u      \
	}
#define MPU_OFF(n)                                                             \
	{                                                                      \
		1u << 4 | (n), 0                                               \
	}
#define MPU_LOG2(size) (uint32_t)(30 - __builtin_clz(size))

/* All eight rows; what is in none of them is out of reach. */
void mpu_load(const struct mpu_row rows[MPU_ROWS]);

#endif
