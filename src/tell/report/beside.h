/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside.h - are the files that go with a report beside it, and are they the
 * ones that it names? */
#ifndef REPORT_BESIDE_H
#define REPORT_BESIDE_H

#include <stdbool.h>

#include <jansson.h>

/* May a file of this name, in the report's folder, be looked at?  A name from a
 * stranger's report may not lead out of the folder, nor to a key, nor to what is
 * hidden. */
bool report_beside_may(const char *name);

/* Say it of each, on stdout; how many there are that are another file. */
int report_check_beside(const char *report_file, const json_t *report);

#endif
