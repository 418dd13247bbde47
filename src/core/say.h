/* SPDX-License-Identifier: GPL-3.0-or-later */
/* say.h - from the meter's sums to its messages; within the core. */
#ifndef SAY_H
#define SAY_H

#include "slm.h"

/* The level of an A-weighted mean square, in tenths. */
slm_tenth_db say_tenths_A(const slm_meter *m, float mean_square);

/* Fill in the second, the spread, that has just ended. */
void say_second(slm_meter *m);
void say_spread(slm_meter *m);

#endif
