/* SPDX-License-Identifier: GPL-3.0-or-later */
/* graph.c - the level on its scale, and over the last ten minutes. */
#include <string.h>

#include "../../run/language.h"
#include "../levels.h"
#include "draw.h"

/* Ends of the bar's scale, tenths of a dB. */
#define BAR_FROM 200
#define BAR_TO   1000

#define STEPS 8 /* in which one character can be filled */

/* --------------------------------------------------------------- the bar */

/* Eighths of a column that a level reaches to. */
static int reach(const struct live_canvas *c, slm_tenth_db level)
{
	if (level <= BAR_FROM)
		return 0;
	if (level >= BAR_TO)
		return STEPS * c->cols;
	return STEPS * c->cols * (level - BAR_FROM) / (BAR_TO - BAR_FROM);
}

static slm_tenth_db level_at(const struct live_canvas *c, int col)
{
	return (slm_tenth_db)(BAR_FROM +
		(BAR_TO - BAR_FROM) * (2 * col + 1) / (2 * c->cols));
}

/* Each column has the colour of its own level.  The tip is in the terminal's
 * own colour: it shows on any ground. */
static void draw_reach(struct live_canvas *c, int row, int eighths)
{
	static const char *const parts[STEPS] = { "", "\u258f", "\u258e",
		"\u258d", "\u258c", "\u258b", "\u258a", "\u2589" };
	int whole = eighths / STEPS;

	for (int col = 0; col < whole; col++)
		canvas_text(c, row, col, col == whole - 1 ? STYLE_PLAIN :
			canvas_style_of(level_at(c, col)),
			c->utf8 ? "\u2588" : "#");
	for (int col = whole; col < c->cols; col++)
		canvas_text(c, row, col, STYLE_DIM,
			c->utf8 ? "\u00b7" : ".");
	if (c->utf8)
		canvas_text(c, row, whole, STYLE_PLAIN,
			parts[eighths % STEPS]);
	else if (eighths % STEPS >= STEPS / 2)
		canvas_text(c, row, whole, STYLE_PLAIN, "#");
}

static void draw_scale(struct live_canvas *c, int row)
{
	int step = c->cols < 60 ? 200 : 100;

	for (int level = BAR_FROM; level <= BAR_TO; level += step) {
		char text[16];
		int col = reach(c, (slm_tenth_db)level) / STEPS;

		snprintf(text, sizeof text, "%d", level / 10);
		if (level == BAR_TO)
			canvas_right(c, row, STYLE_DIM, text);
		else
			canvas_text(c, row, level == BAR_FROM ? 0 : col - 1,
				STYLE_DIM, text);
	}
}

int draw_bar(struct live_canvas *c, int row, bool thick,
	const struct live_view *v)
{
	int rows = thick ? 2 : 1;
	int loudest = v->running && v->loudest > BAR_FROM ?
		reach(c, v->loudest) / STEPS : -1;

	if (loudest >= c->cols)
		loudest = c->cols - 1;
	for (int i = 0; i < rows; i++) {
		draw_reach(c, row + i,
			v->running ? reach(c, v->now.second.LAeq) : 0);
		if (loudest >= 0)
			canvas_text(c, row + i, loudest, STYLE_BOLD,
				c->utf8 ? "\u2503" : "|");
	}
	draw_scale(c, row + rows);
	return row + rows + 1;
}

/* ------------------------------------------------------- the ten minutes */

/* A column of the graph: some seconds. */
struct column {
	slm_tenth_db LAeq;
	bool overload;
	bool missing; /* some of them had no level */
};

struct minutes {
	int n, left;    /* columns of the graph, and of the text before it */
	int seconds;    /* in one column */
	int low, high;  /* scale, tenths of a dB */
	struct column column[CANVAS_COLS];
};

/* Columns begin at whole multiples of their length, so that they stay as they
 * are while they move. */
static void fill(struct minutes *m, const struct live_view *v)
{
	int64_t newest = v->paused ? v->now.utc_s : v->utc_s;
	int64_t last = v->utc_s / m->seconds;
	size_t at = 0;

	for (int i = 0; i < m->n; i++) {
		struct level_mean mean = { 0 };
		struct column *col = &m->column[i];
		int64_t number = last - (m->n - 1 - i);
		const struct live_feed *f = v->feed;

		*col = (struct column){ 0 };
		while (at < f->n && f->s[at].utc_s / m->seconds < number)
			at++;
		for (; at < f->n && f->s[at].utc_s / m->seconds == number &&
			f->s[at].utc_s <= newest;
			at++) {
			const struct slm_second *s = &f->s[at].second;

			level_mean_add(&mean, s->LAeq, 1);
			col->overload |= s->state == SLM_STATE_OVERLOAD;
			col->missing |= s->LAeq == SLM_NO_LEVEL;
		}
		col->LAeq = level_mean(&mean);
	}
}

/* From one ten to another, at least 20 dB apart. */
static void choose_scale(struct minutes *m)
{
	int low = SLM_LOUDEST, high = 0;

	for (int i = 0; i < m->n; i++) {
		int level = m->column[i].LAeq;

		if (level == SLM_NO_LEVEL)
			continue;
		low = level < low ? level : low;
		high = level > high ? level : high;
	}
	if (low > high)
		low = high = 400;
	m->low = low / 100 * 100;
	m->high = (high + 99) / 100 * 100;
	if (m->high < m->low + 200)
		m->high = m->low + 200;
}

static void draw_column(struct live_canvas *c, int row, int rows,
	const struct minutes *m, int i)
{
	static const char *const fine[STEPS] = { "\u2581", "\u2582", "\u2583",
		"\u2584", "\u2585", "\u2586", "\u2587", "\u2588" };
	static const char *const coarse[STEPS] = { "_", ".", "-", "=", "+",
		"*", "%", "#" };
	const char *const *ramp = c->utf8 ? fine : coarse;
	const struct column *s = &m->column[i];
	int col = m->left + i, style = canvas_style_of(s->LAeq);
	int filled = (s->LAeq - m->low) * rows * STEPS / (m->high - m->low);

	if (s->LAeq != SLM_NO_LEVEL) {
		/* The lowest level is a level: it shows. */
		filled = filled < 1 ? 1 : filled;
		for (int y = rows - 1; y >= 0 && filled > 0; y--) {
			int here = filled < STEPS ? filled : STEPS;

			canvas_text(c, row + y, col, style, ramp[here - 1]);
			filled -= here;
		}
	}
	if (s->missing)
		canvas_text(c, row + rows - 1, col, STYLE_BOLD,
			c->utf8 ? "\u00d7" : "x");
	if (s->overload)
		canvas_text(c, row, col, STYLE_BOLD, "!");
}

/* "100" above "30", as far as there are two rows for them. */
static void draw_ends(struct live_canvas *c, int row, int rows,
	const struct minutes *m)
{
	char text[32], both[64];
	int middle;

	snprintf(both, sizeof both, _("%d to %d dB(A)"), m->low / 10,
		m->high / 10);
	if (rows > 1) {
		snprintf(text, sizeof text, "%3d", m->high / 10);
		canvas_text(c, row, 0, STYLE_DIM, text);
		snprintf(text, sizeof text, "%3d", m->low / 10);
		canvas_text(c, row + rows - 1, 0, STYLE_DIM, text);
		snprintf(both, sizeof both, "dB(A)");
	}
	canvas_text(c, row + rows, 0, STYLE_DIM, both);
	canvas_right(c, row + rows, STYLE_DIM, _("now"));
	snprintf(text, sizeof text, _("last %d min"),
		(m->n * m->seconds + 30) / 60);
	middle = (c->cols - canvas_width(c, text)) / 2;
	if (middle <= canvas_width(c, both))
		middle = canvas_width(c, both) + 1;
	canvas_text(c, row + rows, middle, STYLE_DIM, text);
}

int draw_minutes(struct live_canvas *c, int row, int rows,
	const struct live_view *v)
{
	struct minutes m = { .left = rows > 1 ? 4 : 0 };
	int room = c->cols - m.left;

	/* The whole width, and of the ten minutes what that holds. */
	m.seconds = room < LIVE_SECONDS ? LIVE_SECONDS / room : 1;
	m.n = room;
	fill(&m, v);
	choose_scale(&m);
	for (int i = 0; i < m.n; i++)
		draw_column(c, row, rows, &m, i);
	draw_ends(c, row, rows, &m);
	return row + rows + 1;
}
