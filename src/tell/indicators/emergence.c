/* SPDX-License-Identifier: GPL-3.0-or-later */
/* emergence.c - which rule holds for which source, and what it says. */
#include <math.h>
#include <string.h>

#include "../../run/language.h"
#include "emergence.h"
#include "../local_time.h"

/* A level so near the self-noise is "at most". */
#define SELF_NOISE_MARGIN 7

/* Differences of levels given with a few decimals are exact to this. */
#define EXACT 1e6

const int emergence_octave_Hz[EMERGENCE_OCTAVES] = { 125, 250, 500, 1000, 2000,
	4000 };

const char *emergence_source_name(enum emergence_source s)
{
	static const char *const names[] = { "professional", "domestic",
		"amplified", "building-site", "transport", "classified",
		"unknown" };

	return s < EMERGENCE_SOURCES ? names[s] : NULL;
}

const char *emergence_explain(enum emergence_reason r)
{
	static const char *const reasons[EMERGENCE_REASONS] = {
		[EMERGENCE_GIVEN] = "",
		[EMERGENCE_NO_AMBIENT] = N_("nothing was measured while the "
			"noise was there"),
		[EMERGENCE_NO_RESIDUAL] = N_("nothing was measured "
			"without the noise"),
		[EMERGENCE_SHORT] = N_("less than 1800 s were measured in all "
			"(arrêté of 5 December 2006, art. 4)"),
		[EMERGENCE_RECORDS] = N_("the noise was shorter than the "
			"records: none lies wholly inside"),
		[EMERGENCE_NO_LIMIT] = N_("the rule for this source has no "
			"limit value; the difference is a landmark only"),
		[EMERGENCE_NO_RULE] = N_("the rule for this source does not "
			"look at emergence"),
		[EMERGENCE_OUTSIDE] = N_("the rule for this source holds "
			"inside premises only (R571-26)"),
		[EMERGENCE_NOT_LOOKED_FOR] = N_("the ambient noise is too low: "
			"emergence is not looked for"),
		[EMERGENCE_MICROPHONE] = N_("this microphone cannot tell: its "
			"self-noise hides the threshold"),
		[EMERGENCE_UNCALIBRATED] = N_("not calibrated: the difference "
			"holds, the threshold cannot be judged"),
	};

	return reasons[r];
}

const char *emergence_indication_name(enum emergence_indication i)
{
	static const char *const names[] = { NULL, "below",
		"too close to say", "above" };

	return names[i];
}

/* Meeus: the Sunday after the first full moon of spring, Gregorian. */
static int64_t easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
	int h = (19 * a + b - d - g + 15) % 30;
	int m = (a + 11 * h) / 319;
	int k = (2 * e + 2 * (c / 4) - c % 4 - h + m + 32) % 7;
	int month = (h - m + k + 90) / 25;

	return local_day_of((struct local_date){ year, month,
		(h - m + k + month + 19) % 32 });
}

/* Code du travail L3133-1. */
bool emergence_holiday(int64_t day)
{
	static const int fixed[][2] = { { 1, 1 }, { 5, 1 }, { 5, 8 },
		{ 7, 14 }, { 8, 15 }, { 11, 1 }, { 11, 11 }, { 12, 25 } };
	struct local_date d = local_date(day);
	int64_t after = day - easter(d.year);

	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if (d.month == fixed[i][0] && d.day == fixed[i][1])
			return true;
	/* Easter Monday, Ascension, Whit Monday */
	return after == 1 || after == 39 || after == 50;
}

enum emergence_period emergence_period_of(enum emergence_source s,
	int64_t utc_s)
{
	int64_t day = local_day(utc_s);
	int32_t second = local_second(utc_s);

	if (s == EMERGENCE_CLASSIFIED &&
		(local_weekday(day) == 6 || emergence_holiday(day)))
		return EMERGENCE_NIGHT;
	return second >= 7 * 3600 && second < 22 * 3600 ? EMERGENCE_DAY :
		EMERGENCE_NIGHT;
}

int emergence_term(int64_t cumulated_s)
{
	static const struct {
		int up_to_s, term;
	} table[] = { { 60, 6 }, { 300, 5 }, { 1200, 4 }, { 7200, 3 },
		{ 14400, 2 }, { 28800, 1 } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (cumulated_s <= table[i].up_to_s)
			return table[i].term;
	return 0;
}

/* Limit, term and threshold of the rule; the limit is -1 where it has none. */
static void find_rule(struct emergence_answer *a,
	const struct emergence_question *q)
{
	bool night = a->period == EMERGENCE_NIGHT;

	a->threshold = NAN;
	a->term = 0;
	a->limit = -1;
	switch (q->source) {
	case EMERGENCE_PROFESSIONAL:
		a->term = emergence_term(a->cumulated_s);
		a->limit = (night ? 3 : 5) + a->term;
		a->threshold = q->indoors ? 25 : 30;
		break;
	case EMERGENCE_AMPLIFIED:
		a->limit = q->indoors ? 3 : -1;
		break;
	case EMERGENCE_CLASSIFIED:
		a->limit = a->ambient > 45 ? (night ? 3 : 5) :
			(night ? 4 : 6);
		a->threshold = 35;
		break;
	default:
		break;
	}
}

static enum emergence_reason why_no_limit(enum emergence_source s)
{
	switch (s) {
	case EMERGENCE_AMPLIFIED:
		return EMERGENCE_OUTSIDE;
	case EMERGENCE_SITE:
	case EMERGENCE_TRANSPORT:
		return EMERGENCE_NO_RULE;
	default:
		return EMERGENCE_NO_LIMIT;
	}
}

/* Is the ambient level above the threshold, and can that be known? */
static enum emergence_reason look(struct emergence_answer *a,
	const struct emergence_question *q)
{
	double heard_from = q->self_noise + SELF_NOISE_MARGIN;

	if (isnan(a->threshold)) {
		a->looked_for_known = a->looked_for = true;
		return EMERGENCE_GIVEN;
	}
	if (q->uncalibrated)
		return EMERGENCE_UNCALIBRATED;
	/* A level well above the self-noise is above the threshold, too. */
	if (q->self_noise != 0 && heard_from > a->threshold &&
		a->ambient <= heard_from)
		return EMERGENCE_MICROPHONE;
	a->looked_for_known = true;
	a->looked_for = a->ambient > a->threshold;
	return a->looked_for ? EMERGENCE_GIVEN : EMERGENCE_NOT_LOOKED_FOR;
}

void emergence_judge(struct emergence_answer *a,
	const struct emergence_question *q, double L50_ambient,
	double L50_residual)
{
	a->looked_for_known = a->looked_for = a->exceeds = false;
	a->indication = EMERGENCE_NOTHING;
	a->by_L50 = q->source == EMERGENCE_CLASSIFIED &&
		a->ambient - L50_ambient > 5 && !isnan(L50_residual);
	a->emergence = a->by_L50 ? L50_ambient - L50_residual :
		a->ambient - a->residual;
	a->emergence = round(a->emergence * EXACT) / EXACT;
	a->residual_at_most = q->self_noise != 0 &&
		a->residual < q->self_noise + SELF_NOISE_MARGIN;
	if (!(a->uncertainty >= EMERGENCE_UNCERTAINTY))
		a->uncertainty = EMERGENCE_UNCERTAINTY;

	find_rule(a, q);
	if (a->limit < 0) {
		a->reason = why_no_limit(q->source);
		if (a->reason == EMERGENCE_NO_RULE)
			a->emergence = NAN;
		return;
	}
	a->reason = look(a, q);
	if (a->reason)
		return;
	a->exceeds = a->emergence > a->limit;
	if (a->emergence > a->limit + a->uncertainty)
		a->indication = EMERGENCE_ABOVE;
	else if (a->emergence < a->limit - a->uncertainty &&
		!a->residual_at_most)
		a->indication = EMERGENCE_BELOW;
	else
		a->indication = EMERGENCE_TOO_CLOSE;
}

int emergence_octave_limit(const struct emergence_question *q, int octave)
{
	if (q->indoors && q->source == EMERGENCE_AMPLIFIED)
		return 3;
	if (q->indoors && q->source == EMERGENCE_PROFESSIONAL)
		return emergence_octave_Hz[octave] < 500 ? 7 : 5;
	return -1;
}

void emergence_octaves(double emergence[EMERGENCE_OCTAVES],
	bool exceeds[EMERGENCE_OCTAVES], const struct emergence_question *q,
	const double ambient[EMERGENCE_OCTAVES],
	const double residual[EMERGENCE_OCTAVES])
{
	for (int i = 0; i < EMERGENCE_OCTAVES; i++) {
		emergence[i] = round((ambient[i] - residual[i]) * EXACT) /
			EXACT;
		exceeds[i] = emergence_octave_limit(q, i) >= 0 &&
			emergence[i] > emergence_octave_limit(q, i);
	}
}
