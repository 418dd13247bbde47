/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw.h - what `sourdine live` puts on its canvas. */
#ifndef LIVE_DRAW_H
#define LIVE_DRAW_H

#include "canvas.h"
#include "view.h"

/* The whole screen. */
void live_draw(struct live_canvas *c, const struct live_view *v);

/* Text in digits of 5 rows of `scale`, from the left; of half rows where
 * scale is 0.  Digits, "-", "." and "<" (drawn as "at most") only.  Returns
 * the column after it. */
int draw_digits(struct live_canvas *c, int row, int scale, const char *text);
int draw_digits_rows(int scale);

/* The level on a scale from 20 to 100 dB, the loudest second of the minute
 * marked; two rows, or three where `thick`.  Returns the row after it. */
int draw_bar(struct live_canvas *c, int row, bool thick,
	const struct live_view *v);

/* The last ten minutes in so many rows, and one row below that says so.
 * Returns the row after it. */
int draw_minutes(struct live_canvas *c, int row, int rows,
	const struct live_view *v);

/* What is wrong with the present second, if anything; on rows before `end`.
 * Returns the row after it, and so does what follows. */
int draw_fault(struct live_canvas *c, int row, int end,
	const struct live_view *v);

/* What the diary says of the noise in question, and what the key did. */
int draw_diary(struct live_canvas *c, int row, int end,
	const struct live_view *v);

/* What else there is to know, the most important first. */
int draw_words(struct live_canvas *c, int row, int end,
	const struct live_view *v);

/* One line: what and where the microphone is. */
void live_device(char *out, size_t size, const struct live_view *v);

#endif
