/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach.h - the machine-readable form of a report, inside its file. */
#ifndef REPORT_ATTACH_H
#define REPORT_ATTACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Write a PDF that cairo made, of `length` bytes that end in a 0, with
 * report.json added as an attached file that every reader of PDF shows, and
 * its language named.  false: `why` says why not. */
bool report_attach(FILE *f, const char *pdf, size_t length,
	const char *language, const char *json, char *why, size_t size);

/* Where the JSON stands in a report, a PDF or an HTML file, of `size` bytes
 * that end in a 0; NULL: it is no report of ours. */
const char *report_find_json(const char *file, size_t size, size_t *length);

#endif
