/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exports.h - files that go with a report: named in it, not inside. */
#ifndef REPORT_EXPORTS_H
#define REPORT_EXPORTS_H

#include "chapters.h"

#define EXPORTS_MOST 16

/* Add {"name", "size", "sha256"} of this file to `all`.  false: it has been
 * said on stderr why not. */
bool report_export(json_t *all, const char *path);

/* Nothing where no file goes with it. */
void chapter_exports(struct doc *d, const json_t *report);

#endif
