/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrator.h - hears a sound calibrator for a minute at most, and says one
 * message about its tone. */
#ifndef HEAR_CALIBRATOR_H
#define HEAR_CALIBRATOR_H

#include "options.h"

#define CALIBRATOR_STEADY_S 10
#define CALIBRATOR_MIN_S    12
#define CALIBRATOR_MAX_S    60

/* Before the door; false: no memory. */
bool calibrator_prepare(const struct options *o);

/* Until the tone is good, the time is over or the sound ends; returns an exit
 * code.  Forgets all sound. */
int calibrator_hear(const struct options *o);

#endif
