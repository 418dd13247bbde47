/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb.c - `sourdine indicators`: what the levels come to, of the
 * store, of a CSV file, or of two numbers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "request.h"
#include "../local_time.h"
#include "../tell.h"

static bool is_store(const char *path)
{
	static const char magic[] = "SQLite format 3";
	char head[sizeof magic] = "";
	FILE *f = fopen(path, "r");
	bool is = f && fread(head, sizeof magic, 1, f) == 1 &&
		memcmp(head, magic, sizeof magic) == 0;

	if (f)
		fclose(f);
	return is;
}

/* A file that has no dates is of one day without a name: clocks are not set
 * in it. */
static int gather_csv(struct gathering *g, const char *path)
{
	struct csv c;
	int code;

	if (!csv_open(&c, path)) {
		fprintf(stderr, "sourdine: %s\n", c.why);
		return EXIT_INPUT;
	}
	if (!indicators_base(g->q, &c.base_utc_s))
		return EXIT_USAGE;
	if (c.has_second && !(g->q->start && strchr(g->q->start, 'T')))
		(void)local_time_use("UTC");
	code = indicators_gather_csv(g, &c);
	csv_close(&c);
	return code;
}

int tell_indicators(const struct tell_paths *p, int argc, char **argv)
{
	struct indicators_request q;
	struct gathering g = { .q = &q };
	const char *path;
	int code;

	if (!indicators_parse(&q, argc, argv))
		return EXIT_USAGE;
	if (!isnan(q.ambient) || q.octaves)
		return emergence_show_numbers(&q);
	g.user = &g;
	path = q.file ? q.file : p->store;
	g.each_group = q.json ? indicators_json_group :
		indicators_table_group;
	code = q.file && !is_store(q.file) ? gather_csv(&g, path) :
		indicators_gather_store(&g, path);
	if (!code)
		code = q.json ? indicators_show_json(&g, path) :
			indicators_show_table(&g, path);
	gathering_free(&g);
	return code;
}
