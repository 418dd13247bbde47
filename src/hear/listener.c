/* SPDX-License-Identifier: GPL-3.0-or-later */
/* listener.c - blocks of sound in, messages for the gate out. */
#include "listener.h"

#include <string.h>

/* The gate grants a second's message a second of lateness, less a margin. */
#define LATEST_NS (950 * (NS_PER_S / 1000))

int listener_init(struct listener *l, const struct slm_config *config)
{
	struct slm_config messages = *config;

	memset(l, 0, sizeof *l);
	messages.messages_only = true;
	l->interval_s = config->interval_s;
	sound_clock_init(&l->clock, config->sample_rate_hz);
	repeat_init(&l->repeat, config->sample_rate_hz);
	return slm_init(&l->meter, &messages);
}

static bool is_dead(const struct listener *l)
{
	return (l->never_repeats && repeat_holds(&l->repeat, l->began)) ||
	       (l->correction &&
		       correction_was_still(l->correction, l->began, l->at));
}

/* What the meter cannot know of a second: it does not remember sound, and a
 * filter before it takes some faults away. */
static void look_before_meter(struct listener *l)
{
	struct slm_second *s = &l->second;

	if (s->state < SLM_STATE_GAP && is_dead(l))
		*s = (struct slm_second){SLM_NO_LEVEL, SLM_STATE_DEAD};
	if (s->state < SLM_STATE_GAP && l->overload)
		s->state = SLM_STATE_OVERLOAD;
	l->began = l->at;
	/* the next one begins in the same block */
	l->overload = l->overload_now;
}

/* A second has ended: keep it until it is sure.  false: the one before is
 * still unsure, so both are late. */
static bool hold(struct listener *l)
{
	if (l->holding)
		return false;
	l->holding = slm_take_second(&l->meter, &l->second);
	look_before_meter(l);
	l->has_spread = slm_take_spread(&l->meter, &l->spread);
	slm_stretch(&l->meter, sound_clock_next(&l->clock));
	l->ended_ns = sound_clock_began(&l->clock);
	return l->holding;
}

/* What is held is sure now. */
static bool release(struct listener *l, struct moment at)
{
	if (!l->holding)
		return true;
	if (at.monotonic_ns - l->ended_ns > LATEST_NS)
		return false;
	slm_second_encode(l->ready[l->n_ready++], &l->second);
	if (l->has_spread)
		slm_spread_encode(l->ready[l->n_ready++], &l->spread);
	l->holding = false;
	return true;
}

/* `samples` is NULL for lost ones. */
static bool pass(struct listener *l, float *samples, size_t n)
{
	while (n > 0) {
		size_t room = sound_clock_room(&l->clock);
		size_t part = n < room ? n : room;
		size_t took = samples ? slm_consume(&l->meter, samples, part)
				      : slm_lost(&l->meter, part);

		/* meter and clock cut at the same sample, or not at all */
		if (took != part)
			return false;
		sound_clock_count(&l->clock, part);
		l->at += samples ? (int64_t)part : 0;
		if (part == room && !hold(l))
			return false;
		samples = samples ? samples + part : NULL;
		n -= part;
	}
	return true;
}

static bool missed(struct listener *l, size_t n, struct moment at)
{
	/* It was lost after the last block that was on time, which lies in the
	 * second that is held if there is one. */
	if (l->holding)
		l->second = (struct slm_second){SLM_NO_LEVEL, SLM_STATE_GAP};
	return release(l, at) && pass(l, NULL, n) && release(l, at);
}

static bool settle(struct listener *l, float *block, size_t n, struct moment at,
	bool drained)
{
	struct joint j;

	/* Nobody reads this any more: only volatile keeps it from being left
	 * out. */
	for (volatile float *b = block; b < block + n; b++)
		*b = 0;
	if (!sound_clock_settle(&l->clock, n, at, drained))
		return true;
	j = sound_clock_join(&l->clock, l->interval_s, at);
	slm_join(&l->meter, j.second, j.sample);
	l->began = l->at =
		l->heard -
		(l->correction ? correction_delay(l->correction) : 0);
	l->joined = true;
	return true;
}

bool listener_hear(struct listener *l, float *block, size_t n, struct moment at,
	bool drained, bool lost)
{
	size_t missing = 0;

	if (l->never_repeats)
		repeat_hear(&l->repeat, block, n);
	l->heard += (int64_t)n;
	/* before the join, too: it is to be full of sound by then */
	l->overload_now =
		l->correction && correction_run(l->correction, block, n);
	l->overload |= l->joined && l->overload_now;
	if (!l->joined)
		return settle(l, block, n, at, drained);
	/* Where in the block is unknown: mark the seconds of both ends.  How
	 * much is for the clock to find. */
	if (lost && !missed(l, 1, at))
		return false;
	if (!pass(l, block, n) || (lost && !missed(l, 1, at)))
		return false;
	switch (sound_clock_check(&l->clock, at, drained, &missing)) {
	case SOUND_ON_TIME:
		return release(l, at);
	case SOUND_LATE:
		return true;
	case SOUND_LOST:
		return missed(l, missing, at);
	case SOUND_ASTRAY:
		break;
	}
	return false;
}
