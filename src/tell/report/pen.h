/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pen.h - the strokes, texts and colours that all figures share. */
#ifndef REPORT_PEN_H
#define REPORT_PEN_H

#include <cairo.h>
#include <stddef.h>

enum pen_side { PEN_LEFT, PEN_MIDDLE, PEN_RIGHT };

/* Plain text with its top at y and its left, middle or right at x; returns
 * how wide it is. */
double pen_text(cairo_t *c, double x, double y, double size,
	enum pen_side side, const char *text);

void pen_line(cairo_t *c, double x1, double y1, double x2, double y2,
	double width);
void pen_grey(cairo_t *c, double grey); /* 0: black */
void pen_accent(cairo_t *c);            /* of what a figure is about */
void pen_series(cairo_t *c, size_t k);  /* one of several things */

/* Slanted lines over a rectangle: stands out in black and white too. */
void pen_hatch(cairo_t *c, double x, double y, double width, double height);

/* Colours of classes of 5 dB, from below 35 dB to 80 dB and above: those of
 * B. Weninger's "Coloring Noise", which people with any colour vision can
 * tell apart. */
#define PEN_CLASSES 11
size_t pen_class(double level);
void pen_class_colour(cairo_t *c, size_t class);
void pen_class_ink(cairo_t *c, size_t class); /* for a text on it */
const char *pen_class_name(size_t class);     /* "35-40"; its numbers, dB */

#endif
