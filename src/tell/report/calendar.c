/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar.c - the figure of days by hours. */
#include <math.h>
#include <stdio.h>

#include "draw.h"
#include "pen.h"

#define LEFT   62.0 /* room for the names of the days */
#define TOP    12.0 /* for the hours */
#define LEGEND 32.0

double draw_calendar_height(int days)
{
	double row = fmax(1.35, fmin(9.0, 520.0 / (days > 0 ? days : 1)));

	return TOP + row * days + LEGEND;
}

struct sheet {
	double hour, row; /* size of a cell */
};

static void cell(cairo_t *c, const struct sheet *s,
	const struct draw_cell *k)
{
	double x = LEFT + k->hour * s->hour, y = TOP + k->day * s->row;
	double w = k->hours * s->hour;
	char number[16];

	if (isfinite(k->level)) {
		size_t class = pen_class(k->level);

		pen_class_colour(c, class);
		cairo_rectangle(c, x, y, w, s->row);
		cairo_fill(c);
		if (s->row >= 8 && w >= 12) {
			snprintf(number, sizeof number, "%.0f", k->level);
			pen_class_ink(c, class);
			pen_text(c, x + w / 2, y + s->row / 2 - 4.2, 7,
				PEN_MIDDLE, number);
		}
	}
	if (k->marked) {
		pen_grey(c, 0);
		cairo_set_line_width(c, fmin(1.2, s->row / 4));
		cairo_rectangle(c, x + 0.6, y + 0.6, w - 1.2, s->row - 1.2);
		cairo_stroke(c);
	}
}

static void frame(cairo_t *c, const struct sheet *s,
	const struct draw_calendar *d)
{
	char number[16];

	for (int h = 0; h <= 24; h += 2) {
		snprintf(number, sizeof number, "%d", h);
		pen_grey(c, 0.25);
		pen_text(c, LEFT + h * s->hour, 0, 7, PEN_MIDDLE, number);
	}
	for (int k = 0; k < d->days; k++)
		if (d->names[k][0]) {
			pen_grey(c, 0.25);
			pen_text(c, LEFT - 5, TOP + (k + 0.5) * s->row - 4.2,
				7, PEN_RIGHT, d->names[k]);
		}
	/* where nothing was measured stays white, inside this border */
	pen_grey(c, 0.6);
	cairo_set_line_width(c, 0.5);
	cairo_rectangle(c, LEFT, TOP, 24 * s->hour, d->days * s->row);
	cairo_stroke(c);
}

static void legend(cairo_t *c, const struct draw_calendar *d, double width,
	double y)
{
	double x = LEFT, w = (width - LEFT) / (PEN_CLASSES + 2.6);

	for (size_t k = 0; k < PEN_CLASSES; k++, x += w) {
		pen_class_colour(c, k);
		cairo_rectangle(c, x, y, w - 2, 9);
		cairo_fill(c);
		pen_class_ink(c, k);
		pen_text(c, x + w / 2 - 1, y, 6.5, PEN_MIDDLE,
			pen_class_name(k));
	}
	pen_grey(c, 0.25);
	pen_text(c, LEFT - 5, y, 7, PEN_RIGHT, d->unit);
	pen_grey(c, 0.6);
	cairo_set_line_width(c, 0.5);
	cairo_rectangle(c, x, y, w - 2, 9);
	cairo_stroke(c);
	pen_grey(c, 0.25);
	pen_text(c, x + w + 2, y, 7, PEN_LEFT, d->none_name);
	if (d->mark_name) {
		pen_grey(c, 0);
		cairo_set_line_width(c, 1.2);
		cairo_rectangle(c, LEFT + 0.6, y + 14, 20, 7.8);
		cairo_stroke(c);
		pen_grey(c, 0.25);
		pen_text(c, LEFT + 26, y + 13, 7, PEN_LEFT, d->mark_name);
	}
}

void draw_calendar(cairo_t *c, const void *calendar, double width,
	double height)
{
	const struct draw_calendar *d = calendar;
	struct sheet s = { (width - LEFT - 2) / 24,
		(height - TOP - LEGEND) / (d->days > 0 ? d->days : 1) };

	for (size_t i = 0; i < d->n; i++)
		cell(c, &s, &d->cells[i]);
	frame(c, &s, d);
	legend(c, d, width, height - LEGEND + 8);
}
