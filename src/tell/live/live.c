/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live.c - `sourdine live`: the level now, on a terminal or as lines. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "draw.h"
#include "plain.h"
#include "terminal.h"
#include "../tell.h"
#include "../words.h"

#define SECONDS_MAX (366 * 86400)

/* What was watched, for the line at the end. */
struct watched {
	int64_t began_ms, told;
	struct level_mean mean;
	struct live_second loudest;
};

static bool parse_seconds(int64_t *seconds, const char *text)
{
	char *end;

	errno = 0;
	*seconds = strtoll(text, &end, 10);
	if (!errno && *text && !*end && *seconds >= 1 &&
		*seconds <= SECONDS_MAX)
		return true;
	fprintf(stderr, _("sourdine: --seconds is a whole number from 1 to "
		"%d, not '%s'\n"), SECONDS_MAX, text);
	return false;
}

static bool parse(struct live_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "plain", no_argument, NULL, 'p' },
		{ "seconds", required_argument, NULL, 's' },
		{ 0 },
	};
	int c;

	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0)
		switch (c) {
		case 'j':
			o->json = true;
			break;
		case 'p':
			o->plain = true;
			break;
		case 's':
			if (!parse_seconds(&o->seconds, optarg))
				return false;
			break;
		default:
			fprintf(stderr, _("sourdine: '%s' is not understood, "
				"or lacks its value; `sourdine help live` "
				"lists the options\n"), argv[optind - 1]);
			return false;
		}
	if (optind == argc)
		return true;
	fprintf(stderr, _("sourdine: '%s' is not understood; `sourdine help "
		"live` lists the options\n"), argv[optind]);
	return false;
}

static int explain(const char *path, int error)
{
	if (error == ENOENT || error == ENOTDIR || error == ECONNREFUSED) {
		fputs(_("sourdine: the meter is not running: start it with "
			"`sourdine run`\n"), stderr);
		return EXIT_FAULT;
	}
	fprintf(stderr, _("sourdine: the meter's socket %s cannot be opened "
		"(%s): try as the user that `sourdine run` belongs to\n"),
		path, reason(error));
	return EXIT_ADDRESS;
}

/* ----------------------------------------------------- on the terminal */

static void note(struct watched *w, const struct live_feed *f, int64_t now_ms,
	int64_t utc_s)
{
	const struct live_second *s;

	while ((s = live_feed_next(f, &w->told, now_ms, utc_s))) {
		level_mean_add(&w->mean, s->second.LAeq, 1);
		if (s->second.LAeq > w->loudest.second.LAeq)
			w->loudest = *s;
	}
}

static void sum_up(const struct watched *w, const struct live_view *v,
	bool utf8)
{
	int s = (int)((live_now_ms() - w->began_ms + 500) / 1000);
	int32_t self_noise = v->has_series ? v->series.self_noise : 0;
	slm_tenth_db LAeq = level_mean(&w->mean);
	slm_tenth_db most = w->loudest.second.LAeq;
	char mean[LEVEL_SIZE], loudest[LEVEL_SIZE], when[16] = "";
	time_t t = (time_t)w->loudest.utc_s;
	struct tm tm;

	printf(_("In %d:%02d:%02d"), s / 3600, s / 60 % 60, s % 60);
	if (LAeq == SLM_NO_LEVEL) {
		puts(_(" no second had a level."));
		return;
	}
	level_for_people(mean, LAeq, level_is_at_most(LAeq, self_noise), utf8);
	level_for_people(loudest, most, level_is_at_most(most, self_noise), utf8);
	if (localtime_r(&t, &tm))
		strftime(when, sizeof when, "%H:%M:%S", &tm);
	printf(_(": LAeq %s dB (%d s), LAeq,1s up to %s dB at %s%s\n"), mean,
		(int)w->mean.weight, loudest, when,
		live_view_is_simulated(v) ? _(", SIMULATED") :
		live_view_is_uncalibrated(v) ? _(", uncalibrated") : "");
}

static void draw(struct live_canvas *c, const struct live_view *v, bool utf8,
	enum live_colours colours)
{
	static int rows_before, cols_before;
	int rows, cols;

	terminal_size(&rows, &cols);
	/* What another size has left behind. */
	if (rows != rows_before || cols != cols_before)
		fputs("\033[0m\033[2J", stdout);
	rows_before = rows;
	cols_before = cols;
	canvas_clear(c, rows, cols, utf8);
	live_draw(c, v);
	canvas_show(c, colours, stdout);
}

/* p or a space stops the view and lets it go on, l changes the language, d
 * notes in the diary. */
static void press(struct live_view *v, const char *store_path, char key,
	int64_t now_ms, int64_t utc_s)
{
	if (key == 'p' || key == 'P' || key == ' ')
		v->paused = !v->paused;
	else if (key == 'l' || key == 'L')
		language_set(strcmp(language_now(), "fr") == 0 ? "en" : "fr");
	else if (key == 'd' || key == 'D')
		live_view_note(v, store_path, now_ms, utc_s);
	if (now_ms >= v->diary.told_until_ms)
		v->diary.told[0] = '\0';
}

static int on_terminal(struct live_feed *f, const char *store_path,
	const struct live_options *o, bool utf8)
{
	static struct live_canvas canvas;
	const enum live_colours colours = terminal_colours();
	const bool keys = isatty(STDIN_FILENO);
	struct watched w = { .began_ms = live_now_ms(),
		.loudest.second.LAeq = SLM_NO_LEVEL };
	struct live_view v = { .diary.since_utc_s = STORE_NO_TIME };
	int64_t now_ms = w.began_ms;
	char key = '\0';

	live_catch_signals(true);
	terminal_open();
	do {
		int64_t utc_s = live_utc_s();

		now_ms = live_now_ms();
		(void)live_feed_read(f, now_ms);
		press(&v, store_path, key, now_ms, utc_s);
		if (!v.paused)
			live_view_look(&v, f, store_path, now_ms, utc_s);
		note(&w, f, now_ms, utc_s);
		draw(&canvas, &v, utf8, colours);
	} while ((!o->seconds || now_ms - w.began_ms < 1000 * o->seconds) &&
		live_wait(f->fd, keys ? &key : NULL, 500));
	terminal_close();
	sum_up(&w, &v, utf8);
	live_diary_sum_up(&v);
	return EXIT_OK;
}

int tell_live(const struct tell_paths *p, int argc, char **argv)
{
	static struct live_feed feed;
	struct live_options o = { 0 };
	bool utf8;
	int code;

	if (!parse(&o, argc, argv))
		return EXIT_USAGE;
	utf8 = language_shows_utf8();
	if (!live_feed_open(&feed, p->live, live_now_ms()))
		return explain(p->live, errno);

	if (o.json || o.plain || !terminal_is_there())
		code = live_plain(&feed, p->store, &o);
	else
		code = on_terminal(&feed, p->store, &o, utf8);
	live_feed_close(&feed);
	return code;
}
