/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digits.c - a level in digits that can be read across a room. */
#include <string.h>

#include "draw.h"

#define FONT_ROWS 5

static const struct {
	char c;
	const char *rows[FONT_ROWS];
} font[] = {
	{ '0', { "###", "# #", "# #", "# #", "###" } },
	{ '1', { " # ", "## ", " # ", " # ", "###" } },
	{ '2', { "###", "  #", "###", "#  ", "###" } },
	{ '3', { "###", "  #", "###", "  #", "###" } },
	{ '4', { "# #", "# #", "###", "  #", "  #" } },
	{ '5', { "###", "#  ", "###", "  #", "###" } },
	{ '6', { "###", "#  ", "###", "# #", "###" } },
	{ '7', { "###", "  #", "  #", "  #", "  #" } },
	{ '8', { "###", "# #", "###", "# #", "###" } },
	{ '9', { "###", "# #", "###", "  #", "###" } },
	{ '-', { "   ", "   ", "###", "   ", "   " } },
	{ '<', { "  #", "#  ", "  #", "   ", "###" } },
	{ '.', { " ", " ", " ", " ", "#" } },
	{ ',', { "  ", "  ", "  ", " #", "# " } },
};

static const char *const *glyph(char c)
{
	for (size_t i = 0; i < sizeof font / sizeof font[0]; i++)
		if (font[i].c == c)
			return font[i].rows;
	return font[0].rows;
}

static bool is_set(const char *const *g, int row, int col)
{
	return row < FONT_ROWS && g[row][col] == '#';
}

/* Two rows of the font in one of the screen. */
static void draw_halves(struct live_canvas *c, int row, int col,
	const char *const *g)
{
	static const char *const half[] = { " ", "\u2584", "\u2580",
		"\u2588" };

	for (int y = 0; y < FONT_ROWS; y += 2)
		for (int x = 0; g[0][x]; x++)
			canvas_text(c, row + y / 2, col + x, STYLE_BOLD,
				half[2 * is_set(g, y, x) +
					is_set(g, y + 1, x)]);
}

/* A character is about twice as high as wide. */
static void draw_blocks(struct live_canvas *c, int row, int col, int scale,
	const char *const *g)
{
	int width = c->cols < 60 ? scale : 2 * scale;

	for (int y = 0; y < FONT_ROWS * scale; y++)
		for (int x = 0; g[0][x / width]; x++)
			if (is_set(g, y / scale, x / width))
				canvas_text(c, row + y, col + x, STYLE_BOLD,
					c->utf8 ? "\u2588" : "#");
}

int draw_digits_rows(int scale)
{
	return scale ? FONT_ROWS * scale : (FONT_ROWS + 1) / 2;
}

int draw_digits(struct live_canvas *c, int row, int scale, const char *text)
{
	int width = !scale ? 1 : c->cols < 60 ? scale : 2 * scale;
	int col = 0;

	for (; *text; text++) {
		const char *const *g = glyph(*text);

		if (scale)
			draw_blocks(c, row, col, scale, g);
		else
			draw_halves(c, row, col, g);
		col += ((int)strlen(g[0]) + 1) * width;
	}
	return col;
}
