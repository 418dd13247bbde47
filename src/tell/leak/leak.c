/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leak.c - `sourdine leak`: what the messages of this configuration can carry
 * at most, beside what sound and text need. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../../keep/live.h"
#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "count.h"
#include "slm_message.h"
#include "../tell.h"

/* 5.5 characters with the space, at 1 bit each (Shannon 1951: 0.6 to 1.3). */
#define BITS_A_WORD 5.5

#define DAY_S 86400

/* A legal message, and how often it is said. */
struct line {
	const char *name, *key;
	const struct count *count;
	double every_s;
};

struct stream {
	const char *name, *key;
	double bit_s;
};

/* What others need, bit/s. */
static const struct stream needs[] = {
	{N_("lowest voice codecs"), "voice_codec", LEAK_NEEDS_CODEC},
	{N_("information in speech (Coupe et al. 2019)"), "speech", LEAK_NEEDS_SPEECH},
	{N_("text of speech, well coded (10 to 15)"), "text", LEAK_NEEDS_TEXT},
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

struct leak {
	struct leak_settings settings;
	struct leak_counts counts;
	struct leak_rates rates;
	struct line lines[6];
	size_t n_lines;
	struct stream streams[6];
	double budget_stored;
};

static void add_line(struct leak *l, const char *name, const char *key,
	const struct count *c, double every_s)
{
	l->lines[l->n_lines++] = (struct line){name, key, c, every_s};
}

static void fill(struct leak *l)
{
	double T = l->settings.interval_s;
	struct leak_counts *c = &l->counts;
	struct leak_rates *r = &l->rates;

	leak_count(c, &l->settings);
	leak_rate(r, c, &l->settings);
	l->budget_stored = l->settings.spectrum ? LEAK_BUDGET_STORED_SPECTRUM
						: LEAK_BUDGET_STORED;
	add_line(l, N_("second"), "second", &c->second, 1);
	add_line(l, N_("spread"), "spread", &c->spread, T);
	if (l->settings.spectrum)
		add_line(l, N_("spectrum"), "spectrum", &c->spectrum, T);
	add_line(l, N_("record"), "record", &c->record, T);
	add_line(l, N_("histogram"), "histogram", &c->histogram, 3600);

	const struct stream streams[] = {
		{N_("messages out of hear"), "sent", r->sent},
		{N_("past the gate, with the choice of the tick"), "passed",
			r->passed},
		{N_("seconds: on this machine, in memory"), "memory", r->memory},
		{N_("stored: records"), "records", r->records},
		{N_("stored: hourly histogram"), "histogram", r->histogram},
		{N_("stored in all: what can leave"), "stored", r->stored},
	};
	memcpy(l->streams, streams, sizeof streams);
}

static double bytes_a_day(double bit_s)
{
	return bit_s * DAY_S / 8;
}

static double words_a_day(double bit_s)
{
	return bit_s * DAY_S / BITS_A_WORD;
}

static double memory_bytes(const struct leak *l)
{
	return LIVE_SECONDS * l->rates.memory / 8;
}

/* ------------------------------------------------------------- as words */

static void say_meaning(const struct leak *l)
{
	const struct leak_rates *r = &l->rates;
	double codec = needs[0].bit_s;

	printf(_("\nA word: 5.5 characters of 1 bit (Shannon 1951).  In memory "
	       "lie ten\nminutes of seconds, at most %.0f bytes of "
	       "information, which only this machine\nsees.  While a study "
	       "runs they are stored as well: then all that passes the\ngate "
	       "can be.  What is stored leaves when somebody exports it or "
	       "opens the page\nto others.\n"),
		memory_bytes(l));
	printf(_("\nWhat this proves: sound cannot pass as it happens.  Even "
	       "with the lowest codec\none second of it would take %.0f s past "
	       "the gate, and %.0f s in what is stored.\n"),
		codec / r->passed, codec / r->stored);
	fputs(_("What it does not prove: slow text needs little.  A program "
	      "inside hear that\nunderstood speech could spell out words in "
	      "false levels.  Against that stand the\nsource and what tests "
	      "show of it, not this count.  Nor does it count what true\n"
	      "levels tell (src/gate/LEVELS.md), or ways around the gate: "
	      "root, the kernel,\nload on the processor, a second "
	      "microphone.\n"),
		stdout);
	printf(_("\nWithin the budget: %s of %s bit/s past the gate, %s of "
	       "%s stored\n(without a study).\n"),
		decimal(r->passed, 2), decimal(LEAK_BUDGET_OUT_OF_HEAR, 0),
		decimal(r->stored, 3), decimal(l->budget_stored, 0));
}

static void put_cell(int width, const char *text)
{
	printf("%*s%s", width - text_width(text), "", text);
}

static void say_lines(const struct leak *l)
{
	char text[COUNT_TEXT];

	put_padded(stdout, _("message"), 18);
	put_padded(stdout, _("legal ones"), 26);
	printf("%8s%8s\n", "bits", "bit/s");
	for (size_t i = 0; i < l->n_lines; i++) {
		const struct line *m = &l->lines[i];
		double bits = count_bits(m->count);

		count_text(text, m->count);
		if (strlen(text) > 25)
			snprintf(text, sizeof text, "2^%s", decimal(bits, 2));
		put_padded(stdout, _(m->name), 18);
		put_padded(stdout, text, 26);
		printf("%8s%8s\n", decimal(bits, 2),
			decimal(bits / m->every_s, 2));
	}
}

/* Not a stream: somebody starts each of these by hand. */
static void say_one(const char *name, const struct count *c)
{
	char text[COUNT_TEXT];

	count_text(text, c);
	put_padded(stdout, name, 18);
	printf(_("%-33s%s bits\n"), text, decimal(count_bits(c), 2));
}

static void say_by_hand(const struct leak *l)
{
	puts(_("\nOnce for each `sourdine calibrate`, while the meter is "
	       "stopped:"));
	say_one(_("calibration"), &l->counts.calibration);
	say_one(_("comparison"), &l->counts.comparison);
}

static void say_stream(const struct stream *s)
{
	put_padded(stdout, _(s->name), 44);
	printf("%9s%12.0f%12.0f\n", decimal(s->bit_s, 2),
		bytes_a_day(s->bit_s), words_a_day(s->bit_s));
}

static void say_streams(const char *heading, const struct stream *s, size_t n)
{
	putchar('\n');
	put_padded(stdout, heading, 44);
	put_cell(9, "bit/s");
	put_cell(12, _("bytes/day"));
	put_cell(12, _("words/day"));
	putchar('\n');
	for (size_t i = 0; i < n; i++)
		say_stream(&s[i]);
}

static void say(const struct leak *l)
{
	printf(_("What the messages can carry at most: records of %u s, %s\n\n"),
		l->settings.interval_s,
		l->settings.spectrum ? _("with octave levels\n(this version "
				       "sends none; counted as "
				       "they would be)")
				     : _("no spectra"));
	say_lines(l);
	say_streams(_("stream, at most"), l->streams, LENGTH(l->streams));
	say_by_hand(l);
	say_streams(_("for comparison"), needs, LENGTH(needs));
	say_meaning(l);
}

/* -------------------------------------------------------------- as JSON */

static json_t *json_stream(const struct stream *s)
{
	return json_pack("{s:s, s:f, s:f, s:f}", "name", s->key, "bit_per_s",
		s->bit_s, "bytes_per_day", bytes_a_day(s->bit_s),
		"words_per_day", words_a_day(s->bit_s));
}

static json_t *json_streams(const struct stream *s, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_stream(&s[i]));
	return list;
}

static json_t *json_lines(const struct leak *l)
{
	json_t *list = json_array();
	char text[COUNT_TEXT];

	for (size_t i = 0; i < l->n_lines; i++) {
		const struct line *m = &l->lines[i];
		double bits = count_bits(m->count);

		count_text(text, m->count);
		json_array_append_new(list,
			json_pack("{s:s, s:s, s:f, s:f, s:f}", "name", m->key,
				"legal", text, "bits", bits, "every_s",
				m->every_s, "bit_per_s", bits / m->every_s));
	}
	return list;
}

static json_t *json_by_hand(const struct leak *l)
{
	char tone[COUNT_TEXT], noise[COUNT_TEXT];

	count_text(tone, &l->counts.calibration);
	count_text(noise, &l->counts.comparison);
	return json_pack("[{s:s, s:s, s:f}, {s:s, s:s, s:f}]", "name",
		"calibration", "legal", tone, "bits",
		count_bits(&l->counts.calibration), "name", "comparison",
		"legal", noise, "bits", count_bits(&l->counts.comparison));
}

static bool say_json(const struct leak *l)
{
	json_t *o = json_pack("{s:i, s:b, s:f, s:o, s:o, s:o, s:o, s:f, s:{s:f, "
			      "s:f}}",
		"interval_s", (int)l->settings.interval_s, "spectrum",
		l->settings.spectrum, "bits_per_word", BITS_A_WORD, "messages",
		json_lines(l), "by_hand", json_by_hand(l), "streams",
		json_streams(l->streams, LENGTH(l->streams)), "needs",
		json_streams(needs, LENGTH(needs)), "memory_bytes",
		memory_bytes(l), "budget_bit_per_s", "passed",
		LEAK_BUDGET_OUT_OF_HEAR, "stored", l->budget_stored);
	bool good = o &&
		    json_dumpf(o, stdout,
			    JSON_INDENT(2) | JSON_REAL_PRECISION(10)) == 0 &&
		    putchar('\n') != EOF;

	json_decref(o);
	return good;
}

/* ------------------------------------------------------------- the verb */

static bool parse_interval(uint32_t *interval_s, const char *text)
{
	char *end;
	long v = strtol(text, &end, 10);

	if (end == text || *end || v < 1 || v > SLM_INTERVAL_MAX_S ||
		SLM_INTERVAL_MAX_S % v != 0) {
		fprintf(stderr,
			_("sourdine: --interval '%s' is not a number of "
			"seconds that divides 3600, such as 60 or 900\n"),
			text);
		return false;
	}
	*interval_s = (uint32_t)v;
	return true;
}

static bool parse(struct leak_settings *s, bool *json, int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'},
		{"interval", required_argument, NULL, 'i'},
		{"spectrum", no_argument, NULL, 's'},
		{0},
	};
	bool good = true;
	int c;

	opterr = 0;
	optind = 1;
	while (good && (c = getopt_long(argc, argv, "", options, NULL)) >= 0)
		switch (c) {
		case 'j':
			*json = true;
			break;
		case 'i':
			good = parse_interval(&s->interval_s, optarg);
			break;
		case 's':
			s->spectrum = true;
			break;
		default:
			good = false;
			fprintf(stderr,
				_("sourdine: '%s' is not understood, or "
				"lacks its value; `sourdine help leak` lists "
				"the options\n"),
				argv[optind - 1]);
		}
	if (good && optind < argc) {
		fprintf(stderr,
			_("sourdine: '%s' is not understood; `sourdine help "
			"leak` lists the options\n"),
			argv[optind]);
		good = false;
	}
	return good;
}

/* Whatever is over the budget is refused, and so is what the gate refuses. */
static bool is_within(const struct leak *l)
{
	const struct leak_rates *r = &l->rates;

	if (r->passed > LEAK_BUDGET_OUT_OF_HEAR ||
		r->stored > l->budget_stored) {
		fprintf(stderr,
			_("sourdine: records of %u s can carry %s "
			"bit/s past the gate (budget %g) and %s stored "
			"(budget %g): choose a longer interval_s\n"),
			l->settings.interval_s, decimal(r->passed, 2),
			LEAK_BUDGET_OUT_OF_HEAR, decimal(r->stored, 2),
			l->budget_stored);
		return false;
	}
	if (l->settings.interval_s < SLM_INTERVAL_MIN_S) {
		fprintf(stderr,
			_("sourdine: the gate takes no records of %u s: "
			"choose an interval_s of %d or more\n"),
			l->settings.interval_s, SLM_INTERVAL_MIN_S);
		return false;
	}
	return true;
}

int tell_leak(long interval_s, bool calibrated, int argc, char **argv)
{
	static struct leak l;
	bool json = false, written = true;

	l = (struct leak){.settings = {.interval_s = (uint32_t)interval_s,
				  .calibrated = calibrated}};
	if (!parse(&l.settings, &json, argc, argv))
		return EXIT_USAGE;
	fill(&l);
	if (!is_within(&l))
		return EXIT_CONFIG;

	if (json)
		written = say_json(&l);
	else
		say(&l);
	if (written && fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_OK;
	fputs(_("sourdine: standard output cannot be written: give it room, or "
	      "name another file\n"),
		stderr);
	return EXIT_INPUT;
}
