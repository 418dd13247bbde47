/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gate.h - what may pass from hear to keep, and when.
 *
 * Time is an argument: `now_ms` is a monotonic clock, `utc_s` the wall clock
 * at the gate's own tick, once a second. */
#ifndef GATE_H
#define GATE_H

#include "slm_message.h"
#include "tally.h"

enum breach {
	BREACH_NONE,
	BREACH_FORM,         /* not a legal message */
	BREACH_RATE,         /* more often than a second, an interval */
	BREACH_COUNT,        /* more seconds than the interval has */
	BREACH_CONTRADICTION /* the spread denies its own seconds */
};

/* A token bucket: two at most, one more each period. */
struct bucket {
	int64_t period_ms, full_at_ms;
};

/* Do not rely on the contents. */
struct gate {
	uint16_t interval_s;
	int64_t end_utc_s;   /* when the present interval ends */
	int64_t last_utc_s;  /* of the tick before */
	uint32_t sequence;
	bool silent;         /* until a whole interval has passed */
	bool heard_any;      /* a second came since the gate began */
	enum breach breach;

	struct bucket seconds, spreads;

	/* Seconds to be said at the next ticks, oldest first. */
	struct slm_second queue[2];
	int queued;

	/* The present interval. */
	uint16_t received_s; /* seconds that came */
	uint16_t flags;
	struct tally all, since_start;
	uint16_t runs;       /* of seconds with a level since the start */
	bool in_run;         /* the second before had one */
	bool started_inside; /* the gate itself began in this interval */
	bool restarted;      /* hear began again after seconds were counted */

	struct slm_record done;
	bool has_done;
};

/* `silent`: after a breach, say nothing until a whole interval has
 * passed. */
void gate_init(struct gate *g, uint16_t interval_s, bool silent,
	int64_t utc_s);

/* A message from hear.  false is a breach: stop, and never go on. */
bool gate_take(struct gate *g, const uint8_t in[SLM_MESSAGE_BYTES],
	int64_t now_ms);

/* Hear has begun again: its spread will not speak of the seconds before.  Also
 * when messages were dropped, since that may have been among them. */
void gate_hear_began(struct gate *g);

/* Is it time for a tick?  Not where the one of this second was said already:
 * the clock was set back by less than a second, or this is a leap second. */
static inline bool gate_is_due(const struct gate *g, int64_t utc_s)
{
	return utc_s > g->last_utc_s || utc_s < g->last_utc_s - 1;
}

/* The gate's tick: fills `out` with the messages for keep, a second and then
 * perhaps a record; returns how many (0 while silent). */
int gate_tick(struct gate *g, int64_t utc_s, uint8_t out[2][SLM_MESSAGE_BYTES]);

#endif
