/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.c - writes the numbers and the pages into one file. */
#include <stdio.h>
#include <stdlib.h>

#include <pango/pangocairo.h>

#include "../../run/language.h"
#include "chapters.h"
#include "notice.h"
#include "text.h"
#include "write.h"

static void font_name(char *out, size_t size)
{
	PangoFontMap *map = pango_cairo_font_map_get_default();
	PangoContext *context = pango_font_map_create_context(map);
	PangoFontDescription *wanted = pango_font_description_from_string(
		"Lato, Carlito, DejaVu Sans");
	PangoFont *font = pango_font_map_load_font(map, context, wanted);
	PangoFontDescription *got = font ? pango_font_describe(font) : NULL;

	snprintf(out, size, "%s", got ?
		pango_font_description_get_family(got) : "?");
	if (got)
		pango_font_description_free(got);
	if (font)
		g_object_unref(font);
	pango_font_description_free(wanted);
	g_object_unref(context);
}

const char *report_drawn_with(void)
{
	static char text[160];
	char font[64];

	if (!*text) {
		font_name(font, sizeof font);
		snprintf(text, sizeof text, "Sourdine %s, cairo %s, pango %s, "
			"%s", SOURDINE_VERSION, cairo_version_string(),
			pango_version_string(), font);
	}
	return text;
}

static char *write_doc(size_t *length, bool html, const json_t *j,
	struct doc_frame (*frame_of)(const json_t *), doc_content *content,
	char *why, size_t size)
{
	char *data = json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS |
		JSON_REAL_PRECISION(12));
	char *file = NULL;
	FILE *f = data ? open_memstream(&file, length) : NULL;
	bool good = false;

	if (f) {
		language_set(report_string(report_at(j, "report/language")));
		struct doc_frame frame = frame_of(j);
		good = (html ? doc_write_html : doc_write_pdf)(f, &frame,
			content, j, data, why, size);
	} else {
		snprintf(why, size, "%s", _("not enough memory"));
	}
	if (f && fclose(f) != 0 && good) {
		snprintf(why, size, "%s", _("not enough memory"));
		good = false;
	}
	free(data);
	if (good)
		return file;
	free(file);
	return NULL;
}

char *report_write(size_t *length, bool html, const json_t *report, char *why,
	size_t size)
{
	return write_doc(length, html, report, report_frame, report_say, why,
		size);
}

char *notice_write(size_t *length, bool html, const json_t *notice, char *why,
	size_t size)
{
	return write_doc(length, html, notice, notice_frame, notice_say, why,
		size);
}
