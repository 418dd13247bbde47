/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chapters.h - the chapters of the reports. */
#ifndef REPORT_CHAPTERS_H
#define REPORT_CHAPTERS_H

#include <jansson.h>
#include <stdbool.h>

#include "doc.h"

/* The whole report from what report_gather() found, and what stands on each
 * of its pages. */
doc_content report_say;
struct doc_frame report_frame(const json_t *report);

/* "Indoors"; of "indoors", "window", "outdoors". */
const char *report_place_name(const char *place);
/* "Indoors, 1.5 m above the floor: bedroom on the yard" */
const char *report_place_text(const json_t *report);

/* "± 2.0", or that it is not known: of a level. */
const char *report_plus_minus(const json_t *report);

/* The first pages.  `doubts` says what makes the levels doubtful; it comes
 * directly after the answer. */
typedef void chapter_doubts(struct doc *d, const json_t *report);
void chapter_neighbourhood(struct doc *d, const json_t *report,
	chapter_doubts *doubts);
void chapter_study(struct doc *d, const json_t *report,
	chapter_doubts *doubts);
void chapter_day(struct doc *d, const json_t *report, chapter_doubts *doubts);

/* What several of them share. */
void chapter_periods(struct doc *d, const json_t *report);
void chapter_landmarks(struct doc *d, const json_t *report);
void chapter_emergence(struct doc *d, const json_t *report);

/* The annex. */
void chapter_definitions(struct doc *d, const json_t *report);
void chapter_instrument(struct doc *d, const json_t *report);
void chapter_conformance(struct doc *d, const json_t *report);
void chapter_quality(struct doc *d, const json_t *report);
void chapter_diary(struct doc *d, const json_t *report);
void chapter_check(struct doc *d, const json_t *report);

#endif
