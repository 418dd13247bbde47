/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-report: from the store to a PDF or an HTML file, and
 * whether such a file is what the store gives. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "check.h"
#include "sign.h"
#include "weather.h"
#include "write.h"

/* On a terminal only. */
static void progress(double share)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%3.0f %%", 100 * share);
}

static void end_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r      \r", stderr);
}

static int refuse(const char *path, const char *why, int code)
{
	fprintf(stderr, "sourdine: %s: %s\n", path, why);
	return code;
}

/* Whoever may read the meter's key signs; the report is as right without. */
static void sign(const struct report_options *o, const char *file)
{
	struct seal_key key;

	if (seal_key_load(&key, o->store, false) != STORE_OK ||
		!report_sign(file, &key))
		fprintf(stderr, _("sourdine: %s is not signed: the meter's "
			"key cannot be read here\n"), o->file);
}

/* Whole under its own name, or not there at all; a notice is not signed. */
static int write_file(const struct report_options *o, const json_t *report)
{
	char temporary[4096], why[256] = "";
	bool good;

	snprintf(temporary, sizeof temporary, "%s.tmp", o->file);
	good = (o->notice.kind ? notice_write : report_write)(temporary,
		o->html, report, why, sizeof why);
	if (good && !o->notice.kind)
		sign(o, temporary);
	if (good && rename(temporary, o->file) != 0) {
		snprintf(why, sizeof why, "%s", strerror(errno));
		good = false;
	}
	if (good)
		return EXIT_OK;
	unlink(temporary);
	return refuse(o->file, why, EXIT_INPUT);
}

static int make(const struct report_options *o)
{
	json_t *report = o->notice.kind ? notice_gather(&o->notice) :
		report_gather(o->store, &o->request, progress);

	end_progress();
	if (!report)
		return EXIT_STORE;
	json_object_set_new(json_object_get(report, "report"), "drawn_with",
		json_string(report_drawn_with()));
	int code = write_file(o, report);
	json_decref(report);
	return code;
}

int main(int argc, char **argv)
{
	struct report_options o;

	language_open();
	int code = report_options(&o, argc, argv);
	if (code != EXIT_OK)
		return code;
	code = o.check ? report_check(&o) : make(&o);
	json_decref(o.request.attached);
	weather_free((struct weather *)(uintptr_t)o.request.weather);
	return code;
}
