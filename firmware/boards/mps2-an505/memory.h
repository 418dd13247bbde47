/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.h - MPS2 with a Cortex-M33 (AN505): only what the samples are. */
#ifndef MEMORY_H
#define MEMORY_H

#define SAMPLES_HALF_MAX 480
#define SAMPLES_STRIDE	 1

#endif
