/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.h - from the JSON of a report to its file. */
#ifndef REPORT_WRITE_H
#define REPORT_WRITE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The file's bytes, to be freed; NULL: `why` says why not.  The same report,
 * written by the same versions, is the same bytes; it has room for a
 * signature.  Speaks the report's language from here on. */
char *report_write(size_t *length, bool html, const json_t *report, char *why,
	size_t size);

/* The same for a paper of notice.h. */
char *notice_write(size_t *length, bool html, const json_t *notice, char *why,
	size_t size);

/* "cairo 1.16.0, pango 1.50.12, Lato" */
const char *report_drawn_with(void);

#endif
