/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.h - where everything lies: MPS2 with a Cortex-M4F (AN386).
 *
 * For the compiler and for the linker.  Each part that the MPU opens has a size
 * that is a power of two, and lies at a multiple of it. */
#ifndef MEMORY_H
#define MEMORY_H

#define BASE_ROM_AT   0x00000000
#define BASE_ROM_SIZE 0x4000
#define TELL_ROM_AT   0x00004000
#define TELL_ROM_SIZE 0x4000
#define HEAR_ROM_AT   0x00008000
#define HEAR_ROM_SIZE 0x8000
#define PARAMS_AT     0x00010000
#define PARAMS_SIZE   0x800

#define BASE_RAM_AT   0x20000000
#define BASE_RAM_SIZE 0x1000
#define TELL_RAM_AT   0x20002000
#define TELL_RAM_SIZE 0x1000
#define SAMPLES_AT    0x20004000
#define SAMPLES_SIZE  0x1000

/* Of each half: its bytes, the samples it can hold, and how many words lie
 * from one sample to the next. */
#define SAMPLES_HALF_SIZE 0x800
#define SAMPLES_HALF_MAX  480
#define SAMPLES_STRIDE	  1

/* Seven eighths of it are open, and used. */
#define HEAR_RAM_AT	0x20008000
#define HEAR_RAM_SIZE	0x4000
#define HEAR_RAM_CLOSED 0x80u
#define HEAR_RAM_USED	0x3800

/* There is no flash here: memory that behaves like it. */
#define LOG_AT		0x20100000
#define LOG_SECTOR_SIZE 0x4000
#define LOG_SECTORS	4
#define LOG_ROW_AT	LOG_AT
#define LOG_ROW_SIZE	0x10000
#define LOG_ROW_CLOSED	0

#define SERIAL_AT   0x40004000
#define SERIAL_SIZE 0x1000

#endif
