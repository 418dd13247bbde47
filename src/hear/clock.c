/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.c - keeps the seconds of the sound on the seconds of the wall clock.
 *
 * Lateness is the time that has passed less the time that the samples fill.  A
 * slow reader or a slow server makes it grow for a while; only the least of it
 * tells something.  If the least drifts, the card is fast or slow: the seconds
 * are stretched.  If it jumps and stays, samples are missing. */
#include "clock.h"

#include <assert.h>

#define MS (NS_PER_S / 1000)

/* Sound is listened to for so long before the join, only for its time. */
#define SETTLE_NS (500 * MS)

/* Lateness that is a loss if it stays for LOSS_STAYS_NS.  Servers hand over
 * sound in portions of up to 0.1 s, but the end of each portion is on time. */
#define LOSS_NS	      (60 * MS)
#define LOSS_STAYS_NS (400 * MS)

/* A loss that cannot be told as gaps without telling two seconds in a row. */
#define LOSS_TOO_LONG_NS NS_PER_S

/* The time of the join was wrong, or the card runs wild. */
#define EARLY_NS (250 * MS)

/* The wall clock was set. */
#define STEP_NS (200 * MS)

/* The part of the lateness that a second makes good. */
#define FOLLOW 8

static int64_t samples_to_ns(uint64_t n, uint32_t rate_hz)
{
	/* by whole seconds, so that a year does not overflow */
	return (int64_t)(n / rate_hz) * NS_PER_S +
	       (int64_t)(n % rate_hz) * NS_PER_S / (int64_t)rate_hz;
}

static int64_t magnitude(int64_t x)
{
	return x < 0 ? -x : x;
}

static void forget_lateness(struct sound_clock *c)
{
	c->least_ns = INT64_MAX;
	c->late_since = 0;
	c->missing_ns = INT64_MAX;
}

void sound_clock_init(struct sound_clock *c, uint32_t rate_hz)
{
	*c = (struct sound_clock){
		.rate_hz = rate_hz,
		.start_ns = INT64_MAX,
		.length = rate_hz,
	};
	forget_lateness(c);
}

bool sound_clock_settle(
	struct sound_clock *c, size_t n, struct moment at, bool drained)
{
	int64_t start;

	/* Half a second may have piled up while the device was opened. */
	if (!c->up_to_date) {
		c->up_to_date = drained;
		return false;
	}
	c->before += n;
	start = at.monotonic_ns - samples_to_ns(c->before, c->rate_hz);
	if (start < c->start_ns)
		c->start_ns = start;
	return samples_to_ns(c->before, c->rate_hz) >= SETTLE_NS;
}

struct joint sound_clock_join(
	struct sound_clock *c, uint16_t interval_s, struct moment at)
{
	int64_t now = c->start_ns + samples_to_ns(c->before, c->rate_hz);
	int64_t wall, into;

	c->ahead_ns = at.wall_ns - at.monotonic_ns;
	wall = now + c->ahead_ns;
	into = wall % NS_PER_S;
	c->second_ns = now - into;
	c->sample = (uint32_t)(into * (int64_t)c->rate_hz / NS_PER_S);
	return (struct joint){
		.second = (uint16_t)(wall / NS_PER_S % interval_s),
		.sample = c->sample,
	};
}

size_t sound_clock_room(const struct sound_clock *c)
{
	return c->length - c->sample;
}

void sound_clock_count(struct sound_clock *c, size_t n)
{
	assert(n <= sound_clock_room(c));
	c->sample += (uint32_t)n;
}

int32_t sound_clock_next(struct sound_clock *c)
{
	int64_t most = c->rate_hz / 1000, stretch = 0;

	if (c->least_ns != INT64_MAX)
		stretch = -c->least_ns * (int64_t)c->rate_hz /
			  (FOLLOW * NS_PER_S);
	if (magnitude(stretch) > most)
		stretch = stretch < 0 ? -most : most;
	c->least_ns = INT64_MAX;
	c->second_ns += NS_PER_S;
	c->sample = 0;
	c->length = (uint32_t)((int64_t)c->rate_hz + stretch);
	return (int32_t)stretch;
}

int64_t sound_clock_began(const struct sound_clock *c)
{
	return c->second_ns;
}

/* Lateness has stayed for so long that the rest will not come. */
static enum verdict lose(struct sound_clock *c, size_t *lost)
{
	if (c->missing_ns > LOSS_TOO_LONG_NS)
		return SOUND_ASTRAY;
	*lost = (size_t)(c->missing_ns * (int64_t)c->rate_hz / NS_PER_S);
	forget_lateness(c);
	return SOUND_LOST;
}

enum verdict sound_clock_check(
	struct sound_clock *c, struct moment at, bool drained, size_t *lost)
{
	int64_t late = at.monotonic_ns - c->second_ns -
		       samples_to_ns(c->sample, c->length);

	if (magnitude(at.wall_ns - at.monotonic_ns - c->ahead_ns) > STEP_NS ||
		late < -EARLY_NS)
		return SOUND_ASTRAY;
	if (late < c->least_ns)
		c->least_ns = late;
	if (late <= LOSS_NS) {
		c->late_since = 0;
		c->missing_ns = INT64_MAX;
		return SOUND_ON_TIME;
	}
	if (late < c->missing_ns)
		c->missing_ns = late;
	if (drained && c->late_since == 0)
		c->late_since = at.monotonic_ns;
	if (drained && c->late_since != 0 &&
		at.monotonic_ns - c->late_since >= LOSS_STAYS_NS)
		return lose(c, lost);
	return SOUND_LATE;
}
