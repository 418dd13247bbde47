/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw.h - the figures of a report, drawn with cairo.
 *
 * Levels are in dB, NAN where there is none: what is missing stays empty and
 * is never bridged.  Texts are plain UTF-8. */
#ifndef REPORT_DRAW_H
#define REPORT_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include <cairo.h>

/* A stretch of time marked in a figure: by a person, never by the meter. */
struct draw_mark {
	double from, to; /* in units of the figure's x axis */
};

/* A level over time with, where they are known, what it was above for 10 and
 * 90 % of the time; x from 0 to `width`. */
struct draw_profile {
	size_t n;
	const double *from, *to;   /* of each value, in units of x */
	const double *level, *low, *high; /* low, high: NULL for no band */
	double width;              /* of the x axis: 24 for hours of a day */
	double step;               /* between two labels of x */
	const char *const *labels; /* one a step, from 0; NULL-terminated */
	size_t marks;
	const struct draw_mark *mark;
	const char *unit;          /* "dB(A)" */
	const char *level_name, *band_name, *mark_name; /* legend */
};

void draw_profile(cairo_t *c, const void *profile, double width,
	double height);

/* Hours across, days down; each cell in the colour of its level's class, with
 * the number in it where there is room. */
struct draw_cell {
	int day;            /* row, from 0 */
	double hour, hours; /* where it begins, how wide it is */
	double level;
	bool marked;        /* a person noted the source in it */
};

struct draw_calendar {
	size_t n;
	const struct draw_cell *cells;
	int days;
	const char *const *names;  /* one a row; "" for none */
	const char *unit, *none_name, *mark_name; /* legend */
};

void draw_calendar(cairo_t *c, const void *calendar, double width,
	double height);

/* A height that suits so many days. */
double draw_calendar_height(int days);

/* Several values a day, a sign for each series. */
struct draw_series {
	size_t days, series;
	const double *values;      /* series by series, a value a day */
	const char *const *names;  /* of the series */
	const char *const *labels; /* of the days; "" for none */
	const char *unit;
};

void draw_series(cairo_t *c, const void *series, double width, double height);

#endif
