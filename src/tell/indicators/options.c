/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - what `sourdine indicators` is asked. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/language.h"
#include "request.h"
#include "../iso_time.h"
#include "../local_time.h"

#define DAY_S 86400

static bool wrong(const char *option, const char *text, const char *wanted)
{
	fprintf(stderr, _("sourdine: %s '%s' is not %s\n"), option, text,
		wanted);
	return false;
}

/* A number, all of the text. */
static bool number(double *v, const char *text, double least, double most)
{
	char *end;

	*v = strtod(text, &end);
	return end != text && !*end && *v >= least && *v <= most;
}

/* Up to `most` numbers with commas between; how many, 0: they are wrong. */
static int numbers(double *v, int most, const char *text)
{
	int n = 0;

	for (;;) {
		char *end;

		if (n == most)
			return 0;
		v[n++] = strtod(text, &end);
		if (end == text || !(v[n - 1] >= -200 && v[n - 1] <= 200))
			return 0;
		if (!*end)
			return n;
		if (*end != ',')
			return 0;
		text = end + 1;
	}
}

static bool parse_by(struct indicators_request *q, const char *text)
{
	static const char *const names[] = { "", "hour", "day", "week",
		"month", "year" };

	for (int i = BY_HOUR; i <= BY_YEAR; i++)
		if (strcmp(text, names[i]) == 0) {
			q->by = (enum indicators_by)i;
			return true;
		}
	return wrong("--by", text, _("hour, day, week, month or year"));
}

/* 6-18-22, and the same with a second 6 behind. */
static bool parse_rule(struct indicators_request *q, const char *text)
{
	struct indicators_rule *r = &q->rule;
	int again = -1, n = -1, m = -1;

	if ((sscanf(text, "%2d-%2d-%2d%n-%2d%n", &r->day, &r->evening,
		&r->night, &n, &again, &m) >= 3) &&
		text[m > 0 ? m : n > 0 ? n : 0] == '\0' &&
		(again < 0 || again == r->day) &&
		indicators_rule_makes_sense(r))
		return true;
	return wrong("--hours", text, _("the hours at which day, evening and "
		"night begin, such as 6-18-22"));
}

static bool parse_source(struct indicators_request *q, const char *text)
{
	for (int i = 0; i < EMERGENCE_SOURCES; i++)
		if (strcmp(text, emergence_source_name(
			(enum emergence_source)i)) == 0) {
			q->question.source = (enum emergence_source)i;
			return true;
		}
	return wrong("--source", text, _("professional, domestic, amplified, "
		"building-site, transport, classified or unknown"));
}

static bool parse_octaves(double v[EMERGENCE_OCTAVES], const char *option,
	const char *text)
{
	return numbers(v, EMERGENCE_OCTAVES, text) == EMERGENCE_OCTAVES ||
		wrong(option, text, _("six levels in dB with commas between, of "
		"the octaves 125, 250, 500, 1000, 2000 and 4000 Hz"));
}

static bool parse_level(double *v, const char *option, const char *text)
{
	return number(v, text, -20, 200) || wrong(option, text,
		_("a level in dB, such as 41.5"));
}

enum asked { BY = 256, FROM, TO, ZONE, HOURS, COVERAGE, ABOVE, START,
	INDOORS, CUMULATED, SOURCE, SELF_NOISE, UNCALIBRATED, AMBIENT,
	RESIDUAL, AMBIENT_OCTAVES, RESIDUAL_OCTAVES, JSON };

static bool take(struct indicators_request *q, int option, const char *text)
{
	double v = 0;

	switch (option) {
	case JSON:
		return q->json = true;
	case BY:
		return parse_by(q, text);
	case FROM:
		return (q->from = text) != NULL;
	case TO:
		return (q->to = text) != NULL;
	case ZONE:
		return (q->zone = text) != NULL;
	case START:
		return (q->start = text) != NULL;
	case HOURS:
		return parse_rule(q, text);
	case COVERAGE:
		if (!number(&v, text, 0, 100))
			return wrong("--coverage", text,
				_("a percentage, 0 to 100"));
		q->share = v / 100;
		return true;
	case ABOVE:
		q->n_above = numbers(q->above, ABOVE_MOST, text);
		return q->n_above > 0 || wrong("--above", text,
			_("one or more levels in dB with commas between, 8 at "
			"most"));
	case INDOORS:
		return q->question.indoors = true;
	case CUMULATED:
		if (!number(&v, text, 0, DAY_S) || v != floor(v))
			return wrong("--cumulated", text, _("a number of "
				"seconds, 0 to 86400"));
		q->question.cumulated_s = (int64_t)v;
		return true;
	case SOURCE:
		return parse_source(q, text);
	case SELF_NOISE:
		return parse_level(&q->question.self_noise, "--self-noise",
			text);
	case UNCALIBRATED:
		return q->question.uncalibrated = true;
	case AMBIENT:
		return parse_level(&q->ambient, "--ambient", text);
	case RESIDUAL:
		return parse_level(&q->residual, "--residual", text);
	case AMBIENT_OCTAVES:
		q->octaves = true;
		return parse_octaves(q->ambient_octave, "--ambient-octaves",
			text);
	case RESIDUAL_OCTAVES:
		q->octaves = true;
		return parse_octaves(q->residual_octave, "--residual-octaves",
			text);
	default:
		return false;
	}
}

/* Second of the day, or of UTC: of what the file calls second 0. */
static bool parse_start(const struct indicators_request *q, int64_t *base)
{
	int h = 0, m = 0, s = 0, n = 0;
	double v;

	*base = 0;
	if (!q->start)
		return true;
	if (strchr(q->start, 'T') && iso_time_parse(base, q->start))
		return true;
	if (number(&v, q->start, 0, DAY_S - 1) && v == floor(v)) {
		*base = (int64_t)v;
		return true;
	}
	if (sscanf(q->start, "%2d:%2d%n:%2d%n", &h, &m, &n, &s, &n) >= 2 &&
		n > 0 && !q->start[n] && h >= 0 && h < 24 && m >= 0 &&
		m < 60 && s >= 0 && s < 60) {
		*base = h * 3600 + m * 60 + s;
		return true;
	}
	return wrong("--start", q->start, _("when second 0 was: 21:00, or "
		"seconds since midnight, or 2026-11-23T21:00:00+01:00"));
}

bool indicators_base(const struct indicators_request *q, int64_t *base_utc_s)
{
	return parse_start(q, base_utc_s);
}

/* A date is its first moment on the clocks of the zone. */
static bool parse_moment(int64_t *utc_s, const char *option, const char *text)
{
	struct local_date d;
	int64_t t;

	if (!iso_time_parse(&t, text))
		return wrong(option, text, _("a date like 2026-11-23 or a time "
			"like 2026-11-23T21:00:00+01:00"));
	if (!strchr(text, 'T') && sscanf(text, "%4d-%2d-%2d", &d.year,
		&d.month, &d.day) == 3)
		t = local_utc(local_day_of(d), 0);
	*utc_s = t;
	return true;
}

bool indicators_window(const struct indicators_request *q, int64_t *from_utc_s,
	int64_t *to_utc_s)
{
	*from_utc_s = INT64_MIN;
	*to_utc_s = INT64_MAX;
	if ((q->from && !parse_moment(from_utc_s, "--from", q->from)) ||
		(q->to && !parse_moment(to_utc_s, "--to", q->to)))
		return false;
	if (*from_utc_s < *to_utc_s)
		return true;
	fprintf(stderr, _("sourdine: --from %s has to be earlier than --to "
		"%s\n"), q->from, q->to);
	return false;
}

/* Numbers of both kinds or of neither. */
static bool check(const struct indicators_request *q)
{
	bool ambient = !isnan(q->ambient), residual = !isnan(q->residual);
	int64_t t, u;

	if (ambient != residual || (q->octaves &&
		isnan(q->ambient_octave[0]) != isnan(q->residual_octave[0]))) {
		fputs(_("sourdine: emergence takes both levels: with the noise "
			"(ambient) and without it (residual)\n"), stderr);
		return false;
	}
	if ((ambient || q->octaves) && q->file) {
		fprintf(stderr, _("sourdine: levels given as numbers, and a "
			"file '%s': which of them?\n"), q->file);
		return false;
	}
	return parse_start(q, &t) && indicators_window(q, &t, &u);
}

bool indicators_parse(struct indicators_request *q, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, JSON },
		{ "by", required_argument, NULL, BY },
		{ "from", required_argument, NULL, FROM },
		{ "to", required_argument, NULL, TO },
		{ "zone", required_argument, NULL, ZONE },
		{ "hours", required_argument, NULL, HOURS },
		{ "coverage", required_argument, NULL, COVERAGE },
		{ "above", required_argument, NULL, ABOVE },
		{ "start", required_argument, NULL, START },
		{ "indoors", no_argument, NULL, INDOORS },
		{ "cumulated", required_argument, NULL, CUMULATED },
		{ "source", required_argument, NULL, SOURCE },
		{ "self-noise", required_argument, NULL, SELF_NOISE },
		{ "uncalibrated", no_argument, NULL, UNCALIBRATED },
		{ "ambient", required_argument, NULL, AMBIENT },
		{ "residual", required_argument, NULL, RESIDUAL },
		{ "ambient-octaves", required_argument, NULL,
			AMBIENT_OCTAVES },
		{ "residual-octaves", required_argument, NULL,
			RESIDUAL_OCTAVES },
		{ 0 },
	};
	int c;

	*q = (struct indicators_request){ .rule = { -1, 0, 0 },
		.share = INDICATORS_COVERAGE, .ambient = NAN, .residual = NAN,
		.above = { 45, 50, 55, 60, 65, 70 }, .n_above = 6,
		.question = { .cumulated_s = -1 },
		.ambient_octave = { NAN }, .residual_octave = { NAN } };
	optind = 1;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (c == '?') {
			fprintf(stderr, _("sourdine: '%s' is not understood, or "
				"lacks its value; `sourdine help indicators` "
				"lists the options\n"), argv[optind - 1]);
			return false;
		}
		if (!take(q, c, optarg))
			return false;
	}
	if (optind < argc)
		q->file = argv[optind++];
	if (optind < argc) {
		fprintf(stderr, _("sourdine: one file at a time: '%s' is one "
			"too many\n"), argv[optind]);
		return false;
	}
	if (!local_time_use(q->zone))
		return wrong("--zone", q->zone, _("a time zone of tzdata, such "
			"as Europe/Paris"));
	return check(q);
}
