/* SPDX-License-Identifier: GPL-3.0-or-later */
/* canvas.c - a screenful of characters, drawn before it is shown. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include <string.h>
#include <wchar.h>

#include "canvas.h"

/* From below 35 dB to above 80: made for maps of noise, told apart by
 * colour-blind people too (the "Coloring Noise" scheme of B. Tomio). */
static const struct {
	uint8_t red, green, blue;
	uint8_t nearest; /* of the 256 colours */
} classes[] = {
	{ 0x82, 0xa7, 0xac, 109 }, { 0xa0, 0xbb, 0xbf, 249 },
	{ 0xb8, 0xd6, 0xd1, 152 }, { 0xcf, 0xe4, 0xcc, 188 },
	{ 0xe3, 0xf2, 0xbf, 193 }, { 0xf4, 0xc6, 0x83, 222 },
	{ 0xe8, 0x7d, 0x4d, 173 }, { 0xcd, 0x46, 0x3f, 167 },
	{ 0xa1, 0x1a, 0x4d, 125 }, { 0x75, 0x09, 0x5d, 89 },
	{ 0x43, 0x0a, 0x4a, 53 },
};

#define FIRST 350 /* where the second class begins, tenths of a dB */
#define STEP  50
#define LAST  ((int)(sizeof classes / sizeof classes[0]) - 1)

int canvas_style_of(slm_tenth_db level)
{
	int n = level < FIRST ? 0 : (level - FIRST) / STEP + 1;

	return STYLE_CLASS + (n < LAST ? n : LAST);
}

void canvas_clear(struct live_canvas *c, int rows, int cols, bool utf8)
{
	c->rows = rows < CANVAS_ROWS ? rows : CANVAS_ROWS;
	c->cols = cols < CANVAS_COLS ? cols : CANVAS_COLS;
	c->utf8 = utf8;
	for (int row = 0; row < c->rows; row++)
		for (int col = 0; col < c->cols; col++)
			c->cell[row][col] = (struct live_cell){ " ", 0 };
}

/* Take one character off the text and write what is shown of it, with a NUL;
 * false at the end. */
static bool next(const struct live_canvas *c, const char **text,
	char shown[8])
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t n = 1;

	if (**text == '\0')
		return false;
	memcpy(shown, "?", 2);
	if ((unsigned char)**text < 0x80) {
		if (**text >= ' ' && **text != 0x7f)
			shown[0] = **text;
	} else if (c->utf8) {
		n = mbrtowc(&wide, *text, strlen(*text), &state);
		if (n == 0 || n > 6)
			n = 1; /* not UTF-8 */
		else if (wcwidth(wide) == 1) {
			memcpy(shown, *text, n);
			shown[n] = '\0';
		}
	} else {
		/* U+00C0 to U+00FF without their accents. */
		static const char plain[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTs"
			"aaaaaaaceeeeiiiidnooooo/ouuuuyty";

		while (((unsigned char)(*text)[n] & 0xc0) == 0x80)
			n++;
		if ((unsigned char)**text == 0xc3 && n == 2)
			shown[0] = plain[(unsigned char)(*text)[1] & 0x3f];
		else if (strncmp(*text, "\u00a0", 2) == 0)
			shown[0] = ' ';
	}
	*text += n;
	return true;
}

int canvas_text(struct live_canvas *c, int row, int col, int style,
	const char *text)
{
	struct live_cell cell = { .style = (uint8_t)style };

	for (; next(c, &text, cell.text); col++)
		if (row >= 0 && row < c->rows && col >= 0 && col < c->cols)
			c->cell[row][col] = cell;
	return col;
}

int canvas_width(const struct live_canvas *c, const char *text)
{
	char shown[8];
	int n = 0;

	while (next(c, &text, shown))
		n++;
	return n;
}

void canvas_right(struct live_canvas *c, int row, int style, const char *text)
{
	canvas_text(c, row, c->cols - canvas_width(c, text), style, text);
}

/* The bytes of text that fit one row, up to a space or the end; 0: the first
 * word is too long. */
static size_t line_of(const struct live_canvas *c, const char *text)
{
	const char *at = text;
	char shown[8];
	size_t fits = 0;

	for (int n = 0; n <= c->cols; n++) {
		if (*at == ' ' || *at == '\0')
			fits = (size_t)(at - text);
		if (!next(c, &at, shown))
			break;
	}
	return fits;
}

int canvas_wrapped(struct live_canvas *c, int row, int end, int style,
	const char *text)
{
	char line[4 * CANVAS_COLS + 1];
	const char *at = text;
	int rows = 0;

	/* First only count. */
	for (size_t n; *at; at += n + (at[n] == ' '), rows++) {
		n = line_of(c, at);
		if (n == 0 || n >= sizeof line)
			return row;
	}
	if (row + rows > end)
		return row;
	for (at = text; *at; row++) {
		size_t n = line_of(c, at);

		memcpy(line, at, n);
		line[n] = '\0';
		canvas_text(c, row, 0, style, line);
		at += n + (at[n] == ' ');
	}
	return row;
}

static void put_style(FILE *to, int style, enum live_colours colours)
{
	static const char *const plain[] = { "0", "0;1", "0;2", "0;7" };
	int n = style - STYLE_CLASS;

	if (n < 0)
		fprintf(to, "\033[%sm", plain[style]);
	else if (colours == LIVE_TRUE)
		fprintf(to, "\033[0;38;2;%d;%d;%dm", classes[n].red,
			classes[n].green, classes[n].blue);
	else if (colours == LIVE_256)
		fprintf(to, "\033[0;38;5;%dm", classes[n].nearest);
	else
		fputs("\033[0m", to);
}

void canvas_show(const struct live_canvas *c, enum live_colours colours,
	FILE *to)
{
	int style = -1;

	for (int row = 0; row < c->rows; row++) {
		int end = c->cols;

		while (end > 0 && strcmp(c->cell[row][end - 1].text, " ") == 0)
			end--;
		fprintf(to, "\033[%d;1H", row + 1);
		for (int col = 0; col < end; col++) {
			const struct live_cell *cell = &c->cell[row][col];

			if (cell->style != style)
				put_style(to, style = cell->style, colours);
			fputs(cell->text, to);
		}
		/* After the last column there is nothing left to clear. */
		put_style(to, style = STYLE_PLAIN, colours);
		if (end < c->cols)
			fputs("\033[K", to);
	}
	fflush(to);
}
