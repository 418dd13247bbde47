/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live_draw.c - how the screen of `sourdine live` is laid out. */
#include <string.h>
#include <time.h>

#include "levels.h"
#include "live_draw.h"

/* What there is room for. */
struct layout {
	bool roomy;  /* lines between the parts, and longer names */
	int digits;  /* scale of the big digits; 0: half rows */
	int graph;   /* rows of the last minutes */
};

/* Rows of everything but the digits and the graph, where there is room: three
 * lines above, bar, figures, the graph's own line, words and gaps. */
#define ROWS_BESIDES 17
#define GRAPH_MAX    16

static struct layout choose(const struct live_canvas *c)
{
	struct layout l = { .graph = 1 };

	l.roomy = c->rows >= 24 && c->cols >= 60;
	l.digits = l.roomy || !c->utf8;
	if (c->rows >= 40 && c->cols >= 100)
		l.digits = 2;
	if (l.roomy)
		l.graph = c->rows - draw_digits_rows(l.digits) - ROWS_BESIDES;
	if (l.graph > GRAPH_MAX)
		l.graph = GRAPH_MAX;
	return l;
}

static void draw_header(struct live_canvas *c, const struct live_view *v)
{
	time_t t = (time_t)v->utc_s;
	char clock[16] = "";
	struct tm tm;
	int col = canvas_text(c, 0, 0, STYLE_BOLD, "Sourdine") + 2;

	if (live_view_is_simulated(v))
		canvas_text(c, 0, col, STYLE_REVERSE, " SIMULATED ");
	else if (live_view_is_uncalibrated(v))
		canvas_text(c, 0, col, STYLE_REVERSE, " UNCALIBRATED ");
	if (localtime_r(&t, &tm))
		strftime(clock, sizeof clock, "%H:%M:%S", &tm);
	canvas_right(c, 0, STYLE_PLAIN, clock);
}

static const char *state_word(const struct live_view *v)
{
	static const char *const word[SLM_STATES] = {
		[SLM_STATE_OK] = "",
		[SLM_STATE_OVERLOAD] = "OVERLOAD",
		[SLM_STATE_UNDER_RANGE] = "UNDER RANGE",
		[SLM_STATE_GAP] = "GAP",
		[SLM_STATE_DEAD] = "DEAD",
		[SLM_STATE_START] = "START",
	};

	if (v->stopped)
		return "STOPPED";
	return v->running ? word[v->now.second.state] : "";
}

/* The big number; beside it what it is, and what is wrong with it. */
static int draw_now(struct live_canvas *c, int row, const struct layout *l,
	const struct live_view *v)
{
	char number[LEVEL_SIZE] = "--.-";
	int col, rows = draw_digits_rows(l->digits);

	if (v->running && v->now.second.LAeq != SLM_NO_LEVEL) {
		bool at_most = v->now.second.state == SLM_STATE_UNDER_RANGE;

		snprintf(number, sizeof number, "%s%d.%d", at_most ? "<" : "",
			v->now.second.LAeq / 10, v->now.second.LAeq % 10);
	}
	col = draw_digits(c, row, l->digits, number) + (l->roomy ? 2 : 0);
	canvas_text(c, row, col, STYLE_PLAIN, "dB(A)");
	canvas_text(c, row + 1, col, STYLE_DIM,
		l->roomy ? "LAeq,1s: the last second" : "LAeq,1s");
	canvas_text(c, row + rows - 1, col, STYLE_REVERSE, state_word(v));
	return row + rows;
}

/* "name 53.2", returns the column after it. */
static int draw_level(struct live_canvas *c, int row, int col,
	const char *name, slm_tenth_db level, const struct live_view *v)
{
	char text[LEVEL_SIZE];

	level_format(text, level, level_is_at_most(level,
		v->has_series ? v->series.self_noise : 0), c->utf8);
	col = canvas_text(c, row, col, STYLE_PLAIN, name) + 1;
	return canvas_text(c, row, col, STYLE_BOLD, text);
}

/* "(48 min)" where the hour has holes, "(20:00, 60 s)". */
static void hour_note(char *out, size_t size, const struct live_view *v)
{
	out[0] = '\0';
	if (v->LAeq_hour != SLM_NO_LEVEL && v->hour_s < 3540)
		snprintf(out, size, v->hour_s < 60 ? "(%d s)" : "(%d min)",
			v->hour_s < 60 ? v->hour_s : v->hour_s / 60);
}

static void record_note(char *out, size_t size, const struct live_view *v)
{
	time_t t = (time_t)v->last.start_utc_s;
	char clock[8] = "";
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(clock, sizeof clock, "%H:%M", &tm);
	snprintf(out, size, "(%s, %d s)", clock, (int)v->last.interval_s);
}

/* Means of the minute and the hour; the last record. */
static int draw_figures(struct live_canvas *c, int row, bool roomy,
	const struct live_view *v)
{
	slm_tenth_db max = v->has_last ? v->last.spread.LAFmax : SLM_NO_LEVEL;
	slm_tenth_db L90 = v->has_last ? v->last.spread.LAF90 : SLM_NO_LEVEL;
	char hour[32], record[32] = "(no record yet)";
	int second = roomy ? 26 : 20;
	int third = roomy ? 46 : c->cols;

	hour_note(hour, sizeof hour, v);
	if (v->has_last)
		record_note(record, sizeof record, v);
	draw_level(c, row, 0, roomy ? "LAeq, last minute" : "LAeq minute",
		v->LAeq_minute, v);
	int col = draw_level(c, row, second, "hour",
		v->LAeq_hour, v) + 1;
	canvas_text(c, row, col, STYLE_DIM, hour);
	draw_level(c, row, third, "loudest second", v->loudest, v);
	row++;
	draw_level(c, row, 0, roomy ? "Last record LAFmax" : "LAFmax", max, v);
	col = draw_level(c, row, roomy ? second : 12, "LAF90", L90, v) + 1;
	canvas_text(c, row, roomy ? third : col, STYLE_DIM, record);
	return row + 1;
}

void live_draw(struct live_canvas *c, const struct live_view *v)
{
	const struct layout l = choose(c);
	int gap = l.roomy ? 1 : 0, end = c->rows;
	char device[400];
	int row = 1;

	draw_header(c, v);
	live_device(device, sizeof device, v);
	if (l.roomy) {
		canvas_text(c, row++, 0, STYLE_DIM, device);
		canvas_text(c, --end, 0, STYLE_DIM, "q or Ctrl-C: stop "
			"watching; the meter goes on");
	}
	row = draw_now(c, row + gap, &l, v);
	row = draw_bar(c, row + gap, l.roomy, v);
	row = draw_figures(c, row + gap, l.roomy, v);
	row = draw_minutes(c, row + gap, l.graph, v);
	row = draw_fault(c, row + gap, end, v);
	if (!l.roomy && row < end)
		canvas_text(c, row++, 0, STYLE_DIM, device);
	(void)draw_words(c, row, end, v);
}
