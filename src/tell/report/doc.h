/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc.h - a document, piece by piece from top to bottom, written as a
 * PDF or as one HTML file.  What it says is no business of these two.
 *
 * Texts are UTF-8 with the marks that Pango and HTML share: <b>, <i>, <sub>,
 * <sup>, &amp;, &lt;, &gt;.  Lengths are in points of 1/72 inch. */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <cairo.h>

/* What a text is there for; how it looks is the writer's business. */
enum doc_style {
	DOC_TITLE,   /* once, at the top */
	DOC_SECTION, /* a heading; stands in the bookmarks */
	DOC_PART,    /* a heading below it */
	DOC_LARGE,   /* to be read from some metres away */
	DOC_LEAD,    /* the answer: large */
	DOC_BODY,
	DOC_ITEM,    /* of a list */
	DOC_SMALL,   /* definitions, sources */
	DOC_NOTICE,  /* set apart in a frame */
	DOC_CODE,    /* a command, a key: one width for all letters */
	DOC_STYLES
};

#define DOC_COLUMNS 12

/* Cells row by row; the first row is the head.  The first column is on the
 * left, the others on the right unless left[] says otherwise. */
struct doc_table {
	const char *caption;
	size_t columns, rows; /* rows: with the head */
	const char *const *cells;
	bool left[DOC_COLUMNS];
	double share[DOC_COLUMNS]; /* of the width; all 0: by content */
};

/* A drawing, the same in both.  `words` says for those who cannot see it what
 * it shows. */
struct doc_figure {
	double width, height;
	void (*draw)(cairo_t *c, const void *data, double width,
		double height);
	const void *data;
	const char *caption, *words;
};

/* What stands on each page. */
struct doc_frame {
	const char *language;  /* "fr" or "en" */
	const char *title;     /* plain text */
	const char *made;      /* when, ISO 8601 */
	const char *foot;      /* the sentence that no page may lack */
	const char *watermark; /* NULL: none */
	const char *page_of;   /* format of two int: "page %d of %d" */
};

struct doc {
	struct doc_frame frame;
	void (*text)(struct doc *d, enum doc_style style, const char *text);
	void (*table)(struct doc *d, const struct doc_table *t);
	void (*figure)(struct doc *d, const struct doc_figure *f);
	void (*page)(struct doc *d); /* what follows begins a new page */
};

/* Width of what stands between the margins. */
#define DOC_WIDTH 483.0

/* Write a document to `f`, from its beginning on: content() is called with it, twice for a PDF
 * (to count the pages first) and has to say the same both times.  `data` is
 * the machine-readable form, JSON, which the file carries.  false: `why` says
 * what the system refused. */
typedef void doc_content(struct doc *d, const void *user);
bool doc_write_pdf(FILE *f, const struct doc_frame *frame,
	doc_content *content, const void *user, const char *data, char *why,
	size_t size);
bool doc_write_html(FILE *f, const struct doc_frame *frame,
	doc_content *content, const void *user, const char *data, char *why,
	size_t size);

#endif
