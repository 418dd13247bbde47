/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside.h - are the files that go with a report beside it, and are they the
 * ones that it names? */
#ifndef REPORT_BESIDE_H
#define REPORT_BESIDE_H

#include <jansson.h>

/* Say it of each, on stdout; how many there are that are another file. */
int report_check_beside(const char *report_file, const json_t *report);

#endif
