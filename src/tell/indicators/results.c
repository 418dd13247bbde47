/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results.c - indicators from their sums, or why there is none. */
#include <math.h>
#include <stdio.h>

#include "../../run/language.h"
#include "indicators.h"

/* Shares are sums of fractions of seconds: 0.75 of 86400 is enough. */
#define ROUNDING 1e-9

bool indicators_rule_makes_sense(const struct indicators_rule *r)
{
	return r->day >= 0 && r->day < r->evening && r->evening < r->night &&
		r->night <= 24 && r->night - r->day < 24;
}

static const char *as_it_is(const char *sentence)
{
	return sentence;
}

void indicator_explain(char out[INDICATOR_REASON_SIZE],
	const struct indicator *v)
{
	indicator_explain_in(out, v, as_it_is);
}

void indicator_explain_in(char out[INDICATOR_REASON_SIZE],
	const struct indicator *v, const char *(*translate)(const char *))
{
	switch (v->reason) {
	case INDICATOR_GIVEN:
		out[0] = '\0';
		break;
	case INDICATOR_NOTHING:
		snprintf(out, INDICATOR_REASON_SIZE, translate(N_("%s: nothing "
			"was measured")), v->lacking);
		break;
	case INDICATOR_COVERAGE:
		/* 74.9 is not to read 75 */
		snprintf(out, INDICATOR_REASON_SIZE, translate(N_("%s: covered "
			"%d %% of the time, less than %g %%")), v->lacking,
			(int)(100 * v->coverage), 100 * v->wanted);
		break;
	case INDICATOR_NO_SECONDS:
		snprintf(out, INDICATOR_REASON_SIZE, translate(N_("%s: "
			"percentiles of records cannot be averaged; it takes "
			"LAeq,1s or hourly histograms")), v->lacking);
		break;
	case INDICATOR_CUT_HOURS:
		snprintf(out, INDICATOR_REASON_SIZE, translate(N_("%s: the "
			"period is not made of whole hours of UTC, which the "
			"histograms are of")), v->lacking);
		break;
	}
}

/* The value, if enough of its period was covered. */
static struct indicator judge(const char *name, double value, double covered_s,
	double length_s, double share)
{
	struct indicator v = { NAN, 0, share, INDICATOR_GIVEN, name };

	if (length_s > 0)
		v.coverage = fmin(covered_s / length_s, 1);
	if (!(covered_s > 0))
		v.reason = INDICATOR_NOTHING;
	else if (v.coverage < share - ROUNDING)
		v.reason = INDICATOR_COVERAGE;
	else
		v.value = value;
	return v;
}

static struct indicator mean(const char *name, const struct level_mean *m,
	double length_s, double share)
{
	return judge(name, level_mean_dB(m), m->weight, length_s, share);
}

struct indicator indicators_LAeq(const struct indicators *i, double share)
{
	return mean("LAeq", &i->all, i->length_s, share);
}

static struct indicator between(const struct indicators *i, const char *name,
	int from_h, int to_h, double share)
{
	struct level_mean m = { 0 };
	double length_s = 0;
	int h = from_h % 24;

	/* 0 to 24 is a day; so is 7 to 7 */
	do {
		m.energy += i->hour[h].energy;
		m.weight += i->hour[h].weight;
		length_s += i->hour_length_s[h];
		h = (h + 1) % 24;
	} while (h != to_h % 24);
	return mean(name, &m, length_s, share);
}

struct indicator indicators_between(const struct indicators *i, int from_h,
	int to_h, double share)
{
	return between(i, "LAeq", from_h, to_h, share);
}

struct indicators_den indicators_den(const struct indicators *i,
	const struct indicators_rule *r, double share)
{
	struct indicators_den d = {
		between(i, "Lday", r->day, r->evening, share),
		between(i, "Levening", r->evening, r->night, share),
		between(i, "Lnight", r->night, r->day, share),
		{ NAN, 1, share, INDICATOR_GIVEN, "Lden" },
	};
	const struct indicator *parts[] = { &d.Lday, &d.Levening, &d.Lnight };
	int evening_h = r->night - r->evening, day_h = r->evening - r->day;
	const int hours[] = { day_h, evening_h, 24 - day_h - evening_h };
	static const int penalty[] = { 0, 5, 10 };
	struct level_mean den = { 0 };

	for (int k = 0; k < 3; k++) {
		level_mean_add_dB(&den, parts[k]->value + penalty[k],
			hours[k]);
		if (parts[k]->coverage < d.Lden.coverage)
			d.Lden.coverage = parts[k]->coverage;
		if (parts[k]->reason && !d.Lden.reason) {
			d.Lden.reason = parts[k]->reason;
			d.Lden.lacking = parts[k]->lacking;
			d.Lden.coverage = parts[k]->coverage;
		}
	}
	if (!d.Lden.reason)
		d.Lden.value = level_mean_dB(&den);
	return d;
}

/* ------------------------------------------------------- distributions */

/* What is known of how LAeq,1s was spread over a period. */
struct spread {
	const struct level_counts *seconds;
	const struct level_classes *classes;
	bool from_seconds;
	double known_s, length_s;
};

static struct spread spread_of(const struct indicators *i, int hour)
{
	bool all = hour == INDICATORS_ALL_HOURS;
	struct spread s = {
		.classes = all ? &i->classes : &i->hour_classes[hour],
		.length_s = all ? i->length_s : i->hour_length_s[hour],
	};

	if (i->seconds)
		s.seconds = all ? &i->seconds->all : &i->seconds->hour[hour];
	s.from_seconds = s.seconds && s.seconds->total > 0 &&
		(double)s.seconds->total >= s.classes->total;
	s.known_s = s.from_seconds ? (double)s.seconds->total :
		s.classes->total;
	return s;
}

bool indicators_from_seconds(const struct indicators *i)
{
	return spread_of(i, INDICATORS_ALL_HOURS).from_seconds;
}

/* Why nothing is known, where levels are. */
static void blame(struct indicator *v, const struct indicators *i, int hour)
{
	const struct level_mean *m = hour == INDICATORS_ALL_HOURS ? &i->all :
		&i->hour[hour];

	if (v->reason != INDICATOR_GIVEN && i->classes_cut)
		v->reason = INDICATOR_CUT_HOURS;
	else if (v->reason == INDICATOR_NOTHING && m->weight > 0)
		v->reason = INDICATOR_NO_SECONDS;
}

struct indicator indicators_LN(const struct indicators *i, int hour, double N,
	double share)
{
	struct spread s = spread_of(i, hour);
	struct indicator v = judge("LN", s.from_seconds ?
		level_counts_LN(s.seconds, N) : level_classes_LN(s.classes, N),
		s.known_s, s.length_s, share);

	blame(&v, i, hour);
	return v;
}

struct indicator indicators_above(const struct indicators *i, double dB,
	double share)
{
	struct spread s = spread_of(i, INDICATORS_ALL_HOURS);
	struct indicator v = judge("time above", s.from_seconds ?
		level_counts_above(s.seconds, dB) :
		level_classes_above(s.classes, dB), s.known_s, s.length_s,
		share);

	blame(&v, i, INDICATORS_ALL_HOURS);
	return v;
}
