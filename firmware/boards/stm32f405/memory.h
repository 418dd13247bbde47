/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.h - where everything lies: STM32F405 and 407, 1 MB of flash.
 *
 * hear's own memory is the core-coupled one, which no DMA reaches. */
#ifndef MEMORY_H
#define MEMORY_H

#define BASE_ROM_AT   0x08000000 /* sector 0, 16 kB */
#define BASE_ROM_SIZE 0x4000
#define TELL_ROM_AT   0x08004000 /* sector 1 */
#define TELL_ROM_SIZE 0x4000
#define HEAR_ROM_AT   0x08008000 /* sectors 2 and 3 */
#define HEAR_ROM_SIZE 0x8000
#define PARAMS_AT     0x08010000 /* sector 4, 64 kB */
#define PARAMS_SIZE   0x800

#define BASE_RAM_AT   0x20000000
#define BASE_RAM_SIZE 0x1000
#define TELL_RAM_AT   0x20002000
#define TELL_RAM_SIZE 0x1000
#define SAMPLES_AT    0x20004000
#define SAMPLES_SIZE  0x1000

/* 5 ms at 48 kHz, left and right of 32 bits each; the microphone is left. */
#define SAMPLES_HALF_MAX  240
#define SAMPLES_STRIDE	  2
#define SAMPLES_HALF_SIZE (SAMPLES_HALF_MAX * SAMPLES_STRIDE * 4)

/* Seven eighths of it are open, and used. */
#ifndef HEAR_RAM_AT
#define HEAR_RAM_AT 0x10000000
#endif
#define HEAR_RAM_SIZE	0x4000
#define HEAR_RAM_CLOSED 0x80u
#define HEAR_RAM_USED	0x3800

/* Sectors 5 to 11.  tell may read the megabyte of flash but for its first
 * eighth, which has the code and the parameters. */
#define LOG_AT		 0x08020000
#define LOG_FIRST_SECTOR 5
#define LOG_SECTOR_SIZE	 0x20000
#define LOG_SECTORS	 7
#define LOG_ROW_AT	 0x08000000
#define LOG_ROW_SIZE	 0x100000
#define LOG_ROW_CLOSED	 0x01u

#define SERIAL_AT   0x40004400 /* USART2 */
#define SERIAL_SIZE 0x400
#define SLOW_SERIAL_AT   0x40000c00 /* timer 5 */
#define SLOW_SERIAL_SIZE 0x400

/* Of params.c's values, what board.c can do. */
#define RATE_IS_FIT ((RATE_HZ) == 48000)
#define BAUD_IS_FIT ((BAUD) <= 100 || (BAUD) >= 641)

#endif
