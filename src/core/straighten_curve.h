/* SPDX-License-Identifier: GPL-3.0-or-later */
/* straighten_curve.h - the numbers of straighten.h's sections: they know nothing
 * of sound, so everybody may see them. */
#ifndef STRAIGHTEN_CURVE_H
#define STRAIGHTEN_CURVE_H

#include <stdint.h>

#define STRAIGHTEN_SECTIONS 8

/* With x in and y out: y = x + d u + e v, and then u becomes a u + b v + x, and
 * v becomes c u + a v.  At low frequencies a float holds these, where it does
 * not hold the coefficients of a biquad. */
struct straighten_section {
	float a, b, c, d, e;
};

struct straighten_curve {
	uint32_t sections; /* 0 to STRAIGHTEN_SECTIONS */
	float gain;	   /* of all; 0: there is nothing to be straightened */
	struct straighten_section section[STRAIGHTEN_SECTIONS];
};

#endif
