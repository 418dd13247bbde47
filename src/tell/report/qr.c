/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qr.c - draws QR codes. */
#include <qrencode.h>

#include "pen.h"
#include "qr.h"

#define QUIET 2 /* modules around it; the page is white beyond */

static void draw(cairo_t *c, const void *data, double width, double height)
{
	const QRcode *q = data;
	double module = height / (q->width + 2 * QUIET);

	(void)width;
	pen_grey(c, 0);
	for (int i = 0; i < q->width * q->width; i++)
		if (q->data[i] & 1)
			cairo_rectangle(c, (i % q->width + QUIET) * module,
				(i / q->width + QUIET) * module, module,
				module);
	cairo_fill(c);
}

void report_qr(struct doc *d, const char *text, double size,
	const char *words)
{
	QRcode *q = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

	if (!q)
		return;
	d->figure(d, &(struct doc_figure){ size, size, draw, q, NULL, words });
	QRcode_free(q);
}
