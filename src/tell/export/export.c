/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export.c - `sourdine export`: the records as a file, whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "write.h"
#include "../file_hash.h"
#include "../iso_time.h"
#include "../local_time.h"
#include "../tell.h"

struct options {
	struct export_request request;
	const char *from, *to; /* as given; NULL: without this end */
	const char *file;      /* NULL: standard output */
	const char *zone;      /* NULL: the machine's */
	bool package;          /* a datapackage.json beside the file */
};

/* Where the bytes go: `path` under its own name once all is well. */
struct output {
	FILE *f;
	const char *path; /* for people */
	char *temporary;  /* NULL: written in place */
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	stop = number;
}

/* -------------------------------------------------------------- arguments */

static bool parse_format(struct options *o, const char *text)
{
	o->request.format = export_find(text);
	if (o->request.format)
		return true;
	fprintf(stderr, _("sourdine: there is no format '%s': --format is csv, "
		"json, jsonl or influx\n"), text);
	return false;
}

/* Do the options about the form go together? */
static bool check_form(const struct options *o)
{
	const struct export_request *r = &o->request;

	if ((r->excel_fr || o->package) && r->format != &export_csv) {
		fprintf(stderr, _("sourdine: --%s is about CSV, not %s\n"),
			r->excel_fr ? "excel-fr" : "package",
			r->format->name);
		return false;
	}
	if (o->package && !o->file) {
		fputs(_("sourdine: --package describes a file: name it with "
			"-o\n"), stderr);
		return false;
	}
	return local_time_option(o->zone);
}

static bool parse(struct options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "from", required_argument, NULL, 'a' },
		{ "to", required_argument, NULL, 'b' },
		{ "output", required_argument, NULL, 'o' },
		{ "excel-fr", no_argument, NULL, 'x' },
		{ "package", no_argument, NULL, 'p' },
		{ "zone", required_argument, NULL, 'z' },
		{ "seconds", no_argument, NULL, 's' },
		{ "withhold", no_argument, NULL, 's' },
		{ 0 },
	};
	bool good = true;
	int c;

	opterr = 0;
	optind = 1;
	while (good && (c = getopt_long(argc, argv, "o:", options, NULL)) >= 0)
		switch (c) {
		case 'f':
			good = parse_format(o, optarg);
			break;
		case 'a':
			o->from = optarg;
			good = iso_time_option(&o->request.from_utc_s, "--from",
				optarg);
			break;
		case 'b':
			o->to = optarg;
			good = iso_time_option(&o->request.to_utc_s, "--to",
				optarg);
			break;
		case 'o':
			o->file = optarg;
			break;
		case 's':
			fprintf(stderr, _("sourdine: %s goes with --sealed "
				"only\n"), argv[optind - 1]);
			good = false;
			break;
		case 'x':
			o->request.excel_fr = true;
			break;
		case 'p':
			o->package = true;
			break;
		case 'z':
			o->zone = optarg;
			break;
		default:
			fprintf(stderr, _("sourdine: '%s' is not understood, "
				"or lacks its value; `sourdine help export` "
				"lists the options\n"), argv[optind - 1]);
			good = false;
		}
	if (good && optind < argc) {
		fprintf(stderr, _("sourdine: '%s' is not understood; `sourdine "
			"help export` lists the options\n"), argv[optind]);
		good = false;
	}
	if (good && o->request.from_utc_s >= o->request.to_utc_s) {
		fprintf(stderr, _("sourdine: --from %s has to be earlier than "
			"--to %s\n"), o->from ? o->from : _("the first record"),
			o->to ? o->to : _("the last record"));
		good = false;
	}
	return good && check_form(o);
}

/* ----------------------------------------------------------------- output */

static int cannot_write(const struct output *out, int error)
{
	fprintf(stderr, _("sourdine: %s cannot be written (%s): %s\n"), out->path,
		reason(error), error == ENOSPC || error == EDQUOT ?
			_("free some space on its disk") :
			_("name another file with -o"));
	return EXIT_INPUT;
}

/* A pipe or a device is written as it is: renaming would replace it. */
static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool open_output(struct output *out, const char *file)
{
	size_t size = file ? strlen(file) + sizeof ".tmp" : 0;

	*out = (struct output){ stdout, file ? file : _("standard output"), NULL };
	if (!file)
		return true;
	if (is_special(file)) {
		out->f = fopen(file, "w");
		return out->f != NULL;
	}
	out->temporary = malloc(size);
	if (!out->temporary)
		return false;
	snprintf(out->temporary, size, "%s.tmp", file);
	int fd = open(out->temporary,
		O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	out->f = fd < 0 ? NULL : fdopen(fd, "w");
	return out->f != NULL;
}

/* keep: everything went well so far.  0, or errno of what did not. */
static int close_output(struct output *out, bool keep)
{
	int reason = 0;

	errno = 0;
	if (fflush(out->f) != 0 || ferror(out->f))
		reason = errno ? errno : EIO;
	if (out->f != stdout && fclose(out->f) != 0 && !reason)
		reason = errno;
	if (out->temporary && keep && !reason &&
		rename(out->temporary, out->path) != 0)
		reason = errno;
	if (out->temporary && (!keep || reason))
		(void)unlink(out->temporary);
	return reason;
}

static int explain(int error, const char *path)
{
	char why[512];

	store_explain(why, sizeof why, error, path);
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_STORE;
}

static int write_all(struct store *s, const char *store_path,
	const struct options *o)
{
	struct output out;
	int error, reason;

	if (!open_output(&out, o->file)) {
		reason = errno;
		free(out.temporary);
		return cannot_write(&out, reason);
	}
	error = export_write(out.f, s, &o->request);
	reason = close_output(&out, !error && !stop);
	free(out.temporary);
	if (stop) {
		fprintf(stderr, _("sourdine: stopped before %s was whole\n"),
			out.path);
		return EXIT_FAULT;
	}
	if (error)
		return explain(error, store_path);
	return reason ? cannot_write(&out, reason) : EXIT_OK;
}

/* Beside the file that was written. */
static int write_package(const struct options *o)
{
	const char *slash = strrchr(o->file, '/');
	int folder = slash ? (int)(slash - o->file) + 1 : 0;
	size_t size = (size_t)folder + sizeof "datapackage.json";
	char *path = malloc(size);
	int error = path ? 0 : ENOMEM;

	if (path) {
		snprintf(path, size, "%.*sdatapackage.json", folder, o->file);
		error = export_package(path, o->file, &o->request);
	}
	if (error) {
		struct output out = { .path = path ? path : "datapackage.json" };

		error = cannot_write(&out, error);
	}
	free(path);
	return error;
}

int tell_export(const struct tell_paths *p, int argc, char **argv)
{
	struct options o = { .request = { .format = &export_csv,
		.from_utc_s = INT64_MIN,
		.to_utc_s = INT64_MAX, .stop = &stop } };
	const struct sigaction catch = { .sa_handler = on_signal };
	struct store *s;

	if (tell_wants_sealed(argc, argv))
		return tell_export_sealed(p, argc, argv);
	if (!parse(&o, argc, argv))
		return EXIT_USAGE;
	if (o.file && file_is_same(o.file, p->store)) {
		fprintf(stderr, _("sourdine: %s is the store itself: name "
			"another file with -o\n"), o.file);
		return EXIT_INPUT;
	}
	int error = store_open(&s, p->store);
	if (error)
		return explain(error, p->store);
	calibrations_of_store(&o.request.calibrations, s, p->store);
	stop = 0;
	sigaction(SIGINT, &catch, NULL);
	sigaction(SIGTERM, &catch, NULL);
	sigaction(SIGHUP, &catch, NULL);

	int code = write_all(s, p->store, &o);
	if (code == EXIT_OK && o.package)
		code = write_package(&o);
	calibrations_free(&o.request.calibrations);
	store_close(s);
	return code;
}
