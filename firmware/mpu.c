/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mpu.c - loads the memory protection unit. */
#include "mpu.h"

#define MPU_CTRL (*(volatile uint32_t *)0xe000ed94)
#define MPU_RBAR (*(volatile uint32_t *)0xe000ed9c)
#define MPU_RASR (*(volatile uint32_t *)0xe000eda0)

void mpu_load(const struct mpu_row rows[MPU_ROWS])
{
	/* half of one row with half of another could cover base itself */
	MPU_CTRL = 0;
	for (int i = 0; i < MPU_ROWS; i++) {
		MPU_RBAR = rows[i].rbar; /* chooses the region, too */
		MPU_RASR = rows[i].rasr;
	}
	MPU_CTRL = 5; /* on, and base sees what the rows leave out */
	__asm__ volatile("dsb\n\tisb" ::: "memory");
}
