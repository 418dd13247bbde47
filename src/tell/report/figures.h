/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures.h - from the JSON of a report to its figures. */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include <jansson.h>

#include "doc.h"

/* The mean of each hour of the day, over all days. */
void figure_profile(struct doc *d, const json_t *report);

/* Every hour of every day. */
void figure_calendar(struct doc *d, const json_t *report);

/* Lday, Levening, Lnight and Lden of each day. */
void figure_days(struct doc *d, const json_t *report);

/* The records of one day. */
void figure_records(struct doc *d, const json_t *report);

#endif
