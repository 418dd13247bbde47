/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.h - the STM32F405 as QEMU has it: without core-coupled memory. */
#define HEAR_RAM_AT 0x20010000

#include "../stm32f405/memory.h"
