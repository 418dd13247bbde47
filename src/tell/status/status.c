/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.c - `sourdine status`: what runs, and how well, in plain words. */
#include <getopt.h>
#include <inttypes.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../calibrations.h"
#include "../iso_time.h"
#include "../live/feed.h"
#include "json.h"
#include "../words.h"

static bool parse(bool *json, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ 0 },
	};
	int c;

	opterr = 0;
	optind = 1;
	*json = false;
	while ((c = getopt_long(argc, argv, "", options, NULL)) == 'j')
		*json = true;
	if (c < 0 && optind == argc)
		return true;
	fprintf(stderr, _("sourdine: '%s' is not understood; `sourdine help "
		"status` lists the options\n"), c < 0 ? argv[optind] : argv[optind - 1]);
	return false;
}

/* The name before a part; further lines of it have none. */
static void say_name(const char *name)
{
	put_padded(stdout, name, 13);
}

static void say_pair(const char *name, const char *text)
{
	say_name(name);
	puts(text);
}

/* "19:04" today, "24/11 19:04" before, in local time. */
static void say_clock(int64_t utc_s)
{
	time_t t = (time_t)utc_s, now = (time_t)live_utc_s();
	struct tm tm, today;
	char text[32] = "?";

	if (localtime_r(&t, &tm) && localtime_r(&now, &today))
		strftime(text, sizeof text, tm.tm_yday == today.tm_yday &&
			tm.tm_year == today.tm_year ? "%H:%M:%S" :
			"%Y-%m-%d %H:%M", &tm);
	fputs(text, stdout);
}

static void say_meter(const struct status *s)
{
	int64_t since;

	say_name(_("Meter"));
	if (!s->running) {
		puts(s->told ? _("NOT RUNNING: it ended without a word; start "
			"it with `sourdine run`") :
			_("not running: start it with `sourdine run`"));
	} else {
		printf(status_is_good(s) ? _("running since ") :
			_("PARTLY RUNNING since "));
		if (iso_time_parse(&since, s->started))
			say_clock(since);
		else
			fputs(s->started, stdout);
		printf(_(" (process %d)\n"), s->pid);
	}
	if (s->running && s->simulated) {
		say_name("");
		puts(_("SIMULATED: made-up sound, no microphone; these levels "
			"are of no place"));
	}
	if (s->breaches) {
		say_name("");
		printf(language_number("the gate closed by itself %d time: it "
			"had got something that is not a level\n",
			"the gate closed by itself %d times: it had got "
			"something that is not a level\n", s->breaches),
			s->breaches);
	}
	if (s->running && *s->closed_until &&
		iso_time_parse(&since, s->closed_until)) {
		say_name("");
		fputs(_("it stays closed until "), stdout);
		say_clock(since);
		putchar('\n');
	}
}

static void say_programs(const struct status *s)
{
	for (int i = 0; i < s->programs; i++) {
		const struct status_program *p = &s->program[i];

		say_name(i == 0 ? _("Programs") : "");
		printf("%-6s", p->name);
		if (p->running)
			printf(_("running, process %d"), p->pid);
		else
			fputs(_("NOT RUNNING"), stdout);
		printf(language_number(", started %d time\n",
			", started %d times\n", p->starts), p->starts);
	}
}

/* What the kernel says of the programs, not what they say of themselves. */
static void say_locks(const struct status *s)
{
	int open = 0, hidden = 0;

	if (!s->running)
		return;
	for (int i = 0; i < s->programs; i++) {
		const struct status_program *p = &s->program[i];

		hidden += p->filtered == FILTERED_HIDDEN;
		if (!p->running || p->filtered != FILTERED_NO)
			continue;
		say_name(open++ == 0 ? _("Locks") : "");
		printf(_("%s is NOT LOCKED IN: it can do whatever its user "
			"can\n"), p->name);
	}
	if (open)
		return;
	if (hidden) {
		say_name(_("Locks"));
		puts(_("whether they hold is hidden from this user: ask as root"));
		return;
	}
	say_name(_("Locks"));
	if (s->landlock)
		printf(_("each program can do its work and nothing else (system "
			"calls filtered, Landlock %d)\n"), s->landlock);
	else
		puts(_("each program can do its work and nothing else (system "
			"calls filtered; this kernel has no Landlock)"));
	if (*s->page_user)
		say_name("");
	if (strcmp(s->page_user, "root") == 0)
		puts(_("the page is shown by root, too: no other user can "
			"enter the meter's folders"));
	else if (*s->page_user)
		printf(_("the page is shown by another user, %s\n"),
			s->page_user);
}

static void say_place(const struct status *s)
{
	const struct store_series *of = &s->series;

	if (!s->has_series)
		return;
	say_name(_("Place"));
	fputs(place_name(of->place), stdout);
	if (of->height_cm >= 0)
		printf(_(", %s m above ground"),
			decimal(of->height_cm / 100.0, 1));
	if (of->interval_s % 60)
		printf(_(", records of %d s\n"), (int)of->interval_s);
	else
		printf(_(", records of %d min\n"), (int)of->interval_s / 60);
}

/* The door is a way for sound to leave that is not ours to shut. */
static void say_microphone(const struct status *s)
{
	if (!s->told || s->simulated)
		return;
	say_name(_("Microphone"));
	if (strcmp(s->source, "server") == 0) {
		put_plain(stdout, s->microphone);
		puts(_(", through a sound server: one more door than a "
			"device of its own,"));
		say_name("");
		puts(_("and its volume and filters are in the levels"));
	} else {
		put_plain(stdout, s->microphone);
		puts(_(", the device itself"));
	}
}

static void say_size(int64_t bytes)
{
	if (bytes < 1000000)
		printf(_("%s kB"), decimal((double)bytes / 1e3, 0));
	else
		printf(_("%s MB"), decimal((double)bytes / 1e6, 1));
}

static void say_store(const struct status *s)
{
	char why[1024];

	say_name(_("Store"));
	if (s->store_error) {
		store_explain(why, sizeof why, s->store_error, s->store);
		puts(why);
		return;
	}
	printf(language_number("%s: %" PRId64 " record, ",
		"%s: %" PRId64 " records, ", (long)s->records), s->store,
		s->records);
	say_size(s->bytes);
	putchar('\n');
	say_name(_("Last 24 h"));
	/* Cut off, not rounded: 100.0 % means that nothing is missing. */
	printf(_("%d h %02d min are covered (%d%c%d %%)\n"),
		s->covered_s / 3600, s->covered_s / 60 % 60,
		s->covered_s * 100 / STATUS_DAY_S, decimal_point(),
		(int)(INT64_C(1000) * s->covered_s / STATUS_DAY_S % 10));
	if (s->doubtful_s) {
		say_name("");
		printf(_("of these, %d h %02d min are DOUBTFUL: two "
			"calibrations differ, and these lie between\n"),
			s->doubtful_s / 3600, s->doubtful_s / 60 % 60);
	}
}

static void say_calibration(const struct status *s)
{
	static const char *const words[] = {
		N_("never: the levels may be off by 10 dB or more"),
		N_("with a sound calibrator"),
		N_("by comparison with another meter: +-3 dB (k = 2)"),
	};
	int32_t kind = s->series.calibrated;

	if (s->has_series && kind >= CALIBRATION_NONE &&
		kind <= CALIBRATION_COMPARISON &&
		strcmp(s->series.source, "simulated") != 0)
		say_pair(_("Calibrated"), _(words[kind]));
}

static void say_level(slm_tenth_db level, bool at_most)
{
	char text[LEVEL_SIZE];

	level_for_people(text, level, at_most,
		strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	fputs(text, stdout);
}

static void say_last(const struct status *s)
{
	static const char *const words[] = {
		N_("clipped at times: the true levels may be higher"),
		N_("too quiet at times for this microphone: the true levels "
			"are at most these"),
		N_("sound was lost"),
		N_("the microphone gave no signal: is it muted, or unplugged?"),
		N_("the meter began in it"),
		N_("uncalibrated: the levels may be off by 10 dB or more"),
		N_("simulated: made-up sound"),
	};
	const struct store_record *r = &s->last;

	if (s->store_error)
		return;
	say_name(_("Last record"));
	if (!s->has_last) {
		puts(_("none yet: the first comes with the end of an interval"));
		return;
	}
	say_clock(r->start_utc_s);
	fputs(", LAeq ", stdout);
	say_level(r->LAeq, s->has_series && s->series.id == r->series &&
		level_is_at_most(r->LAeq, s->series.self_noise));
	printf(_(" dB, %d s of %d s covered\n"), (int)r->covered_s,
		(int)r->interval_s);
	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
		if (r->flags >> i & 1) {
			say_name("");
			puts(_(words[i]));
		}
}

static void say_now(const struct status *s)
{
	if (!s->has_now && !s->running)
		return;
	say_name(_("Level now"));
	if (!s->has_now) {
		puts(_("none comes"));
		return;
	}
	fputs("LAeq,1s ", stdout);
	say_level(s->now.second.LAeq,
		s->now.second.state == SLM_STATE_UNDER_RANGE);
	printf(_(" dB, %s\n"), state_sentence(s->now.second.state));
}

/* What people ask first stands first. */
/* The public key: whoever has it can verify what the meter exports. */
static void say_seal(const struct status *s)
{
	if (!s->has_key)
		return;
	say_name(_("Key"));
	for (size_t i = 0; i < sizeof s->key; i++)
		printf("%02x", s->key[i]);
	putchar('\n');
	say_name("");
	if (!s->head.n) {
		puts(_("nothing is signed with it yet"));
		return;
	}
	fputs(_("signed up to "), stdout);
	say_clock(s->head.utc_s);
	printf(_(", entry %" PRId64 "\n"), s->head.n);
}

static void say_study(const struct status *s)
{
	if (!s->study.n)
		return;
	say_name(_("Study"));
	fputs(_("the level of each second is stored until "), stdout);
	say_clock(s->study.ended_utc_s);
	fputs(": ", stdout);
	put_plain(stdout, s->study.name);
	putchar('\n');
}

static void say_all(const struct status *s)
{
	say_meter(s);
	say_now(s);
	say_last(s);
	say_microphone(s);
	say_calibration(s);
	say_place(s);
	if (s->running && *s->page)
		say_pair(_("Page"), s->page);
	say_store(s);
	say_seal(s);
	say_study(s);
	say_programs(s);
	say_locks(s);
}

int tell_status(const struct tell_paths *p, int argc, char **argv)
{
	static struct status s;
	bool json, written = true;

	if (!parse(&json, argc, argv))
		return EXIT_USAGE;
	(void)language_shows_utf8();
	if (json)
		language_set("en"); /* of what programs read */
	status_look(&s, p);

	if (json)
		written = status_json(&s);
	else
		say_all(&s);
	if (fflush(stdout) != 0 || !written) {
		fputs(_("sourdine: standard output cannot be written\n"), stderr);
		return EXIT_INPUT;
	}
	return status_is_good(&s) ? EXIT_OK : EXIT_FAULT;
}
