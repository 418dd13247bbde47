/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw.c - figures: axes and legends, a level over time, values a day. */
#include <math.h>
#include <stdio.h>

#include "draw.h"
#include "pen.h"

#define LEFT   30.0 /* room for the numbers of the y axis */
#define BOTTOM 16.0 /* for those of x */
#define TOP    22.0 /* for the legend */

/* From dB to a place on the page. */
struct axis {
	double low, high; /* dB, multiples of ten */
	double x, y, width, height;
	double span;      /* of x, in its own unit */
};

static double at_x(const struct axis *a, double x)
{
	return a->x + a->width * x / a->span;
}

static double at_y(const struct axis *a, double level)
{
	return a->y + a->height * (a->high - level) / (a->high - a->low);
}

static void widen(struct axis *a, const double *v, size_t n)
{
	for (size_t i = 0; v && i < n; i++)
		if (isfinite(v[i])) {
			a->low = fmin(a->low, floor(v[i] / 10) * 10);
			a->high = fmax(a->high, ceil((v[i] + 0.1) / 10) * 10);
		}
}

/* Nothing to show still gives an axis. */
static void settle(struct axis *a)
{
	if (a->low > a->high) {
		a->low = 30;
		a->high = 70;
	}
	if (a->high - a->low < 20)
		a->low = a->high - 20;
}

static void grid(cairo_t *c, const struct axis *a, const char *unit)
{
	char number[16];

	for (double v = a->low; v <= a->high + 0.5; v += 10) {
		double y = at_y(a, v);

		pen_grey(c, v > a->low ? 0.85 : 0.3);
		pen_line(c, a->x, y, a->x + a->width, y, 0.5);
		snprintf(number, sizeof number, "%.0f", v);
		pen_grey(c, 0.25);
		pen_text(c, a->x - 4, y - 5, 7.5, PEN_RIGHT, number);
	}
	pen_text(c, 0, 0, 7.5, PEN_LEFT, unit);
}

static void x_labels(cairo_t *c, const struct axis *a, double step,
	const char *const *labels)
{
	pen_grey(c, 0.25);
	for (size_t i = 0; labels[i] && (double)i * step <= a->span; i++) {
		double x = at_x(a, (double)i * step);

		if (!labels[i][0])
			continue;
		pen_line(c, x, a->y + a->height, x, a->y + a->height + 3, 0.5);
		pen_text(c, x, a->y + a->height + 4, 7.5, PEN_MIDDLE,
			labels[i]);
	}
}

/* ---------------------------------------------------------- over time */

static void band(cairo_t *c, const struct axis *a,
	const struct draw_profile *p)
{
	if (!p->low || !p->high)
		return;
	cairo_set_source_rgb(c, 0.80, 0.88, 0.88);
	for (size_t i = 0; i < p->n; i++)
		if (isfinite(p->low[i]) && isfinite(p->high[i])) {
			double x = at_x(a, p->from[i]);

			cairo_rectangle(c, x, at_y(a, p->high[i]),
				at_x(a, p->to[i]) - x, at_y(a, p->low[i]) -
				at_y(a, p->high[i]));
		}
	cairo_fill(c);
}

/* Steps: a mean belongs to a stretch of time, not to its middle. */
static void steps(cairo_t *c, const struct axis *a,
	const struct draw_profile *p)
{
	bool joined = false;

	for (size_t i = 0; i < p->n; i++) {
		double y = at_y(a, p->level[i]);

		if (!isfinite(p->level[i])) {
			joined = false;
			continue;
		}
		if (joined && p->from[i] > p->to[i - 1] + 1e-6)
			joined = false;
		if (joined)
			cairo_line_to(c, at_x(a, p->from[i]), y);
		else
			cairo_move_to(c, at_x(a, p->from[i]), y);
		cairo_line_to(c, at_x(a, p->to[i]), y);
		joined = true;
	}
	pen_accent(c);
	cairo_set_line_width(c, p->n > 200 ? 0.8 : 1.6);
	cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
	cairo_stroke(c);
}

static void marks(cairo_t *c, const struct axis *a,
	const struct draw_profile *p)
{
	for (size_t i = 0; i < p->marks; i++) {
		double x = at_x(a, p->mark[i].from);

		pen_hatch(c, x, a->y, at_x(a, p->mark[i].to) - x, a->height);
	}
}

static void legend(cairo_t *c, const struct axis *a,
	const struct draw_profile *p)
{
	double x = a->x + 8;

	pen_accent(c);
	pen_line(c, x, 6, x + 16, 6, 1.6);
	pen_grey(c, 0.25);
	x += 20 + pen_text(c, x + 20, 1, 7.5, PEN_LEFT, p->level_name) + 14;
	if (p->low && p->band_name) {
		cairo_set_source_rgb(c, 0.80, 0.88, 0.88);
		cairo_rectangle(c, x, 2, 16, 8);
		cairo_fill(c);
		pen_grey(c, 0.25);
		x += 20 + pen_text(c, x + 20, 1, 7.5, PEN_LEFT,
			p->band_name) + 14;
	}
	if (p->marks && p->mark_name) {
		pen_hatch(c, x, 2, 16, 8);
		pen_grey(c, 0.25);
		pen_text(c, x + 20, 1, 7.5, PEN_LEFT, p->mark_name);
	}
}

void draw_profile(cairo_t *c, const void *profile, double width,
	double height)
{
	const struct draw_profile *p = profile;
	struct axis a = { INFINITY, -INFINITY, LEFT, TOP, width - LEFT - 8,
		height - TOP - BOTTOM, p->width };

	widen(&a, p->level, p->n);
	widen(&a, p->low, p->n);
	widen(&a, p->high, p->n);
	settle(&a);
	band(c, &a, p);
	marks(c, &a, p);
	grid(c, &a, p->unit);
	x_labels(c, &a, p->step, p->labels);
	steps(c, &a, p);
	legend(c, &a, p);
}

/* --------------------------------------------------------- values a day */

/* A shape for each series: no colour is needed to tell them apart. */
static void sign(cairo_t *c, size_t shape, double x, double y)
{
	const double r = 2.2;

	switch (shape) {
	case 0:
		cairo_rectangle(c, x - r, y - r, 2 * r, 2 * r);
		break;
	case 1:
		cairo_move_to(c, x, y - r * 1.3);
		cairo_line_to(c, x + r * 1.2, y + r);
		cairo_line_to(c, x - r * 1.2, y + r);
		cairo_close_path(c);
		break;
	case 2:
		cairo_new_sub_path(c);
		cairo_arc(c, x, y, r, 0, 2 * 3.14159265);
		break;
	default:
		cairo_move_to(c, x, y - r * 1.4);
		cairo_line_to(c, x + r * 1.4, y);
		cairo_line_to(c, x, y + r * 1.4);
		cairo_line_to(c, x - r * 1.4, y);
		cairo_close_path(c);
	}
	if (shape % 2 == 0) {
		cairo_set_line_width(c, 0.9);
		cairo_stroke(c);
	} else {
		cairo_fill(c);
	}
}

void draw_series(cairo_t *c, const void *series, double width, double height)
{
	const struct draw_series *s = series;
	struct axis a = { INFINITY, -INFINITY, LEFT, TOP, width - LEFT - 8,
		height - TOP - BOTTOM, (double)s->days };
	double x = a.x + 8;

	widen(&a, s->values, s->days * s->series);
	settle(&a);
	grid(c, &a, s->unit);
	x_labels(c, &a, 1, s->labels);
	for (size_t k = 0; k < s->series; k++) {
		pen_series(c, k);
		sign(c, k, x, 6);
		pen_grey(c, 0.25);
		x += 6 + pen_text(c, x + 6, 1, 7.5, PEN_LEFT, s->names[k]) +
			16;
		pen_series(c, k);
		for (size_t i = 0; i < s->days; i++) {
			double v = s->values[k * s->days + i];

			if (isfinite(v))
				sign(c, k, at_x(&a, (double)i + 0.5),
					at_y(&a, v));
		}
	}
}
