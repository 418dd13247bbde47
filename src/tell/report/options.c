/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - reads what sourdine-report is asked. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../local_time.h"
#include "options.h"
#include "weather.h"

#define DAYS 30 /* of a report whose days are not given */

struct words {
	const char *from, *to, *kind, *noise, *zone, *before, *before_to;
};

static int refuse(const char *option, const char *value, const char *wanted)
{
	fprintf(stderr, _("sourdine: %s '%s' is not %s\n"), option, value,
		wanted);
	return EXIT_USAGE;
}

int report_index(const char *const *names, const char *name)
{
	for (int k = 0; names[k]; k++)
		if (strcmp(names[k], name) == 0)
			return k;
	return -1;
}

static bool parse_date(const char *text, int64_t *day)
{
	struct local_date d, again;
	char rest;

	if (sscanf(text, "%4d-%2d-%2d%c", &d.year, &d.month, &d.day,
		&rest) != 3 || strlen(text) != 10)
		return false;
	*day = local_day_of(d);
	again = local_date(*day);
	return again.year == d.year && again.month == d.month &&
		again.day == d.day;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static int check_file(struct report_options *o)
{
	if (!o->file) {
		fputs(_("sourdine: name the report's file: -o report.pdf or "
			"-o report.html\n"), stderr);
		return EXIT_USAGE;
	}
	o->html = ends_in(o->file, ".html");
	if (!o->html && !ends_in(o->file, ".pdf"))
		return refuse("-o", o->file, _("a name that ends in .pdf or "
			".html"));
	return EXIT_OK;
}

/* Both days belong to the report; without them it is the last complete ones. */
static int check_days(struct report_options *o, const struct words *w)
{
	int64_t from, to = local_day(o->request.made_utc_s) - 1;

	if (w->to && !parse_date(w->to, &to))
		return refuse("--to", w->to, _("a day like 2026-03-30"));
	from = o->request.kind == REPORT_DAY ? to : to - DAYS + 1;
	if (w->from && !parse_date(w->from, &from))
		return refuse("--from", w->from, _("a day like 2026-03-03"));
	if (w->from && !w->to && o->request.kind == REPORT_DAY)
		to = from;
	if (from > to) {
		fprintf(stderr, _("sourdine: --from %s is later than --to %s\n"),
			w->from ? w->from : "-", w->to ? w->to : "-");
		return EXIT_USAGE;
	}
	if (o->request.kind == REPORT_DAY && from != to) {
		fputs(_("sourdine: a report of a day has one: give --from "
			"alone\n"), stderr);
		return EXIT_USAGE;
	}
	o->request.from_utc_s = local_utc(from, 0);
	o->request.to_utc_s = local_utc(to + 1, 0);
	return EXIT_OK;
}

/* Another period to compare with, as long as the report's unless it says. */
static int check_before(struct report_options *o, const struct words *w)
{
	struct report_request *r = &o->request;
	int64_t from, to;

	if (!w->before && !w->before_to)
		return EXIT_OK;
	if (r->kind != REPORT_STUDY) {
		fputs(_("sourdine: --before belongs to a study: give --kind "
			"study\n"), stderr);
		return EXIT_USAGE;
	}
	if (!w->before || !parse_date(w->before, &from))
		return refuse("--before", w->before ? w->before : "",
			_("a day like 2026-03-03"));
	to = from + local_day(r->to_utc_s - 1) - local_day(r->from_utc_s);
	if (w->before_to && !parse_date(w->before_to, &to))
		return refuse("--before-to", w->before_to,
			_("a day like 2026-03-30"));
	r->before_from_utc_s = local_utc(from, 0);
	r->before_to_utc_s = local_utc(to + 1, 0);
	if (from <= to && r->before_to_utc_s <= r->from_utc_s)
		return EXIT_OK;
	fputs(_("sourdine: the period before has to begin before it ends, and "
		"end before --from\n"), stderr);
	return EXIT_USAGE;
}

/* A notice is about no days and no levels. */
static int check_notice(struct report_options *o)
{
	if (report_index(notice_kinds, o->notice.kind) < 0)
		return refuse("--kind", o->notice.kind,
			"wall, register, sheet");
	o->notice.language = o->request.language;
	o->notice.store = o->store;
	o->notice.made_utc_s = o->request.made_utc_s;
	return EXIT_OK;
}

static int check_others(const struct report_options *o)
{
	if (o->request.n_also && o->request.kind != REPORT_STUDY) {
		fputs(_("sourdine: --also belongs to a study: give --kind "
			"study\n"), stderr);
		return EXIT_USAGE;
	}
	if (o->weather && o->request.kind != REPORT_STUDY) {
		fputs(_("sourdine: --weather belongs to a study: give --kind "
			"study\n"), stderr);
		return EXIT_USAGE;
	}
	if (o->n_attach <= EXPORTS_MOST)
		return EXIT_OK;
	fprintf(stderr, _("sourdine: --attach names %d files at most\n"),
		EXPORTS_MOST);
	return EXIT_USAGE;
}

int report_read_files(struct report_options *o)
{
	if (o->weather)
		o->request.weather = weather_from_csv(o->weather);
	if (o->weather && !o->request.weather)
		return EXIT_INPUT;
	if (o->n_attach)
		o->request.attached = json_array();
	for (size_t k = 0; k < o->n_attach; k++)
		if (!report_export(o->request.attached, o->attach[k]))
			return EXIT_INPUT;
	return EXIT_OK;
}

static int check(struct report_options *o, const struct words *w)
{
	int kind = report_index(report_kinds, w->kind);
	int code = check_file(o);

	if (code != EXIT_OK)
		return code;
	if (strcmp(o->request.language, "fr") != 0 &&
		strcmp(o->request.language, "en") != 0)
		return refuse("--lang", o->request.language, "fr, en");
	if (o->notice.kind)
		return check_notice(o);
	if (kind < 0)
		return refuse("--kind", w->kind,
			"neighbourhood, study, day");
	if (report_index(report_noises, w->noise) < 0)
		return refuse("--source", w->noise, "domestic, professional, "
			"amplified, building-site, transport, classified, "
			"unknown");
	if (!local_time_use(w->zone))
		return refuse("--zone", w->zone, _("a time zone like "
			"Europe/Paris"));
	o->request.kind = (enum report_kind)kind;
	o->request.noise = report_noises[report_index(report_noises, w->noise)];
	code = check_days(o, w);
	if (code == EXIT_OK)
		code = check_before(o, w);
	return code == EXIT_OK ? check_others(o) : code;
}

int report_options(struct report_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "store", required_argument, NULL, 'S' },
		{ "from", required_argument, NULL, 'a' },
		{ "to", required_argument, NULL, 'b' },
		{ "kind", required_argument, NULL, 'k' },
		{ "lang", required_argument, NULL, 'l' },
		{ "source", required_argument, NULL, 's' },
		{ "zone", required_argument, NULL, 'z' },
		{ "before", required_argument, NULL, 'B' },
		{ "before-to", required_argument, NULL, 'D' },
		{ "weather", required_argument, NULL, 'W' },
		{ "attach", required_argument, NULL, 'A' },
		{ "also", required_argument, NULL, '4' },
		{ "redact", no_argument, NULL, 'r' },
		{ "notice", required_argument, NULL, 'N' },
		{ "operator", required_argument, NULL, 'O' },
		{ "more", required_argument, NULL, 'M' },
		{ "place", required_argument, NULL, 'P' },
		{ "interval", required_argument, NULL, 'I' },
		{ "retention", required_argument, NULL, 'R' },
		{ "calibrated", no_argument, NULL, 'c' },
		{ "check", required_argument, NULL, 'C' },
		{ "key", required_argument, NULL, 'K' },
		{ "output", required_argument, NULL, 'o' },
		{ 0 },
	};
	struct words w = { .kind = report_kinds[0], .noise = "unknown" };
	int c;

	*o = (struct report_options){ .request = { .language = language_now(),
		.made_utc_s = time(NULL) }, .notice = { .operator_is = "",
		.more = "", .place = "", .interval_s = 60 } };
	while ((c = getopt_long(argc, argv, "o:", options, NULL)) >= 0)
		switch (c) {
		case 'S':
			o->store = optarg;
			break;
		case 'a':
			w.from = optarg;
			break;
		case 'b':
			w.to = optarg;
			break;
		case 'k':
			w.kind = optarg;
			break;
		case 'l':
			o->request.language = optarg;
			break;
		case 's':
			w.noise = optarg;
			break;
		case 'z':
			w.zone = optarg;
			break;
		case 'B':
			w.before = optarg;
			break;
		case 'D':
			w.before_to = optarg;
			break;
		case 'A':
			if (o->n_attach < EXPORTS_MOST)
				o->attach[o->n_attach] = optarg;
			o->n_attach++;
			break;
		case '4':
			if (o->request.n_also == ALSO_MOST)
				return refuse("--also", optarg,
					_("one of at most 4 other stores"));
			o->also[o->request.n_also++] = optarg;
			o->request.also = o->also;
			break;
		case 'W':
			o->weather = optarg;
			break;
		case 'r':
			o->request.redact = true;
			break;
		case 'N':
			o->notice.kind = optarg;
			break;
		case 'O':
			o->notice.operator_is = optarg;
			break;
		case 'M':
			o->notice.more = optarg;
			break;
		case 'P':
			o->notice.place = optarg;
			break;
		case 'I':
			o->notice.interval_s = strtol(optarg, NULL, 10);
			break;
		case 'R':
			o->notice.retention_days = strtol(optarg, NULL, 10);
			break;
		case 'c':
			o->notice.calibrated = true;
			break;
		case 'C':
			o->check = optarg;
			break;
		case 'K':
			o->key = optarg;
			break;
		case 'o':
			o->file = optarg;
			break;
		default: /* getopt has said it */
			return EXIT_USAGE;
		}
	if (optind == argc && o->check)
		return EXIT_OK;
	if (optind < argc || !o->store) {
		fputs("usage: sourdine report [options] -o FILE\n", stderr);
		return EXIT_USAGE;
	}
	return check(o, &w);
}
