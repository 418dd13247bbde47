/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_options.c - the command line of sourdine-calibrate. */
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibrate.h"
#include "../run/exit_codes.h"

static const char usage[] =
	"usage: sourdine-calibrate --file RECORDING --level DB [options]\n"
	"       sourdine-calibrate --file RECORDING --against DB [options]\n"
	"Finds the tone of a sound calibrator in a recording, checks that it "
	"is one\n"
	"(IEC 60942), and says which level a full-scale sine has.\n\n"
	"  --file RECORDING    at least a second of the tone; - is standard "
	"input\n"
	"  --level DB          level of the calibrator, 60 to 140: it stands "
	"on it, 94 or 114\n"
	"  --frequency HZ      1000, or 250 for a pistonphone (default: "
	"either)\n"
	"  --channel N         which channel, from 1 (default 1)\n"
	"  --correction DB     added to the level, -5 to 5: for free field, "
	"from the\n"
	"                      microphone's papers\n"
	"  --previous DB       full_scale_db so far: says how far it has "
	"drifted\n"
	"  --against DB        dB(A) that another meter read beside it, 40 to "
	"120; the\n"
	"                      recording is five minutes of steady noise\n"
	"  --response FILE     the microphone's response, corrected with "
	"--against\n"
	"  --response-at HZ    where the full scale holds: 1000 or 250 (1000)\n"
	"  --json              one object on standard output\n"
	"  --help, --version\n\n"
	"The level is that of the tone alone, not weighted: hum and noise do "
	"not count,\n"
	"and 250 Hz is as good as 1000.  The first 5 minutes are looked at.\n\n"
	"Exit status: 0 calibrated; 1 the result could not be written; 2 the "
	"command\n"
	"line makes no sense; 4 the file is no recording of a calibrator.\n";

/* 0 to 2 are the values of `numbers`, and so on. */
enum {
	LEVEL,
	AGAINST,
	CORRECTION,
	PREVIOUS,
	FREQUENCY,
	CHANNEL,
	RESPONSE_AT,
	NUMBERS,
	FILENAME,
	RESPONSE,
	JSON,
	HELP,
	VERSION
};

static const struct option options[] = {
	{"level", required_argument, NULL, LEVEL},
	{"against", required_argument, NULL, AGAINST},
	{"response", required_argument, NULL, RESPONSE},
	{"response-at", required_argument, NULL, RESPONSE_AT},
	{"correction", required_argument, NULL, CORRECTION},
	{"previous", required_argument, NULL, PREVIOUS},
	{"frequency", required_argument, NULL, FREQUENCY},
	{"channel", required_argument, NULL, CHANNEL},
	{"file", required_argument, NULL, FILENAME},
	{"json", no_argument, NULL, JSON},
	{"help", no_argument, NULL, HELP},
	{"version", no_argument, NULL, VERSION},
	{0},
};

static const struct {
	const char *name;
	double min, max, such_as;
} numbers[NUMBERS] = {
	[LEVEL] = {"--level", 60, 140, 94},
	[AGAINST] = {"--against", 40, 120, 65},
	[RESPONSE_AT] = {"--response-at", 250, 1000, 1000},
	[CORRECTION] = {"--correction", -5, 5, -0.15},
	[PREVIOUS] = {"--previous", 60, 180, 120},
	[FREQUENCY] = {"--frequency", 250, 1000, 1000},
	[CHANNEL] = {"--channel", 1, 1024, 1},
};

static int refuse(const char *why)
{
	fprintf(stderr, "sourdine-calibrate: %s; see --help\n", why);
	return EXIT_USAGE;
}

/* The whole text must be a plain decimal number. */
static bool read_number(double *out, int which)
{
	char *end;

	*out = strtod(optarg, &end);
	if (*optarg && strspn(optarg, "+-.0123456789") == strlen(optarg) &&
		*end == '\0' && *out >= numbers[which].min &&
		*out <= numbers[which].max)
		return true;
	fprintf(stderr,
		"sourdine-calibrate: %s takes a number from %g to %g, such as "
		"%g; '%s' is not one\n",
		numbers[which].name, numbers[which].min, numbers[which].max,
		numbers[which].such_as, optarg);
	return false;
}

static int settle(struct calibrate_options *o, const double value[NUMBERS])
{
	if (!o->file)
		return refuse("name the recording of a calibrator with --file");
	if (!isnan(value[LEVEL]) && !isnan(value[AGAINST]))
		return refuse("--level is for a calibrator, --against for "
			      "noise: one of them");
	if (isnan(value[LEVEL]) && isnan(value[AGAINST]))
		return refuse("say with --level which level stands on the "
			      "calibrator, such as 94");
	if (value[FREQUENCY] != 0 && value[FREQUENCY] != 250 &&
		value[FREQUENCY] != 1000)
		return refuse("--frequency is 1000 or 250");
	if (value[CHANNEL] != floor(value[CHANNEL]))
		return refuse("--channel counts whole channels, from 1");
	if (value[RESPONSE_AT] != 250 && value[RESPONSE_AT] != 1000)
		return refuse("--response-at is 1000 or 250");
	o->against = isnan(value[LEVEL]);
	o->level_db = o->against ? value[AGAINST] : value[LEVEL];
	o->response_at_hz = (unsigned)value[RESPONSE_AT];
	o->correction_db = value[CORRECTION];
	o->previous_db = value[PREVIOUS];
	o->frequency_hz = (unsigned)value[FREQUENCY];
	o->channel = (int)value[CHANNEL];
	return -1;
}

int calibrate_options(struct calibrate_options *o, int argc, char **argv)
{
	double value[NUMBERS] = {[LEVEL] = NAN,
		[AGAINST] = NAN,
		[PREVIOUS] = NAN,
		[CHANNEL] = 1,
		[RESPONSE_AT] = 1000};
	int c;

	*o = (struct calibrate_options){0};
	opterr = 0; /* its own messages begin with a path */
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case FILENAME:
			o->file = optarg;
			break;
		case RESPONSE:
			o->response = *optarg ? optarg : NULL;
			break;
		case JSON:
			o->json = true;
			break;
		case HELP:
			fputs(usage, stdout);
			return EXIT_OK;
		case VERSION:
			puts("sourdine-calibrate " SOURDINE_VERSION);
			return EXIT_OK;
		case '?':
			fprintf(stderr,
				"sourdine-calibrate: %s is no option, or "
				"lacks its value; see --help\n",
				argv[optind - 1]);
			return EXIT_USAGE;
		default:
			if (!read_number(&value[c], c))
				return EXIT_USAGE;
			o->channel_stated |= c == CHANNEL;
		}
	}
	if (optind < argc)
		return refuse("a recording is named with --file");
	return settle(o, value);
}
