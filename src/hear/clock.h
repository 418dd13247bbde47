/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.h - keeps the seconds of the sound on the seconds of the wall clock.
 *
 * A sound card counts samples, not seconds, and it loses some without saying
 * so.  This clock compares the count with the monotonic clock.  Nothing here
 * reads a clock: the time is an argument. */
#ifndef HEAR_CLOCK_H
#define HEAR_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_S INT64_C(1000000000)

/* Both clocks, read together, ns. */
struct moment {
	int64_t monotonic_ns, wall_ns;
};

enum verdict {
	SOUND_ON_TIME, /* nothing was lost up to here */
	SOUND_LATE,    /* a backlog, or a loss: not yet known which */
	SOUND_LOST,    /* late, and nothing more is coming: a loss */
	SOUND_ASTRAY,  /* the clocks no longer agree: begin anew */
};

/* Do not rely on the contents. */
struct sound_clock {
	uint32_t rate_hz;

	bool up_to_date;  /* what had piled up at the start is read */
	uint64_t before;  /* samples since then, before the join */
	int64_t start_ns; /* of the first of them, at the latest */

	int64_t ahead_ns;  /* wall clock minus monotonic, at the join */
	int64_t second_ns; /* when the present second began, monotonic */
	uint32_t sample;   /* samples of it that are past */
	uint32_t length;   /* samples it will have */

	int64_t least_ns;   /* least lateness in this second */
	int64_t late_since; /* 0, or when it began to look like a loss */
	int64_t missing_ns; /* least lateness since then */
};

/* Where a meter begins: after `second` seconds of the interval and `sample`
 * samples of the next. */
struct joint {
	uint16_t second;
	uint32_t sample;
};

void sound_clock_init(struct sound_clock *c, uint32_t rate_hz);

/* `n` samples have come before the join; `drained` says that no more were
 * waiting.  true once the time of the sound is known well enough to join. */
bool sound_clock_settle(
	struct sound_clock *c, size_t n, struct moment at, bool drained);

/* The next sample is the first of the meter. */
struct joint sound_clock_join(
	struct sound_clock *c, uint16_t interval_s, struct moment at);

/* Samples up to the end of the present second. */
size_t sound_clock_room(const struct sound_clock *c);

/* `n` samples went by, heard or lost; no more than there is room for. */
void sound_clock_count(struct sound_clock *c, size_t n);

/* A second has ended.  Returns by how many samples the next one differs from
 * the rate (for slm_stretch). */
int32_t sound_clock_next(struct sound_clock *c);

/* When the present second began, monotonic clock, ns. */
int64_t sound_clock_began(const struct sound_clock *c);

/* All samples that were read have been counted; `at` is when the last came,
 * `drained` says that no more were waiting.  For SOUND_LOST, *lost is how many
 * samples are missing; count them. */
enum verdict sound_clock_check(
	struct sound_clock *c, struct moment at, bool drained, size_t *lost);

#endif
