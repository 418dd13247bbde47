/* SPDX-License-Identifier: GPL-3.0-or-later */
/* straighten.h - a microphone's response undone by a few second-order sections:
 * for a microcontroller, which has no room for the transform of response.h.
 *
 * They take away what shows a fault, so overload and stillness are looked for
 * before them.  No delay; the same bits on every processor. */
#ifndef STRAIGHTEN_H
#define STRAIGHTEN_H

#include "slm.h"

#include "straighten_curve.h"

/* Do not rely on the contents. */
struct straighten {
	const struct straighten_curve *curve;
	struct {
		float u, v;
	} state[STRAIGHTEN_SECTIONS];
	uint32_t rate_hz, left; /* in the present second */
	uint32_t limit; /* maths_size() from which on it is an overload */
	uint32_t first, differ, loudest; /* of the present second */
	bool begun;
};

/* From rest, `sample` samples after a second began.  From here on overload is
 * judged before the filter: rail and overload point are taken out of the
 * meter's settings. */
void straighten_init(struct straighten *s, const struct straighten_curve *c,
	struct slm_config *meter, uint32_t sample);

/* Samples where they lie, up to the end of the present second; how many.  The
 * same samples give the same answers in any portions. */
size_t straighten_run(struct straighten *s, float *samples, size_t n);

/* So many were lost, no more than the present second has left: begin from rest
 * after them. */
void straighten_lost(struct straighten *s, size_t n);

/* What the meter could not see of the second that has just ended. */
void straighten_second(struct straighten *s, struct slm_second *second);

#endif
