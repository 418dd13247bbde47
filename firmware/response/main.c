/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - from the response file of a node's microphone to its parameters:
 *
 *     sections FILE RATE_HZ REFERENCE_HZ     a header, on standard output */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fit.h"
#include "../../src/hear/response_file.h"

static int bad(const char *path, const char *why)
{
	fprintf(stderr, "sections: %s: %s\n", path, why);
	return 1;
}

static bool read_file(struct response_file *curve, const char *path)
{
	FILE *from = fopen(path, "r");
	bool good;

	if (!from) {
		snprintf(curve->why, sizeof curve->why,
			"%s; RESPONSE names the file that came with the "
			"microphone",
			strerror(errno));
		return false;
	}
	good = response_file_read(curve, from);
	fclose(from);
	return good;
}

static void print(const struct fit *f, const struct straighten_curve *c)
{
	printf("/* The correction of the node's microphone: %.2f dB off at "
	       "worst (%.0f Hz). */\n#define RESPONSE_RATE_HZ %u\n"
	       "#define RESPONSE_GAIN %af\n#define RESPONSE_SECTIONS %u\n"
	       "#define RESPONSE_SECTION",
		f->off_db, f->off_hz, (unsigned)f->rate_hz, (double)c->gain,
		(unsigned)c->sections);
	for (uint32_t i = 0; i < c->sections; i++) {
		const struct straighten_section *s = &c->section[i];

		printf(" \\\n\t{%af, %af, %af, %af, %af},", (double)s->a,
			(double)s->b, (double)s->c, (double)s->d, (double)s->e);
	}
	puts(c->sections ? "" : " {0}");
}

int main(int argc, char **argv)
{
	static struct response_file curve;
	struct straighten_curve c;
	struct fit f;
	char why[200];

	if (argc != 4 || strtol(argv[2], NULL, 10) < SLM_RATE_MIN_HZ ||
		strtol(argv[2], NULL, 10) > SLM_RATE_MAX_HZ ||
		(strcmp(argv[3], "1000") != 0 && strcmp(argv[3], "250") != 0)) {
		fputs("usage: sections FILE RATE_HZ 1000|250\n", stderr);
		return 2;
	}
	if (!read_file(&curve, argv[1]))
		return bad(argv[1], curve.why);
	f = (struct fit){.rate_hz = (uint32_t)strtol(argv[2], NULL, 10),
		.points = curve.points,
		.n = curve.n,
		.reference_hz = strtod(argv[3], NULL)};
	if (!fit_sections(&f, &c)) {
		snprintf(why, sizeof why,
			"changes too fast for a node: %.2f dB "
			"would be left at %.0f Hz, where %.2f are allowed; "
			"smooth it",
			f.off_db, f.off_hz, f.allowed_db);
		return bad(argv[1], why);
	}
	print(&f, &c);
	return 0;
}
