/* SPDX-License-Identifier: GPL-3.0-or-later */
/* correction.h - a microphone's response, from the name of its file to a
 * filter that stands before the meter. */
#ifndef CORRECTION_H
#define CORRECTION_H

#include "slm.h"

#include "response_file.h"

/* Its filter takes away what shows a fault, so it looks for faults first. */
struct correction {
	struct response response;
	void *memory;

	/* Samples that went in; where the present run of equal ones began;
	 * and the last run of half a second or more that has ended. */
	int64_t heard, alike_since;
	int64_t alike_from, alike_to;
	uint32_t rate_hz;
	float last;
};

/* false: `why` says what is wrong with the file, after its name. */
bool correction_read(
	struct response_file *f, const char *path, char *why, size_t size);

/* A filter for the rate of the meter.  From here on overload is judged before
 * the filter: rail and overload point are taken out of the meter's settings.
 * reference_hz: where full_scale_db holds.  false: `why` as above. */
bool correction_make(struct correction *c, const struct response_file *f,
	unsigned reference_hz, struct slm_config *meter, char *why,
	size_t size);

/* Correct samples where they lie, late by correction_delay() samples.  true:
 * there was an overload among or near them. */
bool correction_run(struct correction *c, float *samples, size_t n);
int64_t correction_delay(const struct correction *c);

/* Nothing moved from sample `from` up to sample `to`, counted as they went in:
 * a second or more, no longer ago than a second. */
bool correction_was_still(const struct correction *c, int64_t from, int64_t to);

/* Forget all sound, and give the memory back. */
void correction_end(struct correction *c);

#endif
