/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meters.h - several meters in the same period, side by side. */
#ifndef REPORT_METERS_H
#define REPORT_METERS_H

#include "chapters.h"
#include "gather.h"

/* Add "meters" to a report that has its context, where other stores are asked
 * for: this meter, then the others.  false: it has been said why not. */
bool report_add_meters(json_t *report, const char *store,
	const struct report_request *r);

/* Nothing where there is one meter. */
void chapter_meters(struct doc *d, const json_t *report);

#endif
