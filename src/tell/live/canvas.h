/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canvas.h - a screenful of characters, drawn before it is shown.
 *
 * What does not fit is left out, so that no line is ever longer than the
 * screen.  Control characters and those that are not one column wide come out
 * as "?": a description from the store cannot steer the terminal. */
#ifndef LIVE_CANVAS_H
#define LIVE_CANVAS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../../../include/slm_message.h"

#define CANVAS_ROWS 100
#define CANVAS_COLS 320

enum live_colours { LIVE_MONO, LIVE_256, LIVE_TRUE };

/* STYLE_CLASS + n: the colour of level class n. */
enum { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_REVERSE, STYLE_CLASS };

struct live_cell {
	char text[8]; /* one character, UTF-8 */
	uint8_t style;
};

struct live_canvas {
	int rows, cols;
	bool utf8;
	struct live_cell cell[CANVAS_ROWS][CANVAS_COLS];
};

/* An empty canvas of this size, or of the largest one. */
void canvas_clear(struct live_canvas *c, int rows, int cols, bool utf8);

/* Text, UTF-8, from a column on; returns the column after it, of which more
 * may be written even if it lies outside. */
int canvas_text(struct live_canvas *c, int row, int col, int style,
	const char *text);

/* Text that ends in the last column. */
void canvas_right(struct live_canvas *c, int row, int style, const char *text);

/* Text broken at spaces, on rows before `end`; returns the row after it, or
 * `row` if not all of it has room: then nothing is drawn. */
int canvas_wrapped(struct live_canvas *c, int row, int end, int style,
	const char *text);

/* How many columns text takes. */
int canvas_width(const struct live_canvas *c, const char *text);

/* Draw in place, from the terminal's first line. */
void canvas_show(const struct live_canvas *c, enum live_colours colours,
	FILE *to);

/* The style of a level's class, in steps of 5 dB. */
int canvas_style_of(slm_tenth_db level);

#endif
