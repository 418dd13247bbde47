/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw.c - how the screen of `sourdine live` is laid out. */
#include <string.h>
#include <time.h>

#include "../../run/language.h"
#include "draw.h"
#include "../words.h"

/* What there is room for. */
struct layout {
	bool roomy;  /* lines between the parts, and longer names */
	int digits;  /* scale of the big digits; 0: half rows */
	int graph;   /* rows of the last minutes */
};

/* Rows of everything but the digits and the graph, where there is room: three
 * lines above, bar, figures, the graph's own line, words and gaps. */
#define ROWS_BESIDES 17
#define GRAPH_MAX    24

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

/* What the levels are not, in reverse; shortened where there is no room. */
static int draw_tag(struct live_canvas *c, int col, const char *text)
{
	char tag[64];

	snprintf(tag, sizeof tag, " %s ", text);
	if (col + canvas_width(c, tag) > c->cols)
		return col;
	return canvas_text(c, 0, col, STYLE_REVERSE, tag) + 1;
}

static void draw_header(struct live_canvas *c, const struct live_view *v)
{
	time_t t = (time_t)v->utc_s;
	char clock[16] = "";
	struct tm tm;
	int col = 0;

	if (c->cols >= 30)
		col = canvas_text(c, 0, 0, STYLE_BOLD, "Sourdine") + 2;
	if (live_view_is_simulated(v))
		col = draw_tag(c, col, _("SIMULATED"));
	else if (live_view_is_uncalibrated(v))
		col = draw_tag(c, col, _("UNCALIBRATED"));
	if (v->diary.since_utc_s != STORE_NO_TIME)
		col = draw_tag(c, col, _("NOISE NOTED"));
	if (v->paused)
		col = draw_tag(c, col, _("PAUSED"));
	if (localtime_r(&t, &tm))
		strftime(clock, sizeof clock, "%H:%M:%S", &tm);
	if (col == 0 || col + canvas_width(c, clock) <= c->cols)
		canvas_right(c, 0, STYLE_PLAIN, clock);
}

static const char *state_word(const struct live_view *v)
{
	static const char *const word[SLM_STATES] = {
		[SLM_STATE_OK] = "",
		[SLM_STATE_OVERLOAD] = N_("OVERLOAD"),
		[SLM_STATE_UNDER_RANGE] = N_("UNDER RANGE"),
		[SLM_STATE_GAP] = N_("GAP"),
		[SLM_STATE_DEAD] = N_("DEAD"),
		[SLM_STATE_START] = N_("START"),
	};

	if (v->stopped)
		return _("STOPPED");
	return v->running ? _(word[v->now.second.state]) : "";
}

static bool is_at_most(const struct live_view *v, slm_tenth_db level)
{
	return level_is_at_most(level,
		v->has_series ? v->series.self_noise : 0);
}

/* "name 53.2"; returns the column after it, with room for a long level. */
static int draw_level(struct live_canvas *c, int row, int col,
	const char *name, slm_tenth_db level, const struct live_view *v)
{
	char text[LEVEL_SIZE];
	int end;

	level_for_people(text, level, is_at_most(v, level), c->utf8);
	col = canvas_text(c, row, col, STYLE_PLAIN, name) + 1;
	end = canvas_text(c, row, col, STYLE_BOLD, text);
	return end < col + 4 ? col + 4 : end;
}

/* What the big number is, and which level the bar holds. */
static void draw_beside(struct live_canvas *c, int row, int rows, int col,
	const struct layout *l, const struct live_view *v)
{
	const char *unit = l->roomy ? _("LAeq,1s, the last second") : "LAeq,1s";

	canvas_text(c, row, col, STYLE_PLAIN, "dB(A)");
	if (col + canvas_width(c, unit) <= c->cols)
		canvas_text(c, row + 1, col, STYLE_DIM, unit);
	if (l->roomy && v->running && v->loudest != SLM_NO_LEVEL) {
		int at = canvas_text(c, row + 2, col, STYLE_BOLD,
			c->utf8 ? "\u2503" : "|") + 1;

		draw_level(c, row + 2, at, _("loudest of the last minute"),
			v->loudest, v);
	}
	canvas_text(c, row + rows - 1, col, STYLE_REVERSE, state_word(v));
}

/* The big number; beside it what it is, and what is wrong with it. */
static int draw_now(struct live_canvas *c, int row, const struct layout *l,
	const struct live_view *v)
{
	char number[LEVEL_SIZE] = "--.-";
	int col, rows = draw_digits_rows(l->digits);

	if (v->running && v->now.second.LAeq != SLM_NO_LEVEL) {
		bool at_most = v->now.second.state == SLM_STATE_UNDER_RANGE;

		snprintf(number, sizeof number, "%s%d%c%d",
			at_most ? "<" : "", v->now.second.LAeq / 10,
			decimal_point(), v->now.second.LAeq % 10);
	}
	col = draw_digits(c, row, l->digits, number) + (l->roomy ? 2 : 0);
	draw_beside(c, row, rows, col, l, v);
	return row + rows;
}

/* "(48 min)", "(8 h 12)": how much of a period had a level. */
static int draw_period(struct live_canvas *c, int row, int col,
	const char *name, const struct live_period *p, bool note,
	const struct live_view *v)
{
	char text[32];
	int s = p->seconds;

	col = draw_level(c, row, col, name, p->LAeq, v) + 1;
	if (!note || p->LAeq == SLM_NO_LEVEL)
		return col;
	if (s < 60)
		snprintf(text, sizeof text, "(%d s)", s);
	else if (s < 3600)
		snprintf(text, sizeof text, "(%d min)", s / 60);
	else
		snprintf(text, sizeof text, "(%d h %02d)", s / 3600,
			s / 60 % 60);
	return canvas_text(c, row, col, STYLE_DIM, text) + 1;
}

/* "Record 20:04, 60 s" */
static void record_name(char *out, size_t size, const struct live_view *v)
{
	time_t t = (time_t)v->last.start_utc_s;
	char clock[8] = "";
	struct tm tm;

	if (!v->has_last) {
		snprintf(out, size, "%s", _("(no record yet)"));
		return;
	}
	if (localtime_r(&t, &tm))
		strftime(clock, sizeof clock, "%H:%M", &tm);
	snprintf(out, size, _("Record %s, %d s"), clock,
		(int)v->last.interval_s);
}

static void draw_record(struct live_canvas *c, int row, bool roomy,
	const struct live_view *v)
{
	const struct slm_spread *of = &v->last.spread;
	const struct {
		const char *name;
		slm_tenth_db level;
		bool always;
	} figures[] = { { "LAFmax", of->LAFmax, false },
		{ "LAF10", of->LAF10, true }, { "LAF50", of->LAF50, true },
		{ "LAF90", of->LAF90, true }, { "LAFmin", of->LAFmin, false } };
	char name[64];
	int col = 0;

	record_name(name, sizeof name, v);
	if (roomy)
		col = canvas_text(c, row, 0, STYLE_PLAIN, name) + 3;
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		if (!roomy && !figures[i].always)
			continue;
		if (col + 11 > c->cols)
			break;
		col = draw_level(c, row, col, figures[i].name,
			v->has_last ? figures[i].level : SLM_NO_LEVEL, v) +
			(roomy ? 3 : 2);
	}
}

/* Means of the minute, the hour and the day; the last record. */
static int draw_figures(struct live_canvas *c, int row, bool roomy,
	const struct live_view *v)
{
	const int gap = roomy ? 2 : 0;
	int col = draw_level(c, row, 0, _("LAeq minute"), v->LAeq_minute, v) +
		gap + 1;

	col = draw_period(c, row, col, _("hour"), &v->hour,
		roomy && v->hour.seconds < 3540, v) + gap;
	draw_period(c, row, col, _("today"), &v->day, roomy, v);
	draw_record(c, row + 1, roomy, v);
	return row + 2;
}

static void draw_keys(struct live_canvas *c, int row,
	const struct live_view *v)
{
	char text[200];

	/* The other language in its own words. */
	snprintf(text, sizeof text, "%s   %s   %s   %s", _("q quit (the meter "
		"goes on)"), v->paused ? _("p go on") : _("p pause"),
		v->diary.since_utc_s == STORE_NO_TIME ?
			_("d diary: noise begins") : _("d diary: it is over"),
		strcmp(language_now(), "fr") == 0 ? "l English" :
		"l fran\u00e7ais");
	canvas_text(c, row, 0, STYLE_DIM, text);
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
		draw_keys(c, --end, v);
	}
	row = draw_now(c, row + gap, &l, v);
	row = draw_bar(c, row + gap, l.roomy, v);
	row = draw_figures(c, row + gap, l.roomy, v);
	row = draw_minutes(c, row + gap, l.graph, v);
	row = draw_fault(c, row + gap, end, v);
	row = draw_diary(c, row, end, v);
	if (!l.roomy && row < end)
		canvas_text(c, row++, 0, STYLE_DIM, device);
	(void)draw_words(c, row, end, v);
}
