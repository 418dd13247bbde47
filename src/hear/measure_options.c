/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_options.c - the command line of sourdine-measure. */
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "../run/exit_codes.h"

#define FULL_SCALE_MIN_DB 60.0
#define FULL_SCALE_MAX_DB 180.0
#define FULL_SCALE_DB	  120.0 /* a microphone of -26 dBFS at 94 dB */
#define SENSITIVITY_AT_DB 94.0	/* 1 Pa, as data sheets round it */
#define SELF_NOISE_MAX_DB 80.0
#define OVERLOAD_MAX_DB	  180.0
#define CHANNEL_MAX	  1024.0 /* libsndfile's own bound */

static void usage(FILE *to)
{
	fputs("usage: sourdine-measure [options] FILE...\n"
	      "Levels of recordings that you already have: WAV, W64, RF64, "
	      "FLAC, AIFF, Ogg and\n"
	      "whatever else libsndfile reads.  FILE - is standard input.\n\n"
	      "  --full-scale DB     level of a sine whose peak is full scale "
	      "(60 to 180)\n"
	      "  --sensitivity DBFS  the same from a data sheet: -26 dBFS at "
	      "94 dB means 120\n"
	      "  --channel N         which channel, from 1 (default 1)\n"
	      "  --self-noise DB     the microphone's A-weighted self-noise: "
	      "what lies within\n"
	      "                      7 dB of it is marked under-range\n"
	      "  --overload DB       loudest sine that the microphone bears: "
	      "what lies above\n"
	      "                      is marked overload\n"
	      "  --response FILE     the microphone's response, to be "
	      "corrected: a table of Hz and\n"
	      "                      dB, as miniDSP, Dayton, REW and OmniMic "
	      "write it\n"
	      "  --response-at HZ    where the full scale holds: 1000 or 250 "
	      "(default 1000)\n"
	      "  --bands             octave and third-octave bands too\n"
	      "  --json              an object for a file, an array for "
	      "several\n"
	      "  --quiet             no progress, no remarks\n"
	      "  --help, --version\n"
	      "  --default-full-scale DB  used where neither of the first two "
	      "is given: so the\n"
	      "                      `sourdine` command hands on what its "
	      "calibration found\n\n"
	      "Without a full scale 120 dB is assumed and the result is marked "
	      "uncalibrated.\n"
	      "While it measures, memory grows by 4 bytes for each second of "
	      "sound.\n\n"
	      "Exit status: 0 all measured; 1 the result could not be "
	      "written; 2 the command\n"
	      "line makes no sense; 4 a file could not be measured, or not "
	      "whole.\n",
		to);
}

/* The whole text must be a plain decimal number. */
static bool decimal(double *out, const char *text, double min, double max)
{
	char *end;

	if (!*text || strspn(text, "+-.0123456789") != strlen(text))
		return false;
	*out = strtod(text, &end);
	return *end == '\0' && *out >= min && *out <= max;
}

static bool number(double *out, const char *option, double min, double max)
{
	if (decimal(out, optarg, min, max))
		return true;
	fprintf(stderr,
		"sourdine-measure: %s takes a number from %g to %g, "
		"such as %g; '%s' is not one\n",
		option, min, max, (min + max) / 2, optarg);
	return false;
}

static int refuse(const char *why)
{
	fprintf(stderr, "sourdine-measure: %s; see --help\n", why);
	return EXIT_USAGE;
}

/* What the options must be to each other. */
static int settle(
	struct options *o, double stated, double sensitivity, double fallback)
{
	if (!isnan(stated) && !isnan(sensitivity))
		return refuse("--full-scale and --sensitivity say the same "
			      "thing: give one of them");
	if (!isnan(sensitivity))
		stated = SENSITIVITY_AT_DB - sensitivity;
	if (isnan(stated))
		stated = fallback;
	o->calibrated = !isnan(stated);
	o->full_scale_db = o->calibrated ? stated : FULL_SCALE_DB;
	if (o->self_noise_db >= o->full_scale_db)
		return refuse("--self-noise lies above full scale: one of the "
			      "two is wrong");
	return -1;
}

int measure_options(struct options *o, int argc, char **argv)
{
	enum {
		FULL_SCALE,
		SENSITIVITY,
		DEFAULT,
		CHANNEL,
		SELF_NOISE,
		OVERLOAD,
		RESPONSE,
		RESPONSE_AT,
		BANDS,
		JSON,
		QUIET,
		HELP,
		VERSION
	};
	static const struct option options[] = {
		{"full-scale", required_argument, NULL, FULL_SCALE},
		{"sensitivity", required_argument, NULL, SENSITIVITY},
		{"default-full-scale", required_argument, NULL, DEFAULT},
		{"channel", required_argument, NULL, CHANNEL},
		{"self-noise", required_argument, NULL, SELF_NOISE},
		{"overload", required_argument, NULL, OVERLOAD},
		{"response", required_argument, NULL, RESPONSE},
		{"response-at", required_argument, NULL, RESPONSE_AT},
		{"bands", no_argument, NULL, BANDS},
		{"json", no_argument, NULL, JSON},
		{"quiet", no_argument, NULL, QUIET},
		{"help", no_argument, NULL, HELP},
		{"version", no_argument, NULL, VERSION},
		{0},
	};
	double stated = NAN, sensitivity = NAN, fallback = NAN, channel = 1.0;
	bool good = true;
	int c;

	*o = (struct options){.response_at_hz = 1000};
	opterr = 0; /* its own messages begin with a path */
	while (good && (c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case FULL_SCALE:
			good = number(&stated, "--full-scale",
				FULL_SCALE_MIN_DB, FULL_SCALE_MAX_DB);
			break;
		case SENSITIVITY:
			good = number(&sensitivity, "--sensitivity",
				SENSITIVITY_AT_DB - FULL_SCALE_MAX_DB,
				SENSITIVITY_AT_DB - FULL_SCALE_MIN_DB);
			break;
		case DEFAULT:
			good = number(&fallback, "--default-full-scale",
				FULL_SCALE_MIN_DB, FULL_SCALE_MAX_DB);
			break;
		case CHANNEL:
			good = number(&channel, "--channel", 1, CHANNEL_MAX);
			if (good && channel != floor(channel))
				return refuse(
					"--channel counts whole channels, "
					"from 1");
			o->channel_stated = true;
			break;
		case SELF_NOISE:
			good = number(&o->self_noise_db, "--self-noise", 0,
				SELF_NOISE_MAX_DB);
			break;
		case OVERLOAD:
			good = number(&o->overload_db, "--overload", 0,
				OVERLOAD_MAX_DB);
			break;
		case RESPONSE:
			o->response = *optarg ? optarg : NULL;
			break;
		case RESPONSE_AT:
			if (strcmp(optarg, "1000") != 0 &&
				strcmp(optarg, "250") != 0)
				return refuse("--response-at is 1000 or 250");
			o->response_at_hz = *optarg == '1' ? 1000 : 250;
			break;
		case BANDS:
			o->bands = true;
			break;
		case JSON:
			o->json = true;
			break;
		case QUIET:
			o->quiet = true;
			break;
		case HELP:
			usage(stdout);
			return EXIT_OK;
		case VERSION:
			puts("sourdine-measure " SOURDINE_VERSION);
			return EXIT_OK;
		default:
			good = false;
			fprintf(stderr,
				"sourdine-measure: %s is no option, or "
				"lacks its value; see --help\n",
				argv[optind - 1]);
		}
	}
	if (!good)
		return EXIT_USAGE;
	if (optind == argc)
		return refuse("name a recording to measure");
	o->channel = (int)channel;
	return settle(o, stated, sensitivity, fallback);
}
