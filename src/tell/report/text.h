/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.h - from the JSON of a report to words in the reader's language.
 *
 * Texts that are returned are good until the sixteenth call after; they are
 * markup (doc.h), so that free text cannot become part of it. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <jansson.h>

#include "doc.h"

/* A sentence; `format` is one of printf's. */
__attribute__((format(printf, 3, 4)))
void say(struct doc *d, enum doc_style style, const char *format, ...);

/* What is at a path like "periods/night/LAeq": NULL where nothing is, so that
 * each of the functions below may be given it. */
const json_t *report_at(const json_t *j, const char *path);

double report_number(const json_t *j);      /* NAN for null and for nothing */
const char *report_string(const json_t *j); /* "" */
const char *level_text(const json_t *j);    /* "34.2", "–" */
const char *signed_text(const json_t *j); /* "+7.1", "–" */
const char *share_text(const json_t *j);    /* 0.957: "96 %" */
const char *reason_text(const json_t *v);   /* why a value has none; "" */
const char *duration_text(double s);        /* "3 h 20 min" */
const char *date_text(const char *iso);     /* "3 March 2026" */
const char *day_text(const char *iso);      /* "Tue 3 Mar" */
const char *clock_text(const char *iso);    /* "22:30", "22 h 30" */
const char *free_text(const char *utf8);    /* with &, < and > as markup */

/* A table that grows cell by cell, each a printf format; the first
 * `columns` cells are its head. */
struct table {
	struct doc_table doc;
	char **cells;
	size_t n;
};

struct table table_begin(size_t columns);
__attribute__((format(printf, 2, 3)))
void table_cell(struct table *t, const char *format, ...);
void table_end(struct table *t, struct doc *d); /* d NULL: thrown away */

#endif
