/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listener.h - blocks of sound in, messages for the gate out.  A second is
 * said only once it is sure that none of its sound is missing. */
#ifndef HEAR_LISTENER_H
#define HEAR_LISTENER_H

#include "slm.h"

#include "clock.h"
#include "correction.h"
#include "repeat.h"

/* At most two seconds and their spreads become ready at once. */
#define LISTENER_MESSAGES 4

struct listener {
	/* Messages that are ready, oldest first; the caller sets n_ready to 0
	 * once they are said. */
	uint8_t ready[LISTENER_MESSAGES][SLM_MESSAGE_BYTES];
	int n_ready;

	/* What straightens the microphone, set after listener_init; NULL:
	 * nothing does. */
	struct correction *correction;

	/* Set after listener_init: the sound comes from hardware that has just
	 * made it of air, with noise of its own.  It never repeats bit for bit;
	 * what does is no sound, and such a second is dead. */
	bool never_repeats;

	/* The rest is the listener's own. */
	bool overload, overload_now; /* in this second, in this block */
	struct repeat repeat;
	int64_t heard;	   /* samples that came in */
	int64_t began, at; /* of these: before this second, so far */
	slm_meter meter;
	struct sound_clock clock;
	uint16_t interval_s;
	bool joined;

	bool holding; /* a second has ended, but may turn out to be a gap */
	struct slm_second second;
	bool has_spread;
	struct slm_spread spread;
	int64_t ended_ns;
};

/* Returns what slm_init says of the configuration. */
int listener_init(struct listener *l, const struct slm_config *config);

/* A block that came `at`, at most a second long; it comes back wiped.
 * `drained` says that no more was waiting, `lost` that some sound before or
 * inside it is missing.  false: out of step for good, begin anew with another
 * listener. */
bool listener_hear(struct listener *l, float *block, size_t n, struct moment at,
	bool drained, bool lost);

#endif
