/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_gate.c - a hear that may send anything at any time, and what the gate
 * makes of it.  Bytes are read as steps of a play:
 *
 *     0 N        N * 8 ms go by, with the ticks that fall into them
 *     1 32 bytes any message
 *     2 SS LL    a second: state, level
 *     3 14 bytes a spread
 *     4 N        the wall clock is set by N s, -128 to 127
 *     5          the gate was held up, and has dropped what had piled up
 */
#include "../../src/gate/gate.h"
#include "fuzz.h"

#define UTC_S	INT64_C(1763985600)
#define TICK_MS 750
#define MOST	4096 /* seconds that are remembered */

static const uint16_t intervals[] = {60, 90, 300, 900, 3600};

struct play {
	struct gate gate;
	int64_t now_ms, wall_ms; /* since the beginning; UTC */
	int64_t ticked;		 /* number of the last tick */
	int steps;		 /* of the wall clock */
	bool silent;

	struct slm_second taken[MOST]; /* seconds that the gate took */
	size_t n_taken, n_said;
	struct slm_spread spread[2]; /* the last ones that it took */
	long spreads, records;
	long levels, covered; /* seconds with a level; of all records */
	uint32_t sequence;
};

static int64_t tick_number(int64_t utc_ms)
{
	return (utc_ms - TICK_MS) / 1000;
}

/* Hear's seconds come out in their order, each once at most; the gate adds
 * none with a level. */
static void check_second(struct play *p, const uint8_t *out)
{
	struct slm_second s;

	HOLDS(slm_second_decode(&s, out));
	if (s.LAeq == SLM_NO_LEVEL)
		return;
	while (p->n_said < p->n_taken &&
		(p->taken[p->n_said].LAeq != s.LAeq ||
			p->taken[p->n_said].state != s.state))
		p->n_said++;
	HOLDS(p->n_said < p->n_taken);
	p->n_said++;
}

static void check_record(struct play *p, const uint8_t *out)
{
	slm_tenth_db least = SLM_LOUDEST, most = 0;
	struct slm_record r;

	HOLDS(slm_record_decode(&r, out));
	HOLDS(r.interval_s == p->gate.interval_s);
	/* One that closed and was never said may be missing. */
	HOLDS(p->records == 0 || r.sequence > p->sequence);
	HOLDS(r.sequence <= (uint32_t)p->records + (uint32_t)p->spreads);
	p->sequence = r.sequence;
	p->records++;
	/* The first one of an interval's end; one more may come at once, and
	 * is dropped as too early for the next. */
	if (r.spread.LAFmax != SLM_NO_LEVEL)
		HOLDS(memcmp(&r.spread, &p->spread[0], sizeof r.spread) == 0 ||
			memcmp(&r.spread, &p->spread[1], sizeof r.spread) == 0);
	for (size_t i = 0; i < p->n_taken; i++) {
		if (p->taken[i].LAeq == SLM_NO_LEVEL)
			continue;
		least = p->taken[i].LAeq < least ? p->taken[i].LAeq : least;
		most = p->taken[i].LAeq > most ? p->taken[i].LAeq : most;
	}
	/* No second counts in two records. */
	p->covered += r.covered_s;
	HOLDS(p->covered <= p->levels);
	HOLDS(r.covered_s == 0 || (r.LAeq >= least && r.LAeq <= most));
}

/* As often as the rules allow, however the play goes. */
static void check_rates(const struct play *p)
{
	int64_t interval_ms = 1000 * (int64_t)p->gate.interval_s;

	HOLDS((int64_t)p->n_taken <= p->now_ms / 1000 + 2);
	HOLDS(p->spreads <= p->now_ms / interval_ms + 2);
	HOLDS(p->records <=
		p->spreads + p->now_ms / interval_ms + 1 + p->steps);
}

static void tick(struct play *p)
{
	uint8_t out[2][SLM_MESSAGE_BYTES];
	int n = gate_tick(&p->gate, p->ticked, out);

	HOLDS(n >= 0 && n <= 2);
	if (n > 0) {
		p->silent = false;
		check_second(p, out[0]);
	}
	HOLDS(n > 0 || p->silent);
	if (n > 1)
		check_record(p, out[1]);
}

static void go_by(struct play *p, int64_t ms)
{
	for (; ms > 0; ms -= 8) {
		p->now_ms += 8;
		p->wall_ms += 8;
		if (tick_number(p->wall_ms) == p->ticked)
			continue;
		p->ticked = tick_number(p->wall_ms);
		tick(p);
	}
}

/* false after a breach. */
static bool send(struct play *p, const uint8_t message[SLM_MESSAGE_BYTES])
{
	struct slm_second second;
	struct slm_spread spread;

	if (!gate_take(&p->gate, message, p->now_ms)) {
		HOLDS(!gate_take(&p->gate, message, p->now_ms + 100000));
		return false;
	}
	if (slm_second_decode(&second, message)) {
		HOLDS(p->n_taken < MOST);
		p->taken[p->n_taken++] = second;
		p->levels += second.LAeq != SLM_NO_LEVEL;
	} else {
		HOLDS(slm_spread_decode(&spread, message));
		p->spread[0] = p->spread[1];
		p->spread[1] = spread;
		p->spreads++;
	}
	check_rates(p);
	return p->n_taken < MOST;
}

/* One step; how many bytes it took, or 0 at the end of the play. */
static size_t step(struct play *p, const uint8_t *data, size_t size)
{
	static const size_t lengths[] = {2, 33, 4, 15, 2, 1};
	uint8_t message[SLM_MESSAGE_BYTES] = {0};
	int what = data[0] % 6;

	if (size < lengths[what])
		return 0;
	switch (what) {
	case 0:
		go_by(p, 8 * (int64_t)data[1]);
		return 2;
	case 4:
		p->wall_ms += 1000 * (int64_t)(int8_t)data[1];
		p->steps += 2;
		return 2;
	case 5:
		gate_hear_began(&p->gate);
		return 1;
	case 1:
		memcpy(message, data + 1, sizeof message);
		break;
	case 2:
		memcpy(message, (uint8_t[]){1, data[1], data[2], data[3]}, 4);
		break;
	default:
		message[0] = 2;
		memcpy(message + 2, data + 1, 14);
	}
	return send(p, message) ? lengths[what] : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct play p;
	size_t n = 2;

	if (size < 2)
		return 0;
	memset(&p, 0, sizeof p);
	p.wall_ms = UTC_S * 1000 + data[0] * 250;
	p.ticked = tick_number(p.wall_ms);
	p.silent = data[1] & 128;
	gate_init(&p.gate, intervals[data[1] % 5], p.silent, p.ticked);
	for (size_t took = 1; took > 0 && n < size; n += took)
		took = step(&p, data + n, size - n);
	return 0;
}
