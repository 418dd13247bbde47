/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare.h - the same place before and after something changed. */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include "chapters.h"
#include "gather.h"

/* Add "compare" to a report that has its context, where another period is
 * asked for.  false: it has been said why the two cannot be compared. */
bool report_add_compare(json_t *report, const char *store,
	const struct report_request *r);

/* Nothing where nothing is compared. */
void chapter_compare(struct doc *d, const json_t *report);

#endif
