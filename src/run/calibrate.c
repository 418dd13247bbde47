/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate.c - `sourdine calibrate`: from a sound calibrator, live or
 * recorded, to the line for the configuration. */
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "calibrate.h"
#include "exit_codes.h"
#include "house.h"
#include "language.h"
#include "verbs.h"
#include "../tell/calibrations.h"

int calibrate_bad_usage(const char *what)
{
	fprintf(stderr,
		_("sourdine: calibrate: %s; see `sourdine calibrate "
		"--help`\n"),
		what);
	return EXIT_USAGE;
}

/* -1 to go on, or the exit code to end with. */
static int read_options(struct request *r, int argc, char **argv)
{
	static const struct option options[] = {
		{"file", required_argument, NULL, 'f'},
		{"level", required_argument, NULL, 'l'},
		{"against", required_argument, NULL, 'a'},
		{"frequency", required_argument, NULL, 'q'},
		{"channel", required_argument, NULL, 'n'},
		{"correction", required_argument, NULL, 'c'},
		{"previous", required_argument, NULL, 'p'},
		{"seconds", required_argument, NULL, 's'},
		{"json", no_argument, NULL, 'j'},
		{"dry-run", no_argument, NULL, 'd'},
		{"history", no_argument, NULL, 'H'},
		{0},
	};
	int c;

	*r = (struct request){.previous_db = NAN};
	opterr = 0;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			r->file = optarg;
			break;
		case 'l':
			r->level = optarg;
			break;
		case 'a':
			r->against = optarg;
			break;
		case 'q':
			r->frequency = optarg;
			break;
		case 'n':
			r->channel = optarg;
			break;
		case 'c':
			r->correction = optarg;
			break;
		case 'p':
			r->previous = optarg;
			break;
		case 's':
			r->seconds = optarg;
			break;
		case 'j':
			r->json = true;
			break;
		case 'd':
			r->dry_run = true;
			break;
		case 'H':
			r->history = true;
			break;
		default:
			return calibrate_bad_usage(_("an option is unknown, or lacks its "
					 "value"));
		}
	}
	if (optind < argc)
		return calibrate_bad_usage(_("a recording is named with --file"));
	if (r->history && argc > 2)
		return calibrate_bad_usage(_("--history stands alone"));
	return -1;
}

bool calibrate_is_number(const char *text, double min, double max)
{
	char *end;
	double v;

	if (!text)
		return true;
	v = strtod(text, &end);
	return *text && strspn(text, "+-.0123456789") == strlen(text) &&
	       !*end && v >= min && v <= max;
}

/* -1, or the exit code: sourdine-calibrate checks those of a recording. */
static int check_live(struct request *r)
{
	if (!r->level && !r->against)
		return calibrate_bad_usage(_("say with --level which level stands on the "
				 "calibrator, such as 94"));
	if (!calibrate_is_number(r->level, 60, 140))
		return calibrate_bad_usage(_("--level is a number from 60 to 140 (dB)"));
	if (!calibrate_is_number(r->correction, -5, 5))
		return calibrate_bad_usage(_("--correction is a number from -5 to 5 (dB)"));
	if (!calibrate_is_number(r->previous, 60, 180))
		return calibrate_bad_usage(_("--previous is a number from 60 to 180 (dB)"));
	if (!calibrate_is_number(r->seconds, 12, 60) ||
		(r->seconds && strchr(r->seconds, '.')))
		return calibrate_bad_usage(_("--seconds is a whole number from 12 to 60"));
	if (r->frequency && strcmp(r->frequency, "1000") != 0 &&
		strcmp(r->frequency, "250") != 0)
		return calibrate_bad_usage(_("--frequency is 1000 or 250"));
	if (r->channel)
		return calibrate_bad_usage(_("the microphone's channel is in the "
				 "configuration; --channel is for a --file"));
	if (r->previous)
		r->previous_db = atof(r->previous);
	return -1;
}

static double number_in(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_number(v) ? json_number_value(v) : NAN;
}

static void take(struct outcome *o, const json_t *j)
{
	*o = (struct outcome){
		.level_db = number_in(j, "level_db") +
			    number_in(j, "correction_db"),
		.frequency_hz = number_in(j, "frequency_hz"),
		.fluctuation_db = number_in(j, "fluctuation_db"),
		.distortion_percent = number_in(j, "distortion_percent"),
		.steady_s = number_in(j, "steady_s"),
		.class = (int)json_integer_value(json_object_get(j, "class")),
		.unsteady_db = number_in(j, "unsteady_db"),
		.duration_s = number_in(j, "duration_s"),
		.full_scale_db = number_in(j, "full_scale_db"),
		.drift_db = number_in(j, "drift_db"),
	};
}

int calibrate_file(
	struct outcome *o, const struct request *r, const struct conf *c)
{
	const char *stated[] = {"--file", r->file, "--level", r->level,
		"--against", r->against, "--frequency", r->frequency,
		"--channel", r->channel, "--correction", r->correction,
		"--previous", r->previous, "--response",
		r->against ? c->microphone_response : NULL, "--response-at",
		c->microphone_response_at_hz == 250 ? "250" : NULL};
	const char *argv[24] = {NULL, "--json"};
	int out[2], n = 2, status = 0;
	json_t *j;
	pid_t pid;

	for (size_t i = 0; i < sizeof stated / sizeof *stated; i += 2) {
		if (!stated[i + 1])
			continue;
		argv[n++] = stated[i];
		argv[n++] = stated[i + 1];
	}
	if (pipe(out) != 0 || (pid = fork()) < 0) {
		fputs(_("sourdine: no pipe or process to read the recording\n"),
			stderr);
		return EXIT_FAULT;
	}
	if (pid == 0) {
		dup2(out[1], 1);
		close(out[0]);
		close(out[1]);
		_exit(run_program("sourdine-calibrate", argv));
	}
	close(out[1]);
	j = json_loadfd(out[0], 0, NULL);
	close(out[0]);
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || (WEXITSTATUS(status) == EXIT_OK && !j)) {
		fputs(_("sourdine: sourdine-calibrate gave no answer\n"), stderr);
		json_decref(j);
		return EXIT_FAULT;
	}
	take(o, j);
	json_decref(j);
	return WEXITSTATUS(status);
}

static void say_tone(const struct outcome *o)
{
	printf(_("  tone         %s Hz, steady for %s s\n"
	       "  fluctuation  %s dB\n"
	       "  distortion   %s %% with noise\n"
	       "  class        %d (IEC 60942: frequency, fluctuation, "
	       "distortion)\n"
	       "  level        %s dB at the microphone\n"),
		decimal(o->frequency_hz, 1), decimal(o->steady_s, 1),
		decimal(o->fluctuation_db, 2),
		decimal(o->distortion_percent, 2), o->class,
		decimal(o->level_db, 2));
}

static void say(
	const struct outcome *o, const struct request *r, const struct conf *c)
{
	double most =
		r->against ? CALIBRATION_COMPARISON_DB : CALIBRATION_DRIFT_DB;
	char path[CONF_PATH];

	conf_own_path(path, sizeof path);
	if (r->against)
		against_say(o);
	else
		say_tone(o);
	if (!isnan(o->drift_db))
		printf(_("  drift        %s dB since the last calibration\n"),
			signed_decimal(o->drift_db, 2));
	if (fabs(o->drift_db) > most)
		printf(_("\nThat is more than %s dB: what was measured between "
		       "the two is doubtful.\n"),
			decimal(most, 1));
	printf(_("\nFor the configuration (%s):\n"), path);
	printf("full_scale_db = %.2f\n"
	       "calibrated = %s\n",
		o->full_scale_db, r->against ? "comparison" : "yes");
	if (*c->microphone_response && !r->against)
		printf("microphone_response_at_hz = %d\n",
			o->frequency_hz < 500 ? 250 : 1000);
	if (r->dry_run)
		puts(_("\nNot noted in the history: --dry-run."));
}

static json_t *real(double x)
{
	return isnan(x) ? json_null() : json_real(round(x * 1000) / 1000);
}

static void say_json(const struct outcome *o, const struct request *r)
{
	json_t *j = json_pack("{s:b, s:s, s:s, s:o, s:o, s:o}", "ok", 1,
		"source", r->file ? "file" : "live", "method",
		r->against ? "comparison" : "calibrator", "level_db",
		real(o->level_db), "full_scale_db", real(o->full_scale_db),
		"drift_db", real(o->drift_db));
	json_t *more =
		r->against
			? json_pack("{s:o, s:o, s:o}", "unsteady_db",
				  real(o->unsteady_db), "duration_s",
				  real(o->duration_s), "uncertainty_db",
				  real(CALIBRATION_COMPARISON_DB))
			: json_pack("{s:o, s:o, s:o, s:o, s:i}", "frequency_hz",
				  real(o->frequency_hz), "fluctuation_db",
				  real(o->fluctuation_db), "distortion_percent",
				  real(o->distortion_percent), "steady_s",
				  real(o->steady_s), "class", o->class);

	if (j && more && json_object_update(j, more) == 0 &&
		json_dumpf(j, stdout, JSON_REAL_PRECISION(12)) == 0)
		putchar('\n');
	json_decref(more);
	json_decref(j);
}

int verb_calibrate(const struct conf *c, int argc, char **argv)
{
	struct request r;
	struct outcome o = {0};
	char previous[32];
	double last;
	int code = read_options(&r, argc, argv);

	if (code >= 0)
		return code;
	if (r.history)
		return history_print(c);

	last = history_last(c);
	if (isnan(last) && c->calibrated)
		last = c->full_scale_db;
	if (!r.previous && !isnan(last)) {
		snprintf(previous, sizeof previous, "%.2f", last);
		r.previous = previous;
	}
	if (r.file && r.seconds)
		return calibrate_bad_usage(_("--seconds is for the microphone, not for a "
				 "--file"));
	code = r.against ? against_check(&r, c) : -1;
	if (code < 0 && !r.file)
		code = check_live(&r);
	if (code >= 0)
		return code;

	code = r.file	   ? calibrate_file(&o, &r, c)
	       : r.against ? against_live(&o, &r, c)
			   : calibrate_live(&o, &r, c);
	if (code != EXIT_OK)
		return code;
	if (r.json)
		say_json(&o, &r);
	else
		say(&o, &r, c);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs(_("sourdine: the result could not be written; is the disk "
		      "full?\n"),
			stderr);
		return EXIT_FAULT;
	}
	return r.dry_run || history_add(c, &r, &o) ? EXIT_OK : EXIT_STORE;
}
