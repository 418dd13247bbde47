/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed_verb.c - `sourdine export --sealed`: the chain itself, so that
 * whoever gets the file can verify it. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../file_hash.h"
#include "../iso_time.h"
#include "sealed.h"
#include "../tell.h"

struct options {
	struct sealed_request request;
	const char *file; /* NULL: standard output */
};

bool tell_wants_sealed(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--sealed") == 0 ||
			strcmp(argv[i], "--seconds") == 0 ||
			strcmp(argv[i], "--withhold") == 0)
			return true;
	return false;
}

static bool parse(struct options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "sealed", no_argument, NULL, 's' },
		{ "seconds", no_argument, NULL, 'x' },
		{ "withhold", no_argument, NULL, 'w' },
		{ "from", required_argument, NULL, 'a' },
		{ "to", required_argument, NULL, 'b' },
		{ "output", required_argument, NULL, 'o' },
		{ 0 },
	};
	int c;

	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, "o:", options, NULL)) >= 0)
		switch (c) {
		case 's':
			break;
		case 'x':
			o->request.seconds = true;
			break;
		case 'w':
			o->request.withhold = true;
			break;
		case 'a':
			if (!iso_time_option(&o->request.from_utc_s, "--from",
				optarg))
				return false;
			break;
		case 'b':
			if (!iso_time_option(&o->request.to_utc_s, "--to", optarg))
				return false;
			break;
		case 'o':
			o->file = optarg;
			break;
		default:
			fprintf(stderr, _("sourdine: '%s' does not go with "
				"--sealed, or lacks its value: usage: sourdine "
				"export --sealed [--seconds] [--withhold] "
				"[--from T] [--to T] [-o FILE]\n"),
				argv[optind - 1]);
			return false;
		}
	if (optind == argc)
		return true;
	fprintf(stderr, "sourdine: '%s' is not understood\n", argv[optind]);
	return false;
}

static int explain(int error, const char *path)
{
	char why[512];

	if (error == STORE_ERR_REFUSED) {
		fputs(_("sourdine: no record starts in that period\n"), stderr);
		return EXIT_INPUT;
	}
	store_explain(why, sizeof why, error, path);
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_STORE;
}

/* Whole or not at all: under another name until all is well. */
static int write_file(struct store *s, const struct options *o,
	const char *store_path)
{
	char temporary[4096];
	FILE *to = stdout;
	bool written;
	int error;

	snprintf(temporary, sizeof temporary, "%s.tmp",
		o->file ? o->file : "");
	if (o->file && !(to = fopen(temporary, "w"))) {
		fprintf(stderr, "sourdine: %s cannot be written (%s): name "
			"another file with -o\n", temporary, strerror(errno));
		return EXIT_INPUT;
	}
	error = sealed_write(to, s, &o->request);
	written = fflush(to) == 0 && !ferror(to);
	if (o->file)
		written = fclose(to) == 0 && written && !error &&
			rename(temporary, o->file) == 0;
	if (o->file && !written)
		(void)unlink(temporary);
	if (error)
		return explain(error, store_path);
	if (!written)
		fprintf(stderr, "sourdine: %s cannot be written (%s)\n",
			o->file ? o->file : "standard output",
			strerror(errno));
	return written ? EXIT_OK : EXIT_INPUT;
}

int tell_export_sealed(const struct tell_paths *p, int argc, char **argv)
{
	struct options o = { .request = { .from_utc_s = INT64_MIN,
		.to_utc_s = INT64_MAX } };
	struct store *s;
	int error, code;

	if (!parse(&o, argc, argv))
		return EXIT_USAGE;
	if (o.file && file_is_same(o.file, p->store)) {
		fprintf(stderr, _("sourdine: %s is the store itself: name "
			"another file with -o\n"), o.file);
		return EXIT_INPUT;
	}
	if ((error = store_open(&s, p->store)))
		return explain(error, p->store);
	code = write_file(s, &o, p->store);
	store_close(s);
	if (code == EXIT_OK && o.request.seconds)
		fputs(_("sourdine: this export contains the seconds of studies: "
			"they tell more about people than records do\n"),
			stderr);
	return code;
}
