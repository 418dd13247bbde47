/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - reads hear's command line. */
#include "options.h"
#include "calibrator.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../run/exit_codes.h"

static const char usage[] =
	"usage: sourdine-hear [OPTION]...\n"
	"Hears a microphone, writes its levels to descriptor 1, a pipe to\n"
	"sourdine-gate, and forgets the sound.  `sourdine run` starts it.\n"
	"  --device NAME    name of the microphone, or a part that only\n"
	"                   one has (default)\n"
	"  --channel N      which of its channels to hear, from 1 (1)\n"
	"  --rate HZ        44100, 48000 or 96000 (48000)\n"
	"  --interval S     length of a record: 60 to 3600, a divisor of\n"
	"                   3600 (60)\n"
	"  --full-scale DB  level of a sine whose peak is full scale (120)\n"
	"  --self-noise DB  its A-weighted self-noise; 0: unknown (0)\n"
	"  --overload DB    loudest sine it bears; 0: unknown (0)\n"
	"  --response FILE  the microphone's response, to be corrected\n"
	"  --response-at HZ  where the full scale holds: 1000 or 250\n"
	"  --scene          hear a made-up street, not a microphone\n"
	"  --list           print the microphones, and exit\n"
	"  --probe          open the microphone, hear one block, print\n"
	"                   \"raw 48000\" or \"server 48000\", and exit\n"
	"  --calibrate      hear a sound calibrator, write one message about\n"
	"                   its tone to sourdine-gate --calibration, and end\n"
	"  --calibrator HZ  1000 or 250; 0: either (0)\n"
	"  --seconds N      hear it for so long at most, 12 to 60 (60)\n"
	"  --compare        hear steady noise for five minutes, write one\n"
	"                   message about it to sourdine-gate --comparison,\n"
	"                   and end\n"
	"  --help, --version\n"
	"Exit codes: 0 done, 1 sound or gate failed underway, 2 wrong\n"
	"options, 4 no such microphone, or it cannot be used.\n";

enum {
	DEVICE = 256,
	CHANNEL,
	RATE,
	INTERVAL,
	FULL_SCALE,
	SELF_NOISE,
	OVERLOAD,
	RESPONSE,
	RESPONSE_AT,
	SCENE,
	LIST,
	PROBE,
	CALIBRATE,
	COMPARE,
	CALIBRATOR,
	SECONDS,
	HELP,
	VERSION
};

static const struct option names[] = {
	{"device", required_argument, NULL, DEVICE},
	{"channel", required_argument, NULL, CHANNEL},
	{"rate", required_argument, NULL, RATE},
	{"interval", required_argument, NULL, INTERVAL},
	{"full-scale", required_argument, NULL, FULL_SCALE},
	{"self-noise", required_argument, NULL, SELF_NOISE},
	{"overload", required_argument, NULL, OVERLOAD},
	{"response", required_argument, NULL, RESPONSE},
	{"response-at", required_argument, NULL, RESPONSE_AT},
	{"scene", no_argument, NULL, SCENE},
	{"list", no_argument, NULL, LIST},
	{"probe", no_argument, NULL, PROBE},
	{"calibrate", no_argument, NULL, CALIBRATE},
	{"compare", no_argument, NULL, COMPARE},
	{"calibrator", required_argument, NULL, CALIBRATOR},
	{"seconds", required_argument, NULL, SECONDS},
	{"help", no_argument, NULL, HELP},
	{"version", no_argument, NULL, VERSION},
	{0},
};

static bool number(const char *text, double *value)
{
	char *end;

	errno = 0;
	*value = strtod(text, &end);
	return end != text && !*end && errno == 0 && isfinite(*value);
}

/* NULL, or what the number should have been. */
static const char *take_number(struct options *o, int which, double v)
{
	bool whole = v >= 0 && v <= UINT16_MAX * 2.0 && floor(v) == v;

	switch (which) {
	case CHANNEL:
		if (!whole || v < 1 || v > SOURCE_CHANNELS_MAX)
			return "--channel is 1 to 64";
		o->microphone.channel = (int)v;
		return NULL;
	case RATE:
		if (v != 44100 && v != 48000 && v != 96000)
			return "--rate is 44100, 48000 or 96000 (Hz)";
		o->microphone.rate_hz = (uint32_t)v;
		return NULL;
	case INTERVAL:
		if (!whole || v < SLM_INTERVAL_MIN_S ||
			v > SLM_INTERVAL_MAX_S || 3600 % (int)v != 0)
			return "--interval is 60 to 3600 (s) and divides 3600";
		o->meter.interval_s = (uint16_t)v;
		return NULL;
	case FULL_SCALE:
		o->meter.full_scale_db = (float)v;
		return v < 60 || v > 180 ? "--full-scale is 60 to 180 (dB)"
					 : NULL;
	case SELF_NOISE:
		o->meter.self_noise_db = (float)v;
		return v < 0 ? "--self-noise is 0 or more (dB)" : NULL;
	case CALIBRATOR:
		o->calibrator_hz = whole ? (unsigned)v : 0;
		return v != 1000 && v != 250 && v != 0
			       ? "--calibrator is 1000, 250 or 0 (Hz)"
			       : NULL;
	case SECONDS:
		o->calibrator_s = whole ? (unsigned)v : 0;
		return !whole || v < CALIBRATOR_MIN_S || v > CALIBRATOR_MAX_S
			       ? "--seconds is 12 to 60 (s)"
			       : NULL;
	case RESPONSE_AT:
		o->response_at_hz = whole ? (unsigned)v : 0;
		return v != 1000 && v != 250
			       ? "--response-at is 1000 or 250 (Hz)"
			       : NULL;
	default:
		o->meter.overload_db = (float)v;
		return v < 0 ? "--overload is 0 or more (dB)" : NULL;
	}
}

static bool wrong(const char *what, const char *value, int *code)
{
	fprintf(stderr, "sourdine-hear: %s%s%s; see sourdine-hear --help\n",
		what, value ? ", not " : "", value ? value : "");
	*code = EXIT_USAGE;
	return false;
}

static bool all_fits(struct options *o, int *code)
{
	static slm_meter trial;

	o->meter.sample_rate_hz = o->microphone.rate_hz;
	/* a made-up sound has no rails */
	o->meter.rail = o->task == TASK_SCENE ? 0 : MICROPHONE_RAIL;
	switch (slm_init(&trial, &o->meter)) {
	case SLM_OK:
		return true;
	case SLM_ERR_SELF_NOISE:
		return wrong("--self-noise is below --full-scale", NULL, code);
	default:
		return wrong("these options do not fit together", NULL, code);
	}
}

bool options_read(struct options *o, int argc, char **argv, int *code)
{
	const char *complaint;
	double v;
	int c;

	*o = (struct options){
		.microphone = {"default", 1, 48000},
		.response_at_hz = 1000,
		.calibrator_s = CALIBRATOR_MAX_S,
		.meter = {.interval_s = 60, .full_scale_db = 120},
	};
	opterr = 0;
	while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (c) {
		case DEVICE:
			o->microphone.device = optarg;
			break;
		case RESPONSE:
			o->response = *optarg ? optarg : NULL;
			break;
		case SCENE:
			o->task = TASK_SCENE;
			break;
		case CALIBRATE:
			o->task = TASK_CALIBRATE;
			break;
		case COMPARE:
			o->task = TASK_COMPARE;
			break;
		case LIST:
			o->task = TASK_LIST;
			break;
		case PROBE:
			o->task = TASK_PROBE;
			break;
		case HELP:
			fputs(usage, stdout);
			*code = EXIT_OK;
			return false;
		case VERSION:
			puts("sourdine-hear " SOURDINE_VERSION);
			*code = EXIT_OK;
			return false;
		case '?':
			return wrong("option unknown or without its value",
				argv[optind - 1], code);
		default:
			if (!number(optarg, &v))
				return wrong("an option wants a number", optarg,
					code);
			complaint = take_number(o, c, v);
			if (complaint)
				return wrong(complaint, optarg, code);
		}
	}
	if (optind < argc)
		return wrong("only options are understood", argv[optind], code);
	return all_fits(o, code);
}
