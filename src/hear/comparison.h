/* SPDX-License-Identifier: GPL-3.0-or-later */
/* comparison.h - five minutes of steady noise, heard beside another meter:
 * how loud was it here, and was it steady?
 *
 * Keeps no sound, but the level of each ten seconds. */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "slm.h"

#define COMPARISON_PART_S 10
#define COMPARISON_PARTS  (SLM_COMPARISON_S / COMPARISON_PART_S)

/* Do not rely on the contents. */
struct comparison {
	slm_meter meter;
	double part[COMPARISON_PARTS]; /* energies, re a full-scale sine */
	unsigned seconds;	       /* that had a level */
	bool clipped, no_signal;
};

/* rail: as in struct slm_config.  false: the rate is out of range. */
bool comparison_init(struct comparison *c, uint32_t rate_hz, float rail);

/* Listen.  The samples come back wiped. */
void comparison_hear(struct comparison *c, float *samples, size_t n);

/* Some are missing: that second does not count. */
void comparison_miss(struct comparison *c);

/* An overload was seen before the microphone was straightened. */
void comparison_clips(struct comparison *c);

/* More makes no difference. */
bool comparison_is_decided(const struct comparison *c);

/* The verdict on what was heard so far. */
struct slm_comparison comparison_judge(const struct comparison *c);

#endif
