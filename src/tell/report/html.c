/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html.c - a document as one HTML file that needs nothing else: text is
 * text, figures are the PDF's own drawings as SVG. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cairo-svg.h>
#include <glib.h>

#include "doc.h"
#include "sign.h"

static const char sheet[] =
	"html{background:#eceeee}"
	"body{font:1rem/1.5 Lato,Carlito,'Helvetica Neue',Arial,sans-serif;"
	"color:#1a1d1e;background:#fff;max-width:46rem;margin:0 auto;"
	"padding:2.5rem clamp(1rem,5vw,3.5rem) 3rem;"
	"font-variant-numeric:tabular-nums}"
	"h1{font-size:1.9rem;line-height:1.15;margin:0 0 .4rem}"
	"h2{font-size:1.25rem;margin:2.2rem 0 .5rem}"
	"h3,caption,figcaption{font-size:1rem;font-weight:700;"
	"text-align:left;margin:1.2rem 0 .3rem;padding:0 0 .3rem}"
	".large{font-size:1.9rem;line-height:1.3}"
	".lead{font-size:1.2rem;line-height:1.45}"
	".small,footer{font-size:.85rem;color:#4a5052}"
	".notice{border-left:4px solid #1f5f66;padding:.1rem 0 .1rem 1rem;"
	"margin:1.2rem 0}"
	"code{font:0.85rem/1.5 'DejaVu Sans Mono',monospace;display:block;"
	"white-space:pre-wrap;overflow-wrap:anywhere;background:#f2f4f4;"
	"padding:.4rem .7rem;margin:.4rem 0}"
	".wide{overflow-x:auto}"
	"table{border-collapse:collapse;width:100%;font-size:.9rem;"
	"margin:0 0 1.2rem}"
	"th,td{text-align:right;padding:.25rem .5rem;"
	"border-bottom:1px solid #dde0e0;vertical-align:top}"
	"thead th{border-bottom:2px solid #333}"
	".l{text-align:left}"
	"tbody th{font-weight:400;text-align:left}"
	"figure{margin:1rem 0}figure img{width:100%;height:auto}"
	".mark{position:sticky;top:0;background:#fff3d6;border:1px solid "
	"#b07a00;padding:.4rem .8rem;font-weight:700;margin:0 0 1.5rem}"
	"footer{border-top:1px solid #bbb;margin-top:2.5rem;padding-top:.6rem}"
	"@media print{html{background:#fff}body{max-width:none;padding:0}"
	".mark{position:static}h2,h3{break-after:avoid}"
	"figure,tr{break-inside:avoid}}";

struct html {
	struct doc doc; /* first: a struct doc * is a struct html * */
	FILE *f;
	bool list;      /* inside a <ul> */
	bool failed;    /* a figure could not be drawn */
};

static const struct tag {
	const char *open, *close;
} tags[DOC_STYLES] = {
	[DOC_TITLE] = { "<h1>", "</h1>" },
	[DOC_SECTION] = { "<h2>", "</h2>" },
	[DOC_PART] = { "<h3>", "</h3>" },
	[DOC_LARGE] = { "<p class=\"large\">", "</p>" },
	[DOC_LEAD] = { "<p class=\"lead\">", "</p>" },
	[DOC_BODY] = { "<p>", "</p>" },
	[DOC_ITEM] = { "<li>", "</li>" },
	[DOC_SMALL] = { "<p class=\"small\">", "</p>" },
	[DOC_NOTICE] = { "<p class=\"notice\">", "</p>" },
	[DOC_CODE] = { "<code>", "</code>" },
};

static void list(struct html *h, bool wanted)
{
	if (h->list != wanted)
		fputs(wanted ? "<ul>\n" : "</ul>\n", h->f);
	h->list = wanted;
}

/* The marks of our texts are HTML's own. */
static void text(struct doc *d, enum doc_style style, const char *markup)
{
	struct html *h = (struct html *)d;

	list(h, style == DOC_ITEM);
	fprintf(h->f, "%s%s%s\n", tags[style].open, markup,
		tags[style].close);
}

static void table(struct doc *d, const struct doc_table *t)
{
	struct html *h = (struct html *)d;

	list(h, false);
	fputs("<div class=\"wide\" tabindex=\"0\"><table>\n", h->f);
	if (t->caption)
		fprintf(h->f, "<caption>%s</caption>\n", t->caption);
	for (size_t r = 0; r < t->rows; r++) {
		fputs(r == 0 ? "<thead><tr>" : r == 1 ? "<tbody><tr>" : "<tr>",
			h->f);
		for (size_t k = 0; k < t->columns; k++) {
			const char *cell = t->cells[r * t->columns + k];
			const char *name = r == 0 || k == 0 ? "th" : "td";

			fprintf(h->f, "<%s%s%s>%s</%s>", name,
				r == 0 ? " scope=\"col\"" :
				k == 0 ? " scope=\"row\"" : "",
				k == 0 || t->left[k] ? " class=\"l\"" : "",
				cell, name);
		}
		fputs(r == 0 ? "</tr></thead>\n" : "</tr>\n", h->f);
	}
	fprintf(h->f, "%s</table></div>\n", t->rows > 1 ? "</tbody>" : "");
}

static cairo_status_t append(void *to, const unsigned char *data,
	unsigned length)
{
	g_byte_array_append(to, data, length);
	return CAIRO_STATUS_SUCCESS;
}

/* An image by itself: names inside one SVG cannot meet those of another. */
static void draw(struct html *h, const struct doc_figure *f)
{
	GByteArray *svg = g_byte_array_new();
	cairo_surface_t *s = cairo_svg_surface_create_for_stream(append, svg,
		f->width, f->height);
	cairo_t *c = cairo_create(s);
	char *base64;

	f->draw(c, f->data, f->width, f->height);
	h->failed |= cairo_status(c) != CAIRO_STATUS_SUCCESS;
	cairo_destroy(c);
	cairo_surface_finish(s);
	h->failed |= cairo_surface_status(s) != CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(s);
	base64 = g_base64_encode(svg->data, svg->len);
	fputs(base64, h->f);
	g_free(base64);
	g_byte_array_unref(svg);
}

static void figure(struct doc *d, const struct doc_figure *f)
{
	struct html *h = (struct html *)d;

	list(h, false);
	fputs("<figure>", h->f);
	if (f->caption)
		fprintf(h->f, "<figcaption>%s</figcaption>", f->caption);
	fputs("<img src=\"data:image/svg+xml;base64,", h->f);
	draw(h, f);
	fprintf(h->f, "\" width=\"%.0f\" height=\"%.0f\" alt=\"%s\">"
		"</figure>\n", f->width, f->height, f->words);
}

static void page(struct doc *d)
{
	list((struct html *)d, false);
}

/* JSON inside HTML: "<" could end the element that holds it. */
static void put_json(FILE *f, const char *json)
{
	for (const char *p = json; *p; p++)
		if (*p == '<')
			fputs("\\u003c", f);
		else
			fputc(*p, f);
}

bool doc_write_html(FILE *f, const struct doc_frame *frame,
	doc_content *content, const void *user, const char *data, char *why,
	size_t size)
{
	struct html h = {
		.doc = { *frame, text, table, figure, page },
		.f = f,
	};

	fprintf(h.f, "<!doctype html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		"content=\"width=device-width,initial-scale=1\">\n<title>%s"
		"</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n",
		frame->language, frame->title, sheet);
	if (frame->watermark)
		fprintf(h.f, "<p class=\"mark\">%s</p>\n", frame->watermark);
	content(&h.doc, user);
	list(&h, false);
	fprintf(h.f, "</main>\n<footer>%s</footer>\n<script "
		"type=\"application/json\" id=\"report\">", frame->foot);
	put_json(h.f, data);
	fputs("</script>\n<!-- " REPORT_UNSIGNED " -->\n</body>\n</html>\n",
		h.f);
	if (ferror(h.f) | h.failed) {
		snprintf(why, size, "%s", h.failed ?
			"a figure could not be drawn" : strerror(errno));
		return false;
	}
	return true;
}
