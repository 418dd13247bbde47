/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - what sourdine-report is asked. */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include "exports.h"
#include "report.h"
#include "notice.h"

#define ALSO_MOST 4 /* other meters in one report */

struct report_options {
	struct report_request request;
	const char *store; /* NULL: only with check */
	const char *file;  /* to be made */
	bool html;         /* by the end of the file's name */
	struct notice notice; /* kind NULL: a report */
	const char *also[ALSO_MOST]; /* what the request names */
	const char *check; /* a report to be checked, and nothing made */
	const char *key;   /* the public key that it has to be sealed with */
	const char *weather, *attach[EXPORTS_MOST]; /* files to be read */
	size_t n_attach;
};

/* Read them, choose the time zone, and turn dates into moments.  An exit
 * code; unless it is EXIT_OK it has been said what is wrong. */
int report_options(struct report_options *o, int argc, char **argv);

/* --help or --version alone: answered on stdout. */
bool report_help(int argc, char **argv);

/* Then, behind the door: read the files that were named, for the request.  An
 * exit code; unless it is EXIT_OK it has been said what is wrong. */
int report_read_files(struct report_options *o);

#endif
