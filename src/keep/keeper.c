/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper.c - what becomes of a message. */
#include <stdio.h>
#include <string.h>

#include "../run/language.h"
#include "keeper.h"
#include "place.h"

/* Records that waited are stored a few at a time, so that a slow disk does
 * not hold up the seconds. */
#define STORED_AT_ONCE 60

/* Seconds of a study that are stored as one, s. */
#define PART_S 600

/* As sourdine-node places them. */
#define PLACED_OLDEST_MS (INT64_C(41) * 86400000)

void keeper_init(struct keeper *k, struct store *s, const char *path,
	struct live_server *live, const struct store_series *series)
{
	memset(k, 0, sizeof *k);
	k->store = s;
	k->path = path;
	k->live = live;
	k->properties = *series;
	k->series = series->id;
	k->interval_s = series->interval_s;
	k->flags = (series->calibrated ? 0u : SLM_FLAG_UNCALIBRATED) |
		(strcmp(series->source, "simulated") == 0 ?
			SLM_FLAG_SIMULATED : 0u);
	k->last_utc_s = k->before_utc_s = PLACE_NEVER;
}

/* ------------------------------------------------------------ histograms */

/* To the finished ones; into one of the same hour if the clock was set back,
 * so that they stay few. */
void keeper_close_hour(struct keeper *k)
{
	size_t i = 0;

	if (!k->hour_open)
		return;
	k->hour_open = false;
	while (i < k->hours_finished &&
		k->finished[i].hour_utc_s != k->hour.hour_utc_s)
		i++;
	if (i == KEEPER_HOURS)
		return; /* over a day without a disk: its records are lost too */
	if (i == k->hours_finished) {
		k->finished[k->hours_finished++] = k->hour;
		return;
	}
	for (int c = 0; c < STORE_CLASSES; c++)
		k->finished[i].seconds[c] = (uint16_t)
			(k->finished[i].seconds[c] + k->hour.seconds[c]);
}

static void count_second(struct keeper *k, const struct live_second *s)
{
	int64_t hour = place_hour(s->utc_s);

	if (s->second.LAeq == SLM_NO_LEVEL)
		return;
	if (k->hour_open && k->hour.hour_utc_s != hour)
		keeper_close_hour(k);
	if (!k->hour_open) {
		memset(&k->hour, 0, sizeof k->hour);
		k->hour.series = k->series;
		k->hour.hour_utc_s = hour;
		k->hour_open = true;
	}
	k->hour.seconds[(s->second.LAeq + 5) / 10]++;
}

/* -------------------------------------------------------------- messages */

static void keep_record(struct keeper *k, const struct store_record *r)
{
	if (k->records_waiting < KEEPER_RECORDS) {
		k->waiting[k->records_waiting++] = *r;
		return;
	}
	if (k->lost++ == 0)
		fprintf(stderr, _("sourdine-keep: memory holds no more than "
			"%d records: those that come now are lost until %s "
			"can be written\n"), KEEPER_RECORDS, k->path);
}

/* Of a node: its interval since 1970.  It may come late, and again. */
static const char *refuse_place(const struct keeper *k,
	const struct slm_record *in, int64_t arrival_ms)
{
	int64_t start_ms = INT64_C(1000) * in->sequence * k->interval_s;

	if (start_ms > arrival_ms || start_ms < arrival_ms - PLACED_OLDEST_MS)
		return "a record came whose time cannot be";
	return NULL;
}

static bool is_there(void *user, const struct store_record *r)
{
	(void)r;
	*(bool *)user = true;
	return false;
}

static bool has_record(struct keeper *k, int64_t start_utc_s)
{
	bool there = false;

	for (size_t i = 0; i < k->records_waiting; i++)
		there |= k->waiting[i].start_utc_s == start_utc_s;
	if (!there)
		(void)store_records(k->store, start_utc_s, start_utc_s + 1,
			is_there, &there);
	return there;
}

/* When the gate was away for more than two seconds, since the machine slept or
 * was busy, it ends the interval in which that began, not the one in which it
 * says so. */
static int64_t start_of(const struct keeper *k, const struct slm_record *in,
	int64_t arrival_ms)
{
	bool away = k->before_utc_s != PLACE_NEVER &&
		k->last_utc_s - k->before_utc_s > 2;

	if (k->placed)
		return (int64_t)in->sequence * k->interval_s;
	return place_record(away ? 1000 * k->before_utc_s +
		500 * (int64_t)k->interval_s : arrival_ms, k->interval_s);
}

static void take_record(struct keeper *k, const struct slm_record *in,
	int64_t arrival_ms)
{
	struct store_record r = {
		.series = k->series,
		.start_utc_s = start_of(k, in, arrival_ms),
		.interval_s = in->interval_s,
		.covered_s = in->covered_s,
		.flags = in->flags | k->flags,
		.LAeq = in->LAeq,
		.spread = in->spread,
	};
	/* The next second belongs to this hour, perhaps to a new one. */
	int64_t next = place_second(arrival_ms, PLACE_NEVER, false) + 1;

	if (k->placed && has_record(k, r.start_utc_s))
		return;
	keeper_look_at_studies(k, arrival_ms / 1000);
	if (k->hour_open && next >= k->hour.hour_utc_s + 3600)
		keeper_close_hour(k);
	/* ten minutes at a time: fewer rows, and no more to lose */
	if (!k->failing && next / PART_S != k->part.start_utc_s / PART_S)
		keeper_close_part(k);
	keep_record(k, &r);
	/* An error was said; what waits is tried again with the next one. */
	if (keeper_store(k, STORED_AT_ONCE) == STORE_OK)
		keeper_look_after(k, arrival_ms / 1000);
}

static void take_second(struct keeper *k, const struct slm_second *in,
	int64_t arrival_ms, bool more_waiting)
{
	struct live_second s = {
		.utc_s = place_second(arrival_ms, k->last_utc_s, more_waiting),
		.second = *in,
	};

	k->before_utc_s = k->last_utc_s;
	k->last_utc_s = s.utc_s;
	count_second(k, &s);
	if (k->study.n)
		keeper_add_second(k, &s);
	live_server_add(k->live, &s);
}

const char *keeper_take(struct keeper *k, const uint8_t message[SLM_MESSAGE_BYTES],
	int64_t arrival_ms, bool more_waiting)
{
	struct slm_second second;
	struct slm_record record;

	if (!k->placed && slm_second_decode(&second, message)) {
		take_second(k, &second, arrival_ms, more_waiting);
		return NULL;
	}
	if (!slm_record_decode(&record, message))
		return "what came is not a message of sourdine-gate";
	if (record.interval_s != k->interval_s)
		return "a record came whose length is not that of --interval";
	if (k->placed && refuse_place(k, &record, arrival_ms))
		return refuse_place(k, &record, arrival_ms);
	take_record(k, &record, arrival_ms);
	return NULL;
}
