/* SPDX-License-Identifier: GPL-3.0-or-later */
/* days.c - GET /api/days: days by the clock, their hours and indicators,
 * and those of the whole; a day at a time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../indicators/indicators.h"
#include "../local_time.h"
#include "days.h"
#include "json.h"
#include "query.h"
#include "stream.h"

#define HOURS	  26   /* of one day, and to spare */
#define LONGEST_S 3600 /* of a record */

struct answer {
	struct web_stream stream;
	struct web_days_period days;
	int64_t day;	/* the next one */
	int64_t series; /* the newest one in it; 0: there is none */
	int64_t place;	/* where that was: its records count */
	struct web_placement last;
	int64_t left_out; /* records of other places */
	bool near;
	struct indicators whole;
};

/* One day, computed within one turn of the loop: one for all answers. */
static struct {
	struct answer *of;
	struct store *store;
	struct indicators day, hour[HOURS];
	int hours, at; /* at: the one that the last record began in */
	bool simulated;
} now;

static void add_to(struct indicators *i, const struct store_record *r)
{
	int64_t before = i->records;

	indicators_add(i, r->start_utc_s, r->interval_s, r->covered_s,
		level_dB(r->LAeq));
	if (i->records != before)
		indicators_add_extremes(i, level_dB(r->spread.LAFmax),
			level_dB(r->spread.LAFmin));
}

static bool add_record(void *user, const struct store_record *r)
{
	int64_t end = r->start_utc_s + r->interval_s;

	(void)user;
	/* The window begins early, for a record that reaches into the day. */
	if (end <= now.day.from_utc_s)
		return true;
	if (web_placement(&now.of->last, now.store, r->series) !=
		now.of->place) {
		now.of->left_out += r->start_utc_s >= now.day.from_utc_s;
		return true;
	}
	now.simulated |= (r->flags & SLM_FLAG_SIMULATED) != 0;
	/* They come in the order of their times, but for a clock set back. */
	if (r->start_utc_s < now.hour[now.at].from_utc_s)
		now.at = 0;
	while (now.at + 1 < now.hours &&
		r->start_utc_s >= now.hour[now.at].to_utc_s)
		now.at++;
	for (int h = now.at; h < now.hours && end > now.hour[h].from_utc_s; h++)
		add_to(&now.hour[h], r);
	return true;
}

/* An hour is an interval with a level, too: the same energy, from fewer sums
 * than of each record once more. */
static void add_hours(struct indicators *to)
{
	for (int h = 0; h < now.hours; h++) {
		const struct indicators *hour = &now.hour[h];

		indicators_add(to, hour->from_utc_s,
			(int32_t)(hour->to_utc_s - hour->from_utc_s),
			hour->all.weight, indicators_LAeq(hour, 0).value);
		indicators_add_extremes(to, hour->loudest, hour->quietest);
	}
}

static void begin_day(int64_t from, int64_t to)
{
	now.hours = now.at = 0;
	now.simulated = false;
	indicators_begin(&now.day, from, to, NULL);
	for (int64_t t = from; t < to && now.hours < HOURS;) {
		int64_t end = local_hour_end(t) < to ? local_hour_end(t) : to;

		indicators_begin(&now.hour[now.hours++], t, end, NULL);
		t = end;
	}
}

/* ------------------------------------------------------------- as JSON */

static void set_why(json_t *why, const char *name, const struct indicator *v)
{
	static const char *const reasons[] = {"", "nothing", "coverage"};
	char text[INDICATOR_REASON_SIZE];
	size_t reason = (size_t)v->reason;

	if (v->reason == INDICATOR_GIVEN)
		return;
	indicator_explain(text, v);
	json_object_set_new(why, name,
		json_pack("{s:s, s:s, s:o, s:o, s:s}", "reason",
			reason < 3 ? reasons[reason] : "other", "lacking",
			v->lacking, "coverage", web_json_share(v->coverage),
			"wanted", web_json_share(v->wanted), "text", text));
}

static void set_indicators(json_t *j, const struct indicators *i)
{
	struct indicators_den den =
		indicators_den(i, &INDICATORS_FRENCH, INDICATORS_COVERAGE);
	struct indicator LAeq = indicators_LAeq(i, INDICATORS_COVERAGE);
	const struct {
		const char *name;
		const struct indicator *v;
	} all[] = {
		{"LAeq", &LAeq},
		{"Lday", &den.Lday},
		{"Levening", &den.Levening},
		{"Lnight", &den.Lnight},
		{"Lden", &den.Lden},
	};
	json_t *why = json_object();

	for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
		json_object_set_new(
			j, all[k].name, web_json_dB(all[k].v->value));
		set_why(why, all[k].name, all[k].v);
	}
	json_object_set_new(j, "LAFmax", web_json_dB(i->loudest));
	json_object_set_new(j, "LAFmin", web_json_dB(i->quietest));
	json_object_set_new(j, "coverage", web_json_share(LAeq.coverage));
	json_object_set_new(
		j, "length_s", json_integer((json_int_t)i->length_s));
	json_object_set_new(
		j, "covered_s", json_integer((json_int_t)round(i->all.weight)));
	json_object_set_new(j, "why", why);
}

/* What clocks are ahead of UTC, at first and from each change on. */
static json_t *list_offsets(int64_t from, int64_t to)
{
	json_t *list = json_array();
	int32_t last = INT32_MIN;

	for (int h = 0; h < now.hours; h++) {
		int64_t t = now.hour[h].from_utc_s;
		int32_t offset = local_offset_s(t);

		if (t < to && offset != last)
			json_array_append_new(
				list, json_pack("{s:I, s:i}", "after_s",
					      (json_int_t)(t - from),
					      "utc_offset_s", (int)offset));
		last = offset;
	}
	return list;
}

static json_t *list_hours(int64_t from)
{
	json_t *after = json_array(), *LAeq = json_array();
	json_t *LAFmax = json_array(), *coverage = json_array();

	for (int h = 0; h < now.hours; h++) {
		struct indicator v = indicators_LAeq(&now.hour[h], 0);

		json_array_append_new(
			after, json_integer(now.hour[h].from_utc_s - from));
		json_array_append_new(LAeq, web_json_dB(v.value));
		json_array_append_new(LAFmax, web_json_dB(now.hour[h].loudest));
		json_array_append_new(coverage, web_json_share(v.coverage));
	}
	return json_pack("{s:o, s:o, s:o, s:o}", "after_s", after, "LAeq", LAeq,
		"LAFmax", LAFmax, "coverage", coverage);
}

static void date_format(char out[16], int64_t day)
{
	struct local_date d = local_date(day);

	snprintf(out, 16, "%04d-%02d-%02d", d.year % 10000, d.month % 100,
		d.day % 100);
}

static json_t *day_json(int64_t day)
{
	int64_t from = now.day.from_utc_s, to = now.day.to_utc_s;
	char start[LOCAL_TIME_SIZE], date[16];
	json_t *j;

	local_time_format(start, from);
	date_format(date, day);
	j = json_pack("{s:s, s:s, s:b, s:o, s:o}", "date", date, "start", start,
		"simulated", (int)now.simulated, "offsets",
		list_offsets(from, to), "hours", list_hours(from));
	set_indicators(j, &now.day);
	return j;
}

/* -------------------------------------------------------------- answer */

static void add_day(struct answer *a, struct store *store)
{
	int64_t from = local_utc(a->day, 0), to = local_utc(a->day + 1, 0);
	int error;

	/* Where a zone left a day out, there is none. */
	if (from >= to)
		return;
	begin_day(from, to);
	now.of = a;
	now.store = store;
	error = store_records(store, from - LONGEST_S, to, add_record, NULL);
	if (error) {
		web_store_drop(&a->stream.web->store, error);
		a->stream.failed = true;
		return;
	}
	add_hours(&now.day);
	add_hours(&a->whole);
	if (a->day > a->days.first)
		web_stream_add(&a->stream, ",\n");
	web_stream_add_json(&a->stream, day_json(a->day));
}

static void add_end(struct answer *a, struct store *store)
{
	json_t *whole = json_object();

	set_indicators(whole, &a->whole);
	web_stream_add(&a->stream, "],\n\"whole\":");
	web_stream_add_json(&a->stream, whole);
	web_stream_add(&a->stream, ",\n\"left_out\":");
	web_stream_add_json(&a->stream, json_integer(a->left_out));
	web_stream_add(&a->stream, ",\n\"landmarks\":");
	web_stream_add_json(&a->stream,
		web_landmarks(a->stream.web, store, &a->whole, a->series));
	web_stream_add(&a->stream, ",\n\"diary\":");
	web_stream_add_json(&a->stream, web_diary(store, a->whole.from_utc_s,
						a->whole.to_utc_s, a->near));
	web_stream_add(&a->stream, "}\n");
	a->stream.ended = true;
}

static void make(struct web_stream *stream)
{
	struct answer *a = (struct answer *)stream;
	struct store *store = web_stream_store(stream);

	if (!store)
		return;
	if (a->day > a->days.last) {
		add_end(a, store);
		return;
	}
	add_day(a, store);
	a->day++;
	if (stream->length == 0)
		web_stream_add(stream, "\n");
}

static bool take_series(void *series, const struct store_record *r)
{
	*(int64_t *)series = r->series;
	return true;
}

/* Where the microphone stood at the end of the period: only that is shown,
 * since levels of two places are never averaged together. */
static int64_t last_series(struct store *store, const struct web_days_period *p)
{
	int64_t series = 0;

	for (int64_t d = p->last; d >= p->first && series == 0; d--)
		if (store_records(store, local_utc(d, 0), local_utc(d + 1, 0),
			    take_series, &series) != STORE_OK)
			return 0;
	return series;
}

static void add_head(struct answer *a)
{
	char from[16], to[16];
	char text[256];

	date_format(from, a->days.first);
	date_format(to, a->days.last);
	snprintf(text, sizeof text,
		"{\"from\":\"%s\",\"to\":\"%s\",\"zone\":\"%.64s\","
		"\"rule\":{\"day\":%d,\"evening\":%d,\"night\":%d},\n"
		"\"days\":[",
		from, to, local_time_zone(), INDICATORS_FRENCH.day,
		INDICATORS_FRENCH.evening, INDICATORS_FRENCH.night);
	web_stream_add(&a->stream, text);
}

enum MHD_Result web_days(struct web *w, struct MHD_Connection *c)
{
	struct web_days_period days;
	struct web_keys keys;
	struct answer *a;
	char why[WEB_WHY];

	if (!web_keys_read(&keys, c, "/api/days?from=2026-11-01&to=2026-11-30",
		    why, sizeof why) ||
		!web_days_parse(&days, keys.from, keys.to, local_day(w->utc_s),
			why, sizeof why))
		return web_reply_error(c, MHD_HTTP_BAD_REQUEST, why);
	web_store_look(&w->store, w->utc_s);
	if (!w->store.store)
		return web_reply_no_store(w, c);
	a = calloc(1, sizeof *a);
	if (!a)
		return MHD_NO;
	a->days = days;
	a->day = days.first;
	a->near = web_is_near(w, c);
	a->series = last_series(w->store.store, &days);
	a->place = web_placement(&a->last, w->store.store, a->series);
	indicators_begin(&a->whole, local_utc(days.first, 0),
		local_utc(days.last + 1, 0), NULL);
	add_head(a);
	return web_stream_reply(w, c, &a->stream, make);
}
