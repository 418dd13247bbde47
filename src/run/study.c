/* SPDX-License-Identifier: GPL-3.0-or-later */
/* study.c - `sourdine study` and `sourdine retention`: what is stored in more
 * detail for a while, and what no longer. */
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../keep/seal.h"
#include "../tell/iso_time.h"
#include "exit_codes.h"
#include "language.h"
#include "places.h"
#include "verbs.h"

#define DAY_S 86400

static int explain(int error, const char *path)
{
	char why[512];

	store_explain(why, sizeof why, error, path);
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_STORE;
}

static int refuse(const char *why)
{
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_USAGE;
}

static bool join(struct store **s, const struct conf *c, int *code)
{
	int error;

	*code = EXIT_STORE;
	if (!places_parent(c->store))
		return false;
	error = store_join(s, c->store);
	if (error)
		*code = explain(error, c->store);
	return !error;
}

/* ----------------------------------------------------------------- study */

static const char *state(const struct store_study *x, int64_t now_s)
{
	return x->erased ? _("its seconds are erased") :
		now_s < x->ended_utc_s ? _("running") : _("ended");
}

static bool say_study(void *user, const struct store_study *x)
{
	char from[ISO_TIME_SIZE], to[ISO_TIME_SIZE];

	iso_time_format(from, x->from_utc_s);
	iso_time_format(to, x->ended_utc_s);
	printf("%s  %s  %s  ", from, to, state(x, *(const int64_t *)user));
	put_plain(stdout, x->name);
	putchar('\n');
	return true;
}

static int list(const struct conf *c, int64_t now_s)
{
	struct store *s;
	int error = store_open(&s, c->store);

	if (!error) {
		error = store_studies(s, say_study, &now_s);
		store_close(s);
	}
	return error ? explain(error, c->store) : EXIT_OK;
}

static int start(const struct conf *c, const char *name, const char *until,
	int64_t now_s)
{
	struct store *s;
	int64_t until_s;
	int code, error;

	if (!name || !*name || strlen(name) > 100 || !is_plain(name))
		return refuse(_("a study has a --name: one line of UTF-8, 100 "
			"bytes at most"));
	if (!until || !iso_time_parse(&until_s, until))
		return refuse(_("a study ends: --until "
			"2026-12-24T20:00:00+01:00, or a date"));
	if (until_s <= now_s || until_s > now_s + STORE_STUDY_LONGEST_S)
		return refuse(_("a study ends later than now, and after 31 "
			"days at most"));
	if (!join(&s, c, &code))
		return code;
	error = store_study_begin(s, name, now_s, until_s);
	store_close(s);
	if (error == STORE_ERR_REFUSED)
		return refuse(_("a study is running already: `sourdine study "
			"stop` ends it"));
	if (error)
		return explain(error, c->store);
	puts(_("The level of each second is stored from the next record on.  "
		"The page and each report\nsay so.  It ends by itself; 30 days "
		"later the seconds are erased: what you want to\nkeep, export "
		"before."));
	return EXIT_OK;
}

static int stop(const struct conf *c, int64_t now_s)
{
	struct store *s;
	int code, error;

	if (!join(&s, c, &code))
		return code;
	error = store_study_end(s, now_s);
	store_close(s);
	if (error == STORE_ERR_REFUSED)
		return refuse(_("no study is running"));
	return error ? explain(error, c->store) : EXIT_OK;
}

int verb_study(const struct conf *given, int argc, char **argv)
{
	static const struct option options[] = {
		{ "name", required_argument, NULL, 'n' },
		{ "until", required_argument, NULL, 'u' },
		{ 0 },
	};
	const char *name = NULL, *until = NULL, *what;
	struct conf running = *given;
	const struct conf *c = &running;
	int64_t now_s = time(NULL);
	int o;

	find_running(given, running.store, sizeof running.store);
	opterr = 0;
	optind = 1;
	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (o == 'n')
			name = optarg;
		else if (o == 'u')
			until = optarg;
		else
			return refuse(_("study start --name NAME --until "
				"TIME, study stop, or study"));
	what = optind < argc ? argv[optind++] : "list";
	if (optind == argc && strcmp(what, "start") == 0)
		return start(c, name, until, now_s);
	if (optind == argc && !name && !until && strcmp(what, "stop") == 0)
		return stop(c, now_s);
	if (optind == argc && !name && !until && strcmp(what, "list") == 0)
		return list(c, now_s);
	return refuse(_("study start --name NAME --until TIME, study stop, or "
		"study"));
}

/* ------------------------------------------------------------- retention */

int verb_retention(const struct conf *c, int argc, char **argv)
{
	static const struct option options[] = {
		{ "days", required_argument, NULL, 'd' }, { 0 },
	};
	long days = c->retention_days;
	int64_t now_s = time(NULL), removed = 0;
	struct seal_key key;
	struct store *s;
	char *end;
	int code, error;

	opterr = 0;
	optind = 1;
	if (getopt_long(argc, argv, "", options, NULL) == 'd') {
		days = strtol(optarg, &end, 10);
		if (end == optarg || *end)
			days = 0;
	}
	if (optind < argc || days < 1 || days > 36500)
		return refuse(_("what is older than so many days is removed: "
			"retention --days 1 to 36500, or the key "
			"retention_days"));
	if (!join(&s, c, &code))
		return code;
	error = seal_key_load(&key, c->store, true);
	if (!error && !(error = seal_announce(s, &key)))
		error = seal_prune(s, &key, now_s - days * DAY_S, now_s,
			&removed);
	store_close(s);
	if (error)
		return explain(error, c->store);
	printf(language_number("%" PRId64 " record was removed.\n",
		"%" PRId64 " records were removed.\n", (long)removed),
		removed);
	return EXIT_OK;
}
