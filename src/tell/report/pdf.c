/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pdf.c - a document as a PDF of A4 pages: tagged, with bookmarks. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "attach.h"
#include "doc.h"

#define PAGE_WIDTH  595.28 /* A4 */
#define PAGE_HEIGHT 841.89
#define LEFT        ((PAGE_WIDTH - DOC_WIDTH) / 2)
#define TOP         60.0
#define BOTTOM      (PAGE_HEIGHT - 76.0)

/* Figures that stand below one another have one width. */
#define TEXT_FONT "Lato, Carlito, DejaVu Sans"
#define CODE_FONT "DejaVu Sans Mono, Liberation Mono"

static const struct look {
	const char *font, *tag;
	double size, line; /* points; line: height as a share of the font's */
	double before, after, indent;
	double grey;       /* 0 black */
	double with;       /* so much of what follows stays on the page */
} looks[DOC_STYLES] = {
	[DOC_TITLE] = { TEXT_FONT " Bold", "H1", 21, 1.0, 0, 5, 0, 0.05, 60 },
	[DOC_SECTION] = { TEXT_FONT " Bold", "H2", 13, 1.0, 15, 5, 0, 0.05,
		52 },
	[DOC_PART] = { TEXT_FONT " Bold", "H3", 10.5, 1.0, 9, 3, 0, 0.1, 42 },
	[DOC_LARGE] = { TEXT_FONT, "P", 23, 1.15, 14, 12, 0, 0.05, 0 },
	[DOC_LEAD] = { TEXT_FONT, "P", 13, 1.12, 4, 8, 0, 0.05, 0 },
	[DOC_BODY] = { TEXT_FONT, "P", 10, 1.12, 0, 6, 0, 0.1, 0 },
	[DOC_ITEM] = { TEXT_FONT, "P", 10, 1.12, 0, 4, 12, 0.1, 0 },
	[DOC_SMALL] = { TEXT_FONT, "P", 8.5, 1.1, 0, 4, 0, 0.25, 0 },
	[DOC_NOTICE] = { TEXT_FONT, "P", 10, 1.12, 7, 12, 12, 0.05, 0 },
	[DOC_CODE] = { CODE_FONT, "P", 8, 1.1, 2, 6, 12, 0.1, 0 },
};

struct pdf {
	struct doc doc; /* first: a struct doc * is a struct pdf * */
	cairo_surface_t *surface;
	cairo_t *c;
	double y;       /* how far down the page is used */
	bool fresh;     /* nothing stands on this page yet */
	int page, pages;
};

/* ----------------------------------------------------------------- pages */

static PangoLayout *layout(struct pdf *p, const char *font, double size,
	const char *markup, double width)
{
	PangoLayout *l = pango_cairo_create_layout(p->c);
	PangoFontDescription *f = pango_font_description_from_string(font);
	PangoAttrList *a;

	pango_font_description_set_absolute_size(f, size * PANGO_SCALE);
	pango_layout_set_font_description(l, f);
	pango_font_description_free(f);
	if (width > 0)
		pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_markup(l, markup, -1);
	/* digits of one width: columns of numbers stand in line */
	a = pango_layout_get_attributes(l);
	a = a ? pango_attr_list_copy(a) : pango_attr_list_new();
	pango_attr_list_insert(a, pango_attr_font_features_new("tnum"));
	pango_attr_list_insert(a, pango_attr_language_new(
		pango_language_from_string(p->doc.frame.language)));
	pango_layout_set_attributes(l, a);
	pango_attr_list_unref(a);
	return l;
}

static void grey(struct pdf *p, double g)
{
	cairo_set_source_rgb(p->c, g, g, g);
}

static void show(struct pdf *p, PangoLayout *l, double x, double y)
{
	cairo_move_to(p->c, x, y);
	pango_cairo_show_layout(p->c, l);
}

static double height_of(PangoLayout *l)
{
	int h;

	pango_layout_get_size(l, NULL, &h);
	return (double)h / PANGO_SCALE;
}

static double width_of(PangoLayout *l)
{
	int w;

	pango_layout_get_size(l, &w, NULL);
	return (double)w / PANGO_SCALE;
}

/* Across the page, and so pale that what stands on it can be read; as a shape,
 * so that its letters do not mix with those of the text. */
static void watermark(struct pdf *p, const char *words)
{
	PangoLayout *l = layout(p, TEXT_FONT " Bold", 54, words, 0);

	cairo_save(p->c);
	cairo_translate(p->c, PAGE_WIDTH / 2, PAGE_HEIGHT / 2);
	cairo_rotate(p->c, -atan2(PAGE_HEIGHT, PAGE_WIDTH));
	grey(p, 0.925);
	cairo_move_to(p->c, -width_of(l) / 2, -height_of(l) / 2);
	pango_cairo_layout_path(p->c, l);
	cairo_fill(p->c);
	cairo_restore(p->c);
	g_object_unref(l);
}

static void foot(struct pdf *p)
{
	char number[64];
	PangoLayout *l = layout(p, TEXT_FONT, 7.5, p->doc.frame.foot,
		DOC_WIDTH - 70);

	grey(p, 0.7);
	cairo_set_line_width(p->c, 0.5);
	cairo_move_to(p->c, LEFT, BOTTOM + 16);
	cairo_rel_line_to(p->c, DOC_WIDTH, 0);
	cairo_stroke(p->c);
	grey(p, 0.3);
	show(p, l, LEFT, BOTTOM + 21);
	g_object_unref(l);

	snprintf(number, sizeof number, p->doc.frame.page_of, p->page,
		p->pages);
	l = layout(p, TEXT_FONT, 7.5, number, 0);
	show(p, l, LEFT + DOC_WIDTH - width_of(l), BOTTOM + 21);
	g_object_unref(l);
}

static void begin_page(struct pdf *p)
{
	p->page++;
	p->y = TOP;
	p->fresh = true;
	if (p->doc.frame.watermark)
		watermark(p, p->doc.frame.watermark);
	foot(p);
}

static void new_page(struct pdf *p)
{
	cairo_show_page(p->c);
	begin_page(p);
}

/* Go down, to where `height` fits. */
static void room(struct pdf *p, double before, double height)
{
	if (!p->fresh)
		p->y += before;
	if (p->y + height > BOTTOM && !p->fresh)
		new_page(p);
	p->fresh = false;
}

static void page(struct doc *d)
{
	struct pdf *p = (struct pdf *)d;

	if (!p->fresh)
		new_page(p);
}

/* ------------------------------------------------------------------ text */

static void bookmark(struct pdf *p, const char *markup)
{
	char at[64], *plain;

	if (!pango_parse_markup(markup, -1, 0, NULL, &plain, NULL, NULL))
		return;
	snprintf(at, sizeof at, "page=%d pos=[%d %d]", p->page, (int)LEFT,
		(int)p->y);
	cairo_pdf_surface_add_outline(p->surface, CAIRO_PDF_OUTLINE_ROOT,
		plain, at, 0);
	g_free(plain);
}

static void bar(struct pdf *p, double from)
{
	cairo_set_source_rgb(p->c, 0.12, 0.37, 0.40);
	cairo_rectangle(p->c, LEFT, from, 3, p->y - from);
	cairo_fill(p->c);
}

static double line_height(const struct look *s, PangoLayoutIter *i)
{
	PangoRectangle r;

	pango_layout_iter_get_line_extents(i, NULL, &r);
	return s->line * r.height / PANGO_SCALE;
}

/* Line by line: a paragraph may begin on one page and end on the next. */
static void lines(struct pdf *p, const struct look *s, PangoLayout *l,
	bool barred)
{
	PangoLayoutIter *i = pango_layout_get_iter(l);
	double from = p->y;

	cairo_tag_begin(p->c, s->tag, NULL);
	do {
		PangoRectangle r;
		double h = line_height(s, i);

		if (p->y + h > BOTTOM) {
			if (barred)
				bar(p, from);
			cairo_tag_end(p->c, s->tag);
			new_page(p);
			p->fresh = false;
			cairo_tag_begin(p->c, s->tag, NULL);
			from = p->y;
		}
		pango_layout_iter_get_line_extents(i, NULL, &r);
		grey(p, s->grey);
		cairo_move_to(p->c,
			LEFT + s->indent + (double)r.x / PANGO_SCALE,
			p->y + (double)(pango_layout_iter_get_baseline(i) -
				r.y) / PANGO_SCALE);
		pango_cairo_show_layout_line(p->c,
			pango_layout_iter_get_line_readonly(i));
		p->y += h;
	} while (pango_layout_iter_next_line(i));
	cairo_tag_end(p->c, s->tag);
	if (barred)
		bar(p, from);
	pango_layout_iter_free(i);
}

static void text(struct doc *d, enum doc_style style, const char *markup)
{
	struct pdf *p = (struct pdf *)d;
	const struct look *s = &looks[style];
	PangoLayout *l = layout(p, s->font, s->size, markup,
		DOC_WIDTH - s->indent);
	PangoLayoutIter *i = pango_layout_get_iter(l);
	int n = pango_layout_get_line_count(l);
	double h = line_height(s, i);

	pango_layout_iter_free(i);
	/* no single line alone at the foot or the head of a page */
	room(p, s->before, h * (n <= 3 ? n : 2) + s->with);
	if (style == DOC_SECTION)
		bookmark(p, markup);
	if (style == DOC_ITEM) {
		PangoLayout *dot = layout(p, s->font, s->size, "•", 0);
		grey(p, s->grey);
		show(p, dot, LEFT + 2, p->y);
		g_object_unref(dot);
	}
	lines(p, s, l, style == DOC_NOTICE);
	p->y += s->after;
	g_object_unref(l);
}

/* ---------------------------------------------------------------- tables */

#define CELL_SIZE 8.5
#define CELL_PAD  4.0

static PangoLayout *cell(struct pdf *p, const struct doc_table *t, size_t row,
	size_t column, double width)
{
	PangoLayout *l = layout(p, row ? TEXT_FONT : TEXT_FONT " Bold",
		CELL_SIZE, t->cells[row * t->columns + column], width);

	if (column > 0 && !t->left[column])
		pango_layout_set_alignment(l, PANGO_ALIGN_RIGHT);
	return l;
}

/* Too wide in all: columns of less than a fair share keep their width, the
 * others share what that leaves, so that no long text presses a date. */
static void narrow(double w[], size_t n)
{
	bool kept[DOC_COLUMNS] = { false };
	double left = DOC_WIDTH;
	size_t others = n;

	for (size_t k = 0; k < n; k++) {
		if (kept[k] || w[k] > left / (double)others)
			continue;
		kept[k] = true;
		left -= w[k];
		others--;
		k = (size_t)-1; /* the share grew: look at all again */
	}
	for (size_t k = 0; k < n; k++)
		if (!kept[k])
			w[k] = left / (double)others;
}

/* As wide as the widest cell; what is left over is shared. */
static void widths(struct pdf *p, const struct doc_table *t, double w[])
{
	double sum = 0;

	for (size_t k = 0; k < t->columns; k++) {
		w[k] = t->share[k] * DOC_WIDTH;
		for (size_t r = 0; t->share[0] <= 0 && r < t->rows; r++) {
			PangoLayout *l = cell(p, t, r, k, 0);
			w[k] = fmax(w[k], width_of(l) + 2 * CELL_PAD);
			g_object_unref(l);
		}
		sum += w[k];
	}
	if (sum > DOC_WIDTH && t->share[0] <= 0)
		narrow(w, t->columns);
	else
		for (size_t k = 0; k < t->columns; k++)
			w[k] *= DOC_WIDTH / sum;
}

static double row_height(struct pdf *p, const struct doc_table *t, size_t row,
	const double w[])
{
	double h = 0;

	for (size_t k = 0; k < t->columns; k++) {
		PangoLayout *l = cell(p, t, row, k, w[k] - 2 * CELL_PAD);
		h = fmax(h, height_of(l));
		g_object_unref(l);
	}
	return h + CELL_PAD;
}

static void draw_row(struct pdf *p, const struct doc_table *t, size_t row,
	const double w[])
{
	const char *tag = row ? "TD" : "TH";
	double x = LEFT, h = row_height(p, t, row, w);

	cairo_tag_begin(p->c, "TR", NULL);
	for (size_t k = 0; k < t->columns; x += w[k], k++) {
		PangoLayout *l = cell(p, t, row, k, w[k] - 2 * CELL_PAD);
		cairo_tag_begin(p->c, tag, NULL);
		grey(p, 0.1);
		show(p, l, x + CELL_PAD, p->y + CELL_PAD / 2);
		cairo_tag_end(p->c, tag);
		g_object_unref(l);
	}
	cairo_tag_end(p->c, "TR");
	p->y += h;
	grey(p, row ? 0.85 : 0.2);
	cairo_set_line_width(p->c, row ? 0.4 : 0.8);
	cairo_move_to(p->c, LEFT, p->y);
	cairo_rel_line_to(p->c, DOC_WIDTH, 0);
	cairo_stroke(p->c);
	p->y += 1;
}

static void table(struct doc *d, const struct doc_table *t)
{
	struct pdf *p = (struct pdf *)d;
	double w[DOC_COLUMNS], head, whole = 0;

	widths(p, t, w);
	for (size_t r = 0; r < t->rows; r++)
		whole += row_height(p, t, r, w) + 1;
	head = row_height(p, t, 0, w);
	/* a short table stays in one piece, and with its caption */
	const double least = whole < 200 ? whole : head + 40;
	if (t->caption) {
		room(p, 6, least + 30);
		text(d, DOC_PART, t->caption);
	}
	room(p, 0, least);
	cairo_tag_begin(p->c, "Table", NULL);
	draw_row(p, t, 0, w);
	for (size_t r = 1; r < t->rows; r++) {
		if (p->y + row_height(p, t, r, w) > BOTTOM) {
			cairo_tag_end(p->c, "Table");
			new_page(p);
			p->fresh = false;
			cairo_tag_begin(p->c, "Table", NULL);
			draw_row(p, t, 0, w);
		}
		draw_row(p, t, r, w);
	}
	cairo_tag_end(p->c, "Table");
	p->y += 9;
}

/* --------------------------------------------------------------- figures */

static void figure(struct doc *d, const struct doc_figure *f)
{
	struct pdf *p = (struct pdf *)d;

	if (f->caption) {
		room(p, 6, f->height + 30);
		text(d, DOC_PART, f->caption);
	}
	room(p, 2, f->height);
	cairo_tag_begin(p->c, "Figure", NULL);
	cairo_save(p->c);
	cairo_translate(p->c, LEFT, p->y);
	f->draw(p->c, f->data, f->width, f->height);
	cairo_restore(p->c);
	cairo_tag_end(p->c, "Figure");
	p->y += f->height + 8;
}

/* ----------------------------------------------------------------- whole */

static cairo_status_t nowhere(void *closure, const unsigned char *data,
	unsigned length)
{
	(void)closure, (void)data, (void)length;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t append(void *to, const unsigned char *data,
	unsigned length)
{
	g_byte_array_append(to, data, length);
	return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t write_pages(cairo_surface_t *s,
	const struct doc_frame *frame, doc_content *content, const void *user,
	int *pages)
{
	struct pdf p = {
		.doc = { *frame, text, table, figure, page },
		.surface = s, .pages = *pages,
	};
	cairo_status_t status;

	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE,
		frame->title);
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR,
		"Sourdine");
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE,
		frame->made);
	p.c = cairo_create(s);
	cairo_tag_begin(p.c, "Document", NULL);
	begin_page(&p);
	content(&p.doc, user);
	cairo_tag_end(p.c, "Document");
	cairo_show_page(p.c);
	status = cairo_status(p.c);
	cairo_destroy(p.c);
	cairo_surface_finish(s);
	if (!status)
		status = cairo_surface_status(s);
	cairo_surface_destroy(s);
	*pages = p.page;
	return status;
}

bool doc_write_pdf(FILE *f, const struct doc_frame *frame,
	doc_content *content, const void *user, const char *data, char *why,
	size_t size)
{
	int pages = 0;
	GByteArray *pdf = g_byte_array_new();
	bool good = false;
	cairo_status_t status = write_pages(
		cairo_pdf_surface_create_for_stream(nowhere, NULL, PAGE_WIDTH,
			PAGE_HEIGHT), frame, content, user, &pages);

	if (!status)
		status = write_pages(cairo_pdf_surface_create_for_stream(
			append, pdf, PAGE_WIDTH, PAGE_HEIGHT), frame, content,
			user, &pages);
	g_byte_array_append(pdf, (const guint8 *)"", 1);
	if (status)
		snprintf(why, size, "%s", cairo_status_to_string(status));
	else
		good = report_attach(f, (const char *)pdf->data, pdf->len - 1,
			frame->language, data, why, size);
	g_byte_array_unref(pdf);
	return good;
}
