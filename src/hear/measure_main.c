/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_main.c - sourdine-measure: the meter over recordings that the user
 * already has.  Reads them, writes levels, and nothing else. */
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <jansson.h>

#include "correction.h"
#include "measure.h"
#include "../run/exit_codes.h"
#include "../run/sandbox.h"

/* All files are opened before the first is parsed. */
static void allow_many_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

static void remark(const struct measurement *m, const struct recording *r,
	const struct options *o)
{
	char text[SENTENCE];

	if (m->truncated) {
		snprintf(text, sizeof text,
			"is damaged or cut short; the "
			"%.3f s that could be read were measured: copy it "
			"again if there is more",
			m->all.duration_s);
		measure_say(r->name, text);
	}
	if (o->quiet)
		return;
	if (r->info.channels > 1 && !o->channel_stated) {
		snprintf(text, sizeof text,
			"has %d channels; channel 1 was "
			"measured, choose another with --channel",
			r->info.channels);
		measure_say(r->name, text);
	}
	if (r->bits == 8) {
		/* A step of 2/256 rounds off by a noise of step^2 / 12. */
		double noise_db = o->full_scale_db +
				  10.0 * log10(2.0 / 12.0 * ldexp(1.0, -14));

		snprintf(text, sizeof text,
			"has 8 bits; below some %.0f dB it "
			"holds rounding noise: record with 16 or 24",
			noise_db);
		measure_say(r->name, text);
	}
}

/* Measures one file and tells of it; returns what it adds to the exit code. */
static int tell(struct recording *r, const struct options *o)
{
	struct measurement m = {0};
	bool measured = recording_parse(r) && measure(&m, r, o);
	bool written = true;

	if (measured && o->json)
		written = measure_json(&m, r, o, stdout);
	else if (measured)
		measure_table(&m, r, o, stdout);
	else if (o->json)
		written = measure_json_error(r, stdout);

	if (measured)
		remark(&m, r, o);
	else
		measure_say(r->name, r->why);
	measurement_free(&m);
	recording_close(r);
	if (!written)
		return EXIT_FAULT;
	return measured && !m.truncated ? EXIT_OK : EXIT_INPUT;
}

/* Each file in its turn, going on after one that cannot be measured. */
static int tell_all(struct recording *r, int files, const struct options *o)
{
	int code = EXIT_OK;

	if (o->json && files > 1)
		fputs("[\n", stdout);
	for (int i = 0; i < files && code != EXIT_FAULT; i++) {
		if (i > 0)
			fputs(o->json ? ",\n" : "\n", stdout);
		int its = tell(&r[i], o);
		code = its == EXIT_OK ? code : its;
	}
	if (o->json)
		fputs(files > 1 ? "\n]\n" : "\n", stdout);
	return code;
}

static bool read_response(struct options *o)
{
	static struct response_file curve;
	char why[SENTENCE];

	if (!o->response)
		return true;
	o->curve = &curve;
	if (correction_read(&curve, o->response, why, sizeof why))
		return true;
	measure_say(o->response, why);
	return false;
}

int main(int argc, char **argv)
{
	struct options o;
	int code = measure_options(&o, argc, argv), files = argc - optind;

	if (code >= 0)
		return code;

	if (!read_response(&o))
		return EXIT_INPUT;

	struct recording *r = calloc((size_t)files, sizeof *r);

	if (!r) {
		fputs("sourdine-measure: no memory\n", stderr);
		return EXIT_FAULT;
	}
	allow_many_files();
	for (int i = 0; i < files; i++)
		recording_open(&r[i], argv[optind + i]);

	/* jansson would look for randomness later, when no file opens. */
	json_object_seed(0);
	if (sandbox_enter(SANDBOX_MEASURE, NULL, NULL) != EXIT_OK)
		return EXIT_FAULT;

	code = tell_all(r, files, &o);
	free(r);
	if (fflush(stdout) != 0 || ferror(stdout) || code == EXIT_FAULT) {
		fputs("sourdine-measure: the result could not be written; "
		      "make room on the disk\n",
			stderr);
		return EXIT_FAULT;
	}
	return code;
}
