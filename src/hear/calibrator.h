/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrator.h - hears a sound calibrator for a minute at most, or steady noise
 * for five, and says one message about it. */
#ifndef HEAR_CALIBRATOR_H
#define HEAR_CALIBRATOR_H

#include "correction.h"
#include "options.h"

#define CALIBRATOR_STEADY_S 10
#define CALIBRATOR_MIN_S    12
#define CALIBRATOR_MAX_S    60

/* Before the door; false: no memory. */
bool calibrator_prepare(const struct options *o);

/* Until the tone is good, the time is over or the sound ends; returns an exit
 * code.  Forgets all sound. */
int calibrator_hear(const struct options *o);

/* Time for SLM_COMPARISON_S, and for what is lost meanwhile. */
#define COMPARISON_LONGEST_S 315

/* The same with steady noise; `straight` is what straightens the microphone,
 * or NULL. */
int calibrator_compare(const struct options *o, struct correction *straight);

#endif
