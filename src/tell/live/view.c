/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view.c - everything that `sourdine live` shows, worked out. */
#include <string.h>
#include <time.h>

#include "../diary/open.h"
#include "../indicators/marks.h"
#include "../levels.h"
#include "view.h"

#define MINUTE_S     60
#define HOUR_S       3600
#define READ_AGAIN_S 5

/* Midnight before this moment, on the clocks of this place. */
static int64_t midnight(int64_t utc_s)
{
	time_t t = (time_t)utc_s;
	struct tm tm;

	if (!localtime_r(&t, &tm))
		return utc_s - utc_s % (24 * HOUR_S);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

/* Levels of two series are never averaged together. */
static bool add_record(void *user, const struct store_record *r)
{
	struct live_view *v = user;

	if (r->series != v->series.id)
		return true;
	if (r->start_utc_s >= v->utc_s - HOUR_S)
		level_mean_add(&v->hour.records, r->LAeq, r->covered_s);
	if (r->start_utc_s >= midnight(v->utc_s))
		level_mean_add(&v->day.records, r->LAeq, r->covered_s);
	return true;
}

static void read_diary(struct live_view *v, struct store *s)
{
	struct store_journal entry;
	int error;

	v->diary.since_utc_s = STORE_NO_TIME;
	if (diary_open_entry(s, diary_category_name(DIARY_SOURCE), &entry,
		&error))
		v->diary.since_utc_s = entry.from_utc_s;
	if (!v->store_error)
		v->store_error = error;
}

static void read_store(struct live_view *v)
{
	const struct level_mean nothing = { 0 };
	int64_t from = midnight(v->utc_s);
	struct store *s;

	v->read_utc_s = v->utc_s;
	v->has_series = v->has_last = false;
	v->diary.since_utc_s = STORE_NO_TIME;
	v->hour.records = v->day.records = nothing;
	v->store_error = store_open(&s, v->store_path);
	if (v->store_error)
		return;
	v->has_series = store_last_series(s, &v->series);
	v->has_last = store_last(s, &v->last) && v->has_series &&
		v->last.series == v->series.id;
	if (from > v->utc_s - HOUR_S)
		from = v->utc_s - HOUR_S;
	if (v->has_last)
		v->store_error = store_records(s, from, v->utc_s, add_record,
			v);
	read_diary(v, s);
	store_close(s);
}

static void look_at_minute(struct live_view *v)
{
	struct level_mean minute = { 0 };
	int64_t from = v->now.utc_s - MINUTE_S;

	v->loudest = SLM_NO_LEVEL;
	for (size_t i = v->feed->n; i > 0; i--) {
		const struct live_second *s = &v->feed->s[i - 1];

		if (s->utc_s <= from)
			break;
		level_mean_add(&minute, s->second.LAeq, 1);
		if (s->second.LAeq > v->loudest)
			v->loudest = s->second.LAeq;
	}
	v->LAeq_minute = level_mean(&minute);
}

/* The records that begin in it, and the seconds that no record has yet. */
static void look_at(struct live_view *v, struct live_period *p, int64_t from)
{
	struct level_mean mean = p->records;

	if (v->has_last && v->last.start_utc_s + v->last.interval_s > from)
		from = v->last.start_utc_s + v->last.interval_s;
	for (size_t i = v->feed->n; i > 0; i--) {
		const struct live_second *s = &v->feed->s[i - 1];

		if (s->utc_s < from)
			break;
		level_mean_add(&mean, s->second.LAeq, 1);
	}
	p->LAeq = level_mean(&mean);
	p->seconds = (int)mean.weight;
}

void live_view_look(struct live_view *v, const struct live_feed *f,
	const char *store_path, int64_t now_ms, int64_t utc_s)
{
	const struct live_second *now = live_feed_now(f, now_ms, utc_s);

	v->utc_s = utc_s;
	v->feed = f;
	v->store_path = store_path;
	v->running = now != NULL;
	v->stopped = live_feed_has_stopped(f, now_ms, utc_s);
	if (utc_s < v->read_utc_s || utc_s - v->read_utc_s >= READ_AGAIN_S)
		read_store(v);
	v->LAeq_minute = v->loudest = SLM_NO_LEVEL;
	if (now) {
		v->now = *now;
		look_at_minute(v);
	}
	look_at(v, &v->hour, utc_s - HOUR_S);
	look_at(v, &v->day, midnight(utc_s));
}

int live_view_count(const struct live_view *v, enum slm_state state)
{
	int n = 0;

	for (size_t i = 0; i < v->feed->n; i++)
		if (v->feed->s[i].second.state == (uint8_t)state &&
			v->feed->s[i].utc_s > v->utc_s - LIVE_SECONDS)
			n++;
	return n;
}

bool live_view_is_simulated(const struct live_view *v)
{
	return v->has_series && strcmp(v->series.source, "simulated") == 0;
}

bool live_view_is_uncalibrated(const struct live_view *v)
{
	return v->has_series && !v->series.calibrated;
}
