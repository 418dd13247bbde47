/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.c - `sourdine status`: what runs, and how well, in plain words. */
#include <getopt.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "../run/exit_codes.h"
#include "calibrations.h"
#include "iso_time.h"
#include "levels.h"
#include "status_json.h"

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
	fprintf(stderr, "sourdine: '%s' is not understood; usage: sourdine "
		"status [--json]\n", c < 0 ? argv[optind] : argv[optind - 1]);
	return false;
}

static void say_meter(const struct status *s)
{
	if (s->running)
		printf("Meter       running since %s (process %d)\n",
			s->started, s->pid);
	else if (s->told)
		printf("Meter       NOT RUNNING: it ended without a word; "
			"start it with `sourdine run`\n");
	else
		printf("Meter       not running: start it with `sourdine "
			"run`\n");
	if (s->running && s->simulated)
		printf("            SIMULATED: made-up sound, no microphone; "
			"these levels are of no place\n");
	if (s->breaches)
		printf("            the gate closed by itself %d time%s: it "
			"had got something that is not a level\n", s->breaches,
			s->breaches == 1 ? "" : "s");
}

static void say_programs(const struct status *s)
{
	for (int i = 0; i < s->programs; i++) {
		const struct status_program *p = &s->program[i];
		char state[32] = "NOT RUNNING";

		if (p->running)
			snprintf(state, sizeof state, "running, process %d",
				p->pid);
		printf("%-12s%-6s%s, started %d time%s\n",
			i == 0 ? "Programs" : "", p->name, state, p->starts,
			p->starts == 1 ? "" : "s");
	}
}

/* The door is a way for sound to leave that is not ours to shut. */
static void say_microphone(const struct status *s)
{
	if (!s->told || s->simulated)
		return;
	if (strcmp(s->source, "server") == 0)
		printf("Microphone  %s, through a sound server: one more door "
			"than a device of its own,\n            and its volume "
			"and filters are in the levels\n", s->microphone);
	else
		printf("Microphone  %s, the device itself\n", s->microphone);
}

static void say_size(int64_t bytes)
{
	if (bytes < 1000000)
		printf("%.0f kB", (double)bytes / 1e3);
	else
		printf("%.1f MB", (double)bytes / 1e6);
}

static void say_store(const struct status *s)
{
	char why[1024];

	if (s->store_error) {
		store_explain(why, sizeof why, s->store_error, s->store);
		printf("Store       %s\n", why);
		return;
	}
	printf("Store       %s: %" PRId64 " record%s, ", s->store, s->records,
		s->records == 1 ? "" : "s");
	say_size(s->bytes);
	/* Cut off, not rounded: 100.0 % means that nothing is missing. */
	printf("\n            of 24 h, %d h %02d min are covered (%d.%d %%)\n",
		s->covered_s / 3600, s->covered_s / 60 % 60,
		s->covered_s * 100 / STATUS_DAY_S,
		(int)(INT64_C(1000) * s->covered_s / STATUS_DAY_S % 10));
	if (s->doubtful_s)
		printf("            of these, %d h %02d min are DOUBTFUL: two "
			"calibrations differ, and these lie between\n",
			s->doubtful_s / 3600, s->doubtful_s / 60 % 60);
}

static void say_calibration(const struct status *s)
{
	static const char *const words[] = {
		"never: the levels may be off by 10 dB or more",
		"with a sound calibrator",
		"by comparison with another meter: +-3 dB (k = 2)",
	};
	int32_t kind = s->series.calibrated;

	if (s->has_series && kind >= CALIBRATION_NONE &&
		kind <= CALIBRATION_COMPARISON &&
		strcmp(s->series.source, "simulated") != 0)
		printf("Calibrated  %s\n", words[kind]);
}

static void say_level(slm_tenth_db level, bool at_most)
{
	char text[LEVEL_SIZE];

	level_format(text, level, at_most,
		strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	fputs(text, stdout);
}

static void say_last(const struct status *s)
{
	static const char *const words[] = {
		"clipped at times: the true levels may be higher",
		("too quiet at times for this microphone: the true levels "
		 "are at most these"),
		"sound was lost",
		"the microphone gave no signal: is it muted, or unplugged?",
		"the meter began in it",
		"uncalibrated: the levels may be off by 10 dB or more",
		"simulated: made-up sound",
	};
	const struct store_record *r = &s->last;
	char start[ISO_TIME_SIZE];

	if (!s->has_last) {
		if (!s->store_error)
			printf("Last record none yet\n");
		return;
	}
	iso_time_format(start, r->start_utc_s);
	printf("Last record %s, LAeq ", start);
	say_level(r->LAeq, s->has_series && s->series.id == r->series &&
		level_is_at_most(r->LAeq, s->series.self_noise));
	printf(" dB, %d s of %d s covered\n", (int)r->covered_s,
		(int)r->interval_s);
	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
		if (r->flags >> i & 1)
			printf("            %s\n", words[i]);
}

static void say_now(const struct status *s)
{
	char time[ISO_TIME_SIZE];

	if (!s->has_now) {
		if (s->running)
			printf("Level now   none comes\n");
		return;
	}
	iso_time_format(time, s->now.utc_s);
	printf("Level now   LAeq,1s ");
	say_level(s->now.second.LAeq,
		s->now.second.state == SLM_STATE_UNDER_RANGE);
	printf(" dB, %s (%s)\n", live_state_name(s->now.second.state), time);
}

static void say_all(const struct status *s)
{
	say_meter(s);
	say_programs(s);
	say_microphone(s);
	if (s->running && *s->page)
		printf("Page        %s\n", s->page);
	say_store(s);
	say_calibration(s);
	say_last(s);
	say_now(s);
}

int tell_status(const struct tell_paths *p, int argc, char **argv)
{
	static struct status s;
	bool json, written = true;

	if (!parse(&json, argc, argv))
		return EXIT_USAGE;
	(void)setlocale(LC_CTYPE, "");
	status_look(&s, p);

	if (json)
		written = status_json(&s);
	else
		say_all(&s);
	if (fflush(stdout) != 0 || !written) {
		fputs("sourdine: standard output cannot be written\n", stderr);
		return EXIT_INPUT;
	}
	return status_is_good(&s) ? EXIT_OK : EXIT_FAULT;
}
