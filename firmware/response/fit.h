/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fit.h - from a microphone's response to a few second-order sections. */
#ifndef FIT_H
#define FIT_H

#include "../../src/core/response.h"
#include "../../src/core/straighten.h"

struct fit {
	uint32_t rate_hz;
	const struct response_point *points; /* as struct response_config */
	size_t n;
	double reference_hz; /* where the correction is 0 dB */

	/* Where it is furthest off, measured by what is allowed there, dB. */
	double off_db, off_hz, allowed_db;
};

/* As few sections as follow the curve from 20 Hz to 20 kHz within a tenth of
 * what class 1 allows.  false: STRAIGHTEN_SECTIONS of them do not. */
bool fit_sections(struct fit *f, struct straighten_curve *c);

/* What the sections add to a tone, dB, as the floats have it. */
double fit_db(const struct straighten_curve *c, double hz, double rate_hz);

#endif
