/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place.c - when was a record that came in by the wire? */
#include <stddef.h>

#include "place.h"

static int64_t *find(struct node_place *p, uint32_t start)
{
	for (int i = 0; i < NODE_STARTS; i++)
		if (start != 0 && p->of[i].start == start)
			return &p->of[i].base;
	return NULL;
}

static int64_t *forget_one(struct node_place *p, uint32_t start)
{
	unsigned i = p->next++ % NODE_STARTS;

	p->of[i].start = start;
	return &p->of[i].base;
}

/* The base by this frame alone: the interval's end nearest to when the record
 * was closed.  One that is known stays unless it is off by three quarters of an
 * interval: clock and node drift, and the clock may be set. */
static int64_t *learn(struct node_place *p, const struct link_frame *f,
	int64_t closed_ms, int64_t interval_ms)
{
	int64_t count = f->entry.count, off_ms, *base = find(p, f->start);

	if (base) {
		off_ms = closed_ms - (*base + count) * interval_ms;
		if (4 * off_ms < 3 * interval_ms && 4 * off_ms > -3 * interval_ms)
			return base;
	} else {
		base = forget_one(p, f->start);
	}
	*base = (closed_ms + interval_ms / 2) / interval_ms - count;
	return base;
}

uint32_t node_place(struct node_place *p, const struct link_frame *f,
	int64_t arrival_ms)
{
	int64_t interval_ms = INT64_C(1000) * f->entry.record.interval_s;
	int64_t age_s = link_age_s(f), *base, start;

	if (f->start == 0 || arrival_ms < 0)
		return 0;
	if (f->sent_s == LINK_NEVER)
		base = find(p, f->start);
	else if (age_s >= 0 && age_s <= NODE_OLDEST_S)
		base = learn(p, f, arrival_ms - 1000 * age_s, interval_ms);
	else
		base = NULL;
	if (!base)
		return 0;
	start = *base + f->entry.count - 1;
	if (start <= 0 || start > UINT32_MAX ||
		start * interval_ms > arrival_ms ||
		start * interval_ms < arrival_ms - INT64_C(1000) * NODE_OLDEST_S)
		return 0;
	return (uint32_t)start;
}
