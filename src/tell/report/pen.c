/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pen.c - strokes, texts and colours. */
#include <math.h>

#include <pango/pangocairo.h>

#include "pen.h"

double pen_text(cairo_t *c, double x, double y, double size,
	enum pen_side side, const char *text)
{
	PangoLayout *l = pango_cairo_create_layout(c);
	PangoFontDescription *f = pango_font_description_from_string(
		"Lato, Carlito, DejaVu Sans");
	PangoAttrList *a = pango_attr_list_new();
	int w;

	pango_font_description_set_absolute_size(f, size * PANGO_SCALE);
	pango_layout_set_font_description(l, f);
	pango_font_description_free(f);
	pango_attr_list_insert(a, pango_attr_font_features_new("tnum"));
	pango_layout_set_attributes(l, a);
	pango_attr_list_unref(a);
	pango_layout_set_text(l, text, -1);
	pango_layout_get_size(l, &w, NULL);
	double width = (double)w / PANGO_SCALE;

	cairo_move_to(c, side == PEN_LEFT ? x : side == PEN_RIGHT ? x - width :
		x - width / 2, y);
	pango_cairo_show_layout(c, l);
	g_object_unref(l);
	return width;
}

void pen_line(cairo_t *c, double x1, double y1, double x2, double y2,
	double width)
{
	cairo_set_line_width(c, width);
	cairo_move_to(c, x1, y1);
	cairo_line_to(c, x2, y2);
	cairo_stroke(c);
}

void pen_grey(cairo_t *c, double grey)
{
	cairo_set_source_rgb(c, grey, grey, grey);
}

static void colour(cairo_t *c, unsigned rgb)
{
	cairo_set_source_rgb(c, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0,
		(rgb & 255) / 255.0);
}

void pen_accent(cairo_t *c)
{
	colour(c, 0x1f5f66);
}

void pen_series(cairo_t *c, size_t k)
{
	static const unsigned colours[] = { 0xb06a00, 0x1f5f66, 0x75095d,
		0x111111 };

	colour(c, colours[k % (sizeof colours / sizeof *colours)]);
}

void pen_hatch(cairo_t *c, double x, double y, double width, double height)
{
	cairo_save(c);
	cairo_rectangle(c, x, y, width, height);
	cairo_clip(c);
	pen_grey(c, 0.45);
	cairo_set_line_width(c, 0.5);
	for (double d = -height; d < width; d += 4) {
		cairo_move_to(c, x + d, y + height);
		cairo_rel_line_to(c, height, -height);
	}
	cairo_stroke(c);
	cairo_restore(c);
}

static const struct {
	unsigned colour;
	const char *name;
} classes[PEN_CLASSES] = {
	{ 0x82a7ac, "< 35" },  { 0xa0bbbf, "35–40" }, { 0xb8d6d1, "40–45" },
	{ 0xcfe4cc, "45–50" }, { 0xe3f2bf, "50–55" }, { 0xf4c683, "55–60" },
	{ 0xe87d4d, "60–65" }, { 0xcd463f, "65–70" }, { 0xa11a4d, "70–75" },
	{ 0x75095d, "75–80" }, { 0x430a4a, "≥ 80" },
};

size_t pen_class(double level)
{
	double k = floor((level - 30) / 5);

	return k < 0 ? 0 : k >= PEN_CLASSES ? PEN_CLASSES - 1 : (size_t)k;
}

void pen_class_colour(cairo_t *c, size_t class)
{
	colour(c, classes[class].colour);
}

void pen_class_ink(cairo_t *c, size_t class)
{
	pen_grey(c, class < 7 ? 0 : 1);
}

const char *pen_class_name(size_t class)
{
	return classes[class].name;
}
