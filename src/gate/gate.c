/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gate.c - counts every bit that leaves hear, and forms the record itself.
 *
 * Nothing here sees a sample or a file, or trusts what hear says: hear may
 * have been taken over.  The rules are numbered in SPEC.md. */
#include <stddef.h>
#include <string.h>

#include "gate.h"

/* Longest wait for a spread after its interval's end, s. */
#define GRACE_S 2

static bool breach(struct gate *g, enum breach why)
{
	g->breach = why;
	return false;
}

static bool bucket_take(struct bucket *b, int64_t now_ms)
{
	/* Full again at full_at_ms; empty when that is two periods away. */
	int64_t from = b->full_at_ms > now_ms ? b->full_at_ms : now_ms;

	if (from + b->period_ms > now_ms + 2 * b->period_ms)
		return false;
	b->full_at_ms = from + b->period_ms;
	return true;
}

static void next_interval(struct gate *g, int64_t utc_s)
{
	g->end_utc_s = (utc_s / g->interval_s + 1) * g->interval_s;
	g->received_s = 0;
	g->flags = 0;
	memset(&g->all, 0, sizeof g->all);
	memset(&g->since_start, 0, sizeof g->since_start);
	g->started_inside = false;
	g->restarted = false;
	g->runs = 0;
	g->in_run = false;
}

void gate_init(struct gate *g, uint16_t interval_s, bool silent, int64_t utc_s)
{
	memset(g, 0, sizeof *g);
	g->interval_s = interval_s;
	g->silent = silent;
	g->seconds.period_ms = 1000;
	g->spreads.period_ms = 1000 * (int64_t)interval_s;
	g->last_utc_s = utc_s;
	next_interval(g, utc_s);
	g->started_inside = true;
}

/* Form the record of the interval that ends now.  `s` is NULL if no spread
 * came, or none that describes the same seconds as LAeq. */
static void close_interval(struct gate *g, const struct slm_spread *s,
	int64_t utc_s)
{
	struct slm_record *r = &g->done;

	if (g->received_s < g->interval_s)
		g->flags |= g->started_inside ? SLM_FLAG_START : SLM_FLAG_GAP;
	if (g->all.seconds == g->interval_s) /* a restart cost no second */
		g->flags &= SLM_FLAG_OVERLOAD | SLM_FLAG_UNDER_RANGE;
	r->sequence = g->sequence;
	r->interval_s = g->interval_s;
	r->covered_s = g->all.seconds;
	r->flags = g->flags;
	r->LAeq = tally_mean(&g->all);
	r->spread = s && !g->restarted && g->all.seconds ? *s :
		SLM_NO_SPREAD;
	g->has_done = !g->silent;
	g->sequence += !g->silent;
	g->silent &= g->started_inside; /* until a whole one has passed */
	next_interval(g, utc_s);
}

void gate_hear_began(struct gate *g)
{
	g->restarted |= g->all.seconds > 0;
	memset(&g->since_start, 0, sizeof g->since_start);
	g->runs = 0;
	g->in_run = false;
}

static bool take_second(struct gate *g, const struct slm_second *s)
{
	static const uint16_t flag[SLM_STATES] = {
		[SLM_STATE_OVERLOAD] = SLM_FLAG_OVERLOAD,
		[SLM_STATE_UNDER_RANGE] = SLM_FLAG_UNDER_RANGE,
		[SLM_STATE_GAP] = SLM_FLAG_GAP,
		[SLM_STATE_DEAD] = SLM_FLAG_DEAD,
		[SLM_STATE_START] = SLM_FLAG_START,
	};

	g->received_s++;
	g->heard_any = true;
	g->flags |= flag[s->state];
	if (s->state == SLM_STATE_START)
		gate_hear_began(g);
	if (s->LAeq != SLM_NO_LEVEL) {
		if (g->all.seconds == g->interval_s)
			return breach(g, BREACH_COUNT);
		tally_add(&g->all, s->LAeq);
		tally_add(&g->since_start, s->LAeq);
		g->runs += !g->in_run;
	}
	g->in_run = s->LAeq != SLM_NO_LEVEL;
	if (g->queued == 2) { /* the display is behind: drop the oldest */
		g->queue[0] = g->queue[1];
		g->queued = 1;
	}
	g->queue[g->queued++] = *s;
	return true;
}

/* By how many tenths the mean of n whole seconds on end may honestly lie above
 * LAFmax: 100 lg(1 + 0.125 s / n) for the detector that has to rise anew after
 * each gap, and 1.5 for the roundings. */
static int headroom(int n)
{
	return n <= 1 ? 6 : n == 2 ? 4 : n == 3 ? 3 : n < 12 ? 2 : 1;
}

static bool take_spread(struct gate *g, const struct slm_spread *s)
{
	const struct tally *t = &g->since_start;

	if (t->seconds > 0) {
		if (s->LAFmax == SLM_NO_LEVEL ||
			t->loudest > s->LAFmax + headroom(1) ||
			tally_mean(t) > s->LAFmax +
				headroom(t->seconds / g->runs))
			return breach(g, BREACH_CONTRADICTION);
	}
	/* Early: it speaks of a part of the interval only, and to close that
	 * would make two records of one interval. */
	if (g->end_utc_s - g->last_utc_s > GRACE_S)
		return true;
	close_interval(g, s->LAFmax == SLM_NO_LEVEL ? NULL : s, g->end_utc_s);
	return true;
}

bool gate_take(struct gate *g, const uint8_t in[SLM_MESSAGE_BYTES],
	int64_t now_ms)
{
	struct slm_second second;
	struct slm_spread spread;

	if (g->breach)
		return false;
	if (slm_second_decode(&second, in)) {
		if (!bucket_take(&g->seconds, now_ms))
			return breach(g, BREACH_RATE);
		return take_second(g, &second);
	}
	if (slm_spread_decode(&spread, in)) {
		if (!bucket_take(&g->spreads, now_ms))
			return breach(g, BREACH_RATE);
		return take_spread(g, &spread);
	}
	return breach(g, BREACH_FORM);
}

int gate_tick(struct gate *g, int64_t utc_s, uint8_t out[2][SLM_MESSAGE_BYTES])
{
	struct slm_second s = { SLM_NO_LEVEL,
		g->heard_any ? SLM_STATE_GAP : SLM_STATE_START };
	bool stepped = utc_s < g->last_utc_s - 1 || utc_s > g->last_utc_s + 2;
	int n = 0;

	g->last_utc_s = utc_s;
	if (stepped || utc_s >= g->end_utc_s + GRACE_S)
		close_interval(g, NULL, stepped ? utc_s : g->end_utc_s);
	if (g->queued > 0) {
		s = g->queue[0];
		g->queue[0] = g->queue[1];
		g->queued--;
	}
	if (!g->silent)
		slm_second_encode(out[n++], &s);
	if (g->has_done)
		slm_record_encode(out[n++], &g->done);
	g->has_done = false;
	return n;
}
