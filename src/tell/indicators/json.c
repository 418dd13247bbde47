/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.c - indicators as one JSON object: null where there is
 * none, and then the reason by the same name under "reasons". */
#include <math.h>
#include <string.h>

#include <jansson.h>

#include "../../run/exit_codes.h"
#include "request.h"
#include "../local_time.h"
#include "../iso_time.h"

static const int percents[] = { 1, 5, 10, 50, 90, 95, 99 };

static json_t *level(double dB)
{
	return isnan(dB) ? json_null() : json_real(round(dB * 100) / 100);
}

/* One value, and why there is none. */
struct sheet {
	json_t *o, *reasons;
	const struct indicators_request *q;
};

static void put_to(struct sheet *s, json_t *o, const char *name,
	const char *key, struct indicator v)
{
	char why[INDICATOR_REASON_SIZE], full[64];

	json_object_set_new(o, key ? key : name, level(v.value));
	if (v.reason == INDICATOR_GIVEN)
		return;
	snprintf(full, sizeof full, key ? "%s[%s]" : "%s", name, key);
	indicator_explain(why, &v);
	json_object_set_new(s->reasons, full, json_string(why));
}

static void put(struct sheet *s, const char *name, struct indicator v)
{
	put_to(s, s->o, name, NULL, v);
}

static json_t *object_at(json_t *o, const char *name)
{
	json_t *inner = json_object_get(o, name);

	if (!inner) {
		inner = json_object();
		json_object_set_new(o, name, inner);
	}
	return inner;
}

static void put_rule(struct sheet *s, const struct indicators *i,
	const char *key, struct indicators_rule rule)
{
	struct indicators_den d = indicators_den(i, &rule, s->q->share);

	put_to(s, object_at(s->o, "Lday"), "Lday", key, d.Lday);
	put_to(s, object_at(s->o, "Levening"), "Levening", key, d.Levening);
	put_to(s, object_at(s->o, "Lnight"), "Lnight", key, d.Lnight);
	put_to(s, object_at(s->o, "Lden"), "Lden", key, d.Lden);
}

static void put_rules(struct sheet *s, const struct indicators *i)
{
	const struct indicators_rule *r = &s->q->rule;
	char key[16];

	put_rule(s, i, "FR", INDICATORS_FRENCH);
	put_rule(s, i, "default", INDICATORS_DEFAULT);
	if (r->day >= 0) {
		snprintf(key, sizeof key, "%d-%d-%d", r->day, r->evening,
			r->night);
		put_rule(s, i, key, *r);
	}
	put(s, "LAeq_6_22", indicators_between(i, 6, 22, s->q->share));
	put(s, "LAeq_22_6", indicators_between(i, 22, 6, s->q->share));
	put(s, "LAeq_7_22", indicators_between(i, 7, 22, s->q->share));
	put(s, "LAeq_22_7", indicators_between(i, 22, 7, s->q->share));
}

/* LAN,1s of the whole or of an hour; one reason for all of them. */
static void put_LN(struct sheet *s, const struct indicators *i,
	const char *name, int hour)
{
	json_t *o = object_at(s->o, name);
	char key[8], why[INDICATOR_REASON_SIZE];
	struct indicator v = { .reason = INDICATOR_GIVEN };

	if (hour != INDICATORS_ALL_HOURS) {
		snprintf(key, sizeof key, "%d", hour);
		o = object_at(o, key);
	}
	for (size_t k = 0; k < sizeof percents / sizeof *percents; k++) {
		v = indicators_LN(i, hour, percents[k], s->q->share);
		snprintf(key, sizeof key, "L%d", percents[k]);
		json_object_set_new(o, key, level(v.value));
	}
	if (v.reason == INDICATOR_GIVEN || hour != INDICATORS_ALL_HOURS)
		return;
	indicator_explain(why, &v);
	json_object_set_new(s->reasons, name, json_string(why));
}

/* An hour without a value has its coverage, which says why. */
static void put_hours(struct sheet *s, const struct indicators *i)
{
	json_t *hours = json_object(), *covered = json_object();
	char key[8];

	for (int h = 0; h < 24; h++) {
		struct indicator v = indicators_between(i, h, h + 1,
			s->q->share);

		snprintf(key, sizeof key, "%d", h);
		json_object_set_new(hours, key, level(v.value));
		json_object_set_new(covered, key, level(100 * v.coverage));
		put_LN(s, i, "LN_hour", h);
	}
	json_object_set_new(s->o, "LAeq_hour", hours);
	json_object_set_new(s->o, "coverage_percent_hour", covered);
}

static void put_above(struct sheet *s, const struct indicators *i)
{
	json_t *o = object_at(s->o, "time_above_s");
	char key[32];

	for (int k = 0; k < s->q->n_above; k++) {
		snprintf(key, sizeof key, "%g", s->q->above[k]);
		put_to(s, o, "time_above_s", key,
			indicators_above(i, s->q->above[k], s->q->share));
	}
}

static void put_extremes(struct sheet *s, const struct indicators *i,
	const double LAFN[CSV_LAFN])
{
	static const char *const names[] = { "L1", "L10", "L50", "L90",
		"L95" };
	bool seconds = indicators_from_seconds(i);

	json_object_set_new(s->o, "LN_from", seconds ?
		json_string("LAeq,1s") : i->classes.total > 0 ?
		json_string("hourly histograms of LAeq,1s") : json_null());
	json_object_set_new(s->o, "LAmax_1s", level(i->loudest_s));
	json_object_set_new(s->o, "LAmin_1s", level(i->quietest_s));
	json_object_set_new(s->o, "LAFmax", level(i->loudest));
	json_object_set_new(s->o, "LAFmin", level(i->quietest));
	if (i->records != 1)
		return;
	for (int k = 0; k < CSV_LAFN; k++)
		json_object_set_new(object_at(s->o, "LAFN"), names[k],
			level(LAFN[k]));
}

static void put_times(json_t *o, int64_t from, int64_t to)
{
	char text[LOCAL_TIME_SIZE], utc[ISO_TIME_SIZE];

	local_time_format(text, from);
	json_object_set_new(o, "from", json_string(text));
	local_time_format(text, to);
	json_object_set_new(o, "to", json_string(text));
	iso_time_format(utc, from);
	json_object_set_new(o, "from_utc", json_string(utc));
	iso_time_format(utc, to);
	json_object_set_new(o, "to_utc", json_string(utc));
}

static json_t *sheet(const struct indicators_request *q,
	const struct placement *p, const struct indicators *i,
	const double LAFN[CSV_LAFN])
{
	struct sheet s = { json_object(), json_object(), q };
	struct indicator v = indicators_LAeq(i, q->share);

	if (p->placed)
		put_times(s.o, i->from_utc_s, i->to_utc_s);
	json_object_set_new(s.o, "seconds_present",
		json_integer((json_int_t)llround(i->all.weight)));
	json_object_set_new(s.o, "coverage_percent",
		json_real(round(v.coverage * 1e5) / 1e3));
	put(&s, "LAeq", v);
	if (i->days == 1)
		put(&s, "LAeq_24h", indicators_between(i, 0, 24, q->share));
	put_rules(&s, i);
	put_LN(&s, i, "LN", INDICATORS_ALL_HOURS);
	/* that of a whole day has a name of its own */
	if (i->days == 1 &&
		!indicators_between(i, 0, 24, q->share).reason)
		put_LN(&s, i, "LN_24h", INDICATORS_ALL_HOURS);
	put_hours(&s, i);
	put_above(&s, i);
	put_extremes(&s, i, LAFN);
	json_object_set_new(s.o, "reasons", s.reasons);
	return s.o;
}

static void put_placement(json_t *o, const struct placement *p)
{
	const struct store_series *f = &p->first;

	json_object_set_new(o, "simulated", json_boolean(p->simulated));
	json_object_set_new(o, "calibrated", json_boolean(!p->uncalibrated));
	if (f->id == 0)
		return;
	json_object_set_new(o, "placement", json_pack("{s:I, s:s, s:o, s:s,"
		" s:i}", "number", (json_int_t)f->placement, "place", f->place,
		"height_m", f->height_cm < 0 ? json_null() :
			json_real(f->height_cm / 100.0),
		"description", f->description, "series", p->series));
}

void indicators_json_group(void *user, struct placement *p)
{
	const struct gathering *g = user;
	json_t *o = sheet(g->q, p, &p->group, p->group_LAFN);
	char name[PERIOD_NAME_SIZE];

	period_name(name, g->q->by, p->group.from_utc_s);
	json_object_set_new(o, "period", json_string(name));
	if (!p->shown)
		p->shown = json_array();
	json_array_append_new(p->shown, o);
}

static json_t *one_placement(const struct gathering *g, struct placement *p)
{
	json_t *o = sheet(g->q, p, &p->total, p->LAFN);

	put_placement(o, p);
	if (p->shown)
		json_object_set_new(o, "by", p->shown);
	p->shown = NULL;
	emergence_json(o, g->q, p);
	return o;
}

int indicators_show_json(struct gathering *g, const char *source)
{
	json_t *o, *all = json_array();
	int bad;

	for (struct placement *p = g->placements; p; p = p->next)
		json_array_append_new(all, one_placement(g, p));
	if (json_array_size(all) == 1) {
		o = json_incref(json_array_get(all, 0));
	} else {
		o = json_pack("{s:s, s:O}", "note", "the microphone was "
			"moved: nothing is averaged over two placements",
			"placements", all);
	}
	json_decref(all);
	json_object_set_new(o, "source", json_string(source));
	json_object_set_new(o, "zone", json_string(local_time_zone()));
	json_object_set_new(o, "least_coverage_percent",
		json_real(100 * g->q->share));
	bad = json_dumpf(o, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	json_decref(o);
	putchar('\n');
	return bad || fflush(stdout) != 0 ? EXIT_FAULT : EXIT_OK;
}
