/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quality.h - of a study: how good its data are, and how levels differ
 * between working days and others. */
#ifndef REPORT_QUALITY_H
#define REPORT_QUALITY_H

#include "chapters.h"

/* Working days, Saturdays, Sundays and public holidays, from the "days" of a
 * report: energy means of the days that were measured well enough. */
json_t *report_day_types(const json_t *days);

void chapter_day_types(struct doc *d, const json_t *report);
void chapter_data_quality(struct doc *d, const json_t *report);

#endif
