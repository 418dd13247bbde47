/* SPDX-License-Identifier: GPL-3.0-or-later */
/* context.c - what stands around the levels: the instrument, its
 * calibrations, what was missing, the diary, the seal. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../../keep/seal.h"
#include "../calibrations.h"
#include "../levels.h"
#include "../indicators/marks.h"
#include "gather.h"
#include "stated.h"
#include "weather.h"

/* What the records of the period say besides their levels. */
struct context {
	const struct report_request *request;
	struct store *store;
	const char *path;        /* of the store */
	int64_t placement;       /* as indicators number them */
	struct store_series series, last; /* of this record; of the placement */
	int64_t records, other, moved;
	double measured_s;
	int64_t end_utc_s, gaps, longest_gap_s; /* between records, so far */
	int64_t left_out;        /* records with bad weather */
	double left_out_s, unknown_s; /* with it; with weather not known */
	int64_t flags[8];        /* records with each flag */
	json_t *all;             /* of a report of one day; NULL otherwise */
};

static bool weather_spoils(struct context *c, const struct store_record *r)
{
	const struct weather *w = c->request->weather;
	int64_t from = r->start_utc_s, to = from + r->interval_s;

	if (!w)
		return false;
	if (weather_is_bad(w, from, to)) {
		c->left_out++;
		c->left_out_s += r->covered_s;
		return true;
	}
	if (!weather_is_known(w, from, to))
		c->unknown_s += r->covered_s;
	return false;
}

/* Nothing of this placement was stored until here. */
static void end_gap(struct context *c, int64_t utc_s)
{
	int64_t gap = utc_s - c->end_utc_s;

	if (gap <= 0)
		return;
	c->gaps++;
	if (gap > c->longest_gap_s)
		c->longest_gap_s = gap;
}

static void add_record(struct context *c, const struct store_record *r)
{
	end_gap(c, r->start_utc_s);
	c->end_utc_s = r->start_utc_s + r->interval_s;
	if (weather_spoils(c, r))
		return;
	c->last = c->series;
	c->records++;
	c->moved += r->moved_s != 0;
	c->measured_s += r->covered_s;
	for (unsigned b = 0; b < 8; b++)
		c->flags[b] += r->flags >> b & 1;
	if (c->all)
		json_array_append_new(c->all, json_pack(
			"{s:o, s:I, s:i, s:o, s:o, s:o, s:o}", "start",
			report_time(r->start_utc_s), "utc_s",
			(json_int_t)r->start_utc_s, "interval_s",
			(int)r->interval_s, "LAeq", report_level(level_dB(
			r->LAeq)), "LAF10", report_level(level_dB(
			r->spread.LAF10)), "LAF90", report_level(level_dB(
			r->spread.LAF90)), "LAFmax", report_level(level_dB(
			r->spread.LAFmax))));
}

static bool each_record(void *user, const struct store_record *r)
{
	struct context *c = user;

	if (c->series.id != r->series &&
		!store_series(c->store, r->series, &c->series))
		return false;
	if (2 * c->series.placement + (strcmp(c->series.source,
		"simulated") == 0) == c->placement)
		add_record(c, r);
	else
		c->other++;
	return true;
}

static json_t *instrument(const struct store_series *s, bool redact)
{
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:f, s:f, s:i, s:i, s:s}",
		"place", s->place, "height_cm", (int)s->height_cm,
		"description", redact ? "" : s->description, "microphone",
		s->microphone, "source", s->source, "full_scale_db",
		s->full_scale / 10.0, "self_noise_db", s->self_noise / 10.0,
		"calibrated", (int)s->calibrated, "interval_s",
		(int)s->interval_s, "software", s->software);
}

static json_t *quality(const struct context *c)
{
	static const char *const names[] = { "overload", "under_range", "gap",
		"dead", "start", "uncalibrated" };
	json_t *j = json_pack("{s:f, s:I, s:I, s:I, s:b, s:b}", "measured_s",
		c->measured_s, "records", (json_int_t)c->records,
		"other_placement", (json_int_t)c->other, "moved_in_time",
		(json_int_t)c->moved, "simulated", c->flags[6] > 0,
		"calibrated", c->records > 0 && c->flags[5] == 0);

	json_object_set_new(j, "gaps", json_integer(c->gaps));
	json_object_set_new(j, "longest_gap_s", json_integer(
		c->longest_gap_s));
	if (c->request->weather) {
		json_object_set_new(j, "weather_left_out",
			json_integer(c->left_out));
		json_object_set_new(j, "weather_left_out_s",
			json_real(c->left_out_s));
		json_object_set_new(j, "weather_unknown_s",
			json_real(c->unknown_s));
	}
	for (size_t b = 0; b < sizeof names / sizeof *names; b++)
		json_object_set_new(j, names[b], json_integer(c->flags[b]));
	return j;
}

/* ---------------------------------------------------------- calibrations */

struct calibrating {
	const char *microphone;
	int64_t to_utc_s;
	double previous;
	json_t *all;
};

static bool each_calibration(void *user, const struct store_journal *j)
{
	struct calibrating *c = user;
	double dB = (double)j->value / 100;

	if (strcmp(j->subject, c->microphone) != 0 || j->utc_s >= c->to_utc_s)
		return true;
	json_array_append_new(c->all, json_pack("{s:o, s:I, s:o, s:o}", "time",
		report_time(j->utc_s), "n", (json_int_t)j->n, "full_scale_db",
		report_level(dB), "drift_db", report_level(dB - c->previous)));
	c->previous = dB;
	return true;
}

static json_t *calibrations_of(struct store *s, const char *microphone,
	int64_t to_utc_s)
{
	struct calibrating c = { microphone, to_utc_s, NAN, json_array() };

	(void)store_journal(s, STORE_CALIBRATION, each_calibration, &c);
	return c.all;
}

/* ----------------------------------------------------------------- diary */

struct diary {
	const struct report_request *request;
	json_t *all;
};

static bool each_entry(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	struct diary *d = user;
	const struct report_request *r = d->request;
	json_int_t to;

	if (!now)
		return true;
	/* one that is still open lasts until the end */
	to = now->to_utc_s == STORE_NO_TIME ? r->to_utc_s : now->to_utc_s;
	json_array_append_new(d->all, json_pack(
		"{s:o, s:o, s:I, s:I, s:s, s:b, s:b, s:s}", "from",
		report_time(now->from_utc_s), "to", report_time(to),
		"from_utc_s", (json_int_t)now->from_utc_s, "to_utc_s", to,
		"category", now->subject, "source_present",
		strcmp(now->subject, diary_category_name(DIARY_SOURCE)) == 0,
		"edited", now->n != first->n, "text",
		r->redact ? "" : now->text));
	return true;
}

static json_t *diary_of(struct store *s, const struct report_request *r)
{
	struct diary d = { r, json_array() };

	(void)store_diary(s, r->from_utc_s, r->to_utc_s, each_entry, &d);
	return d.all;
}

/* --------------------------------------------------------------- studies */

static bool each_study(void *user, const struct store_study *study)
{
	struct diary *d = user;

	if (study->from_utc_s < d->request->to_utc_s &&
		study->ended_utc_s > d->request->from_utc_s)
		json_array_append_new(d->all, json_pack("{s:s, s:o, s:o}",
			"name", d->request->redact ? "" : study->name, "from",
			report_time(study->from_utc_s), "to",
			report_time(study->ended_utc_s)));
	return true;
}

static json_t *studies_of(struct store *s, const struct report_request *r)
{
	struct diary d = { r, json_array() };

	(void)store_studies(s, each_study, &d);
	return d.all;
}

/* ------------------------------------------------------------------ seal */

/* The newest signed head: what the report was made from lies before it, or
 * is said not to be signed. */
json_t *report_seal(struct store *s)
{
	uint8_t key[ENTRY_KEY_BYTES], hash[ENTRY_HASH];
	char key_hex[2 * sizeof key + 1] = "", hash_hex[2 * sizeof hash + 1];
	int64_t n = 0;

	if (!seal_tip(s, &n, hash))
		return json_object();
	sodium_bin2hex(hash_hex, sizeof hash_hex, hash, sizeof hash);
	if (seal_public(s, key))
		sodium_bin2hex(key_hex, sizeof key_hex, key, sizeof key);
	return json_pack("{s:I, s:s, s:s}", "entries", (json_int_t)n, "head",
		hash_hex, "public_key", key_hex);
}

/* ----------------------------------------------------------------- whole */

/* Between two calibrations that do not agree. */
static bool doubtful(const struct context *c)
{
	struct calibrations all;
	bool doubt;

	calibrations_of_store(&all, c->store, c->path);
	/* what came later changes no report that was right when it was made */
	while (all.n > 0 && all.event[all.n - 1].utc_s >
		c->request->made_utc_s)
		all.n--;
	doubt = calibrations_doubt(&all, c->last.microphone,
		c->request->from_utc_s, c->request->to_utc_s);
	calibrations_free(&all);
	return doubt;
}

static int read_context(json_t *report, struct context *c)
{
	const struct report_request *r = c->request;
	int error = store_records(c->store, r->from_utc_s, r->to_utc_s,
		each_record, c);
	json_t *calibrations;

	if (error)
		return error;
	end_gap(c, r->to_utc_s);
	calibrations = calibrations_of(c->store, c->last.microphone,
		r->to_utc_s);
	json_object_set_new(report, "instrument",
		instrument(&c->last, r->redact));
	json_object_set_new(report, "stated", report_stated(c->store, r));
	json_object_set_new(report, "quality", quality(c));
	json_object_set_new(report, "uncertainty", report_uncertainty(&c->last,
		c->flags[5] == 0, calibrations));
	json_object_set_new(report, "calibrations", calibrations);
	json_object_set_new(json_object_get(report, "quality"), "doubtful",
		json_boolean(doubtful(c)));
	json_object_set_new(report, "diary", diary_of(c->store, r));
	json_object_set_new(report, "studies", studies_of(c->store, r));
	json_object_set_new(report, "seal", report_seal(c->store));
	if (c->all)
		json_object_set(report, "records", c->all);
	return STORE_OK;
}

bool report_add_context(json_t *report, const char *store,
	const struct report_request *r, int64_t placement)
{
	struct context c = { .request = r, .path = store, .placement = placement,
		.end_utc_s = r->from_utc_s,
		.all = r->kind == REPORT_DAY ? json_array() : NULL };
	int error = store_open(&c.store, store);
	char why[512];

	if (!error) {
		store_seen_until(c.store, r->until_n);
		error = read_context(report, &c);
	}
	store_close(c.store);
	json_decref(c.all);
	if (error) {
		store_explain(why, sizeof why, error, store);
		fprintf(stderr, "sourdine: %s\n", why);
	}
	return !error;
}
