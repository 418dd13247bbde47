/* SPDX-License-Identifier: GPL-3.0-or-later */
/* code.c - GET /api/notice-qr.svg: where to read more, as a QR code; where
 * no such place is set, what the notice says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qrencode.h>

#include "web.h"

#define QUIET  4  /* modules around it that stay empty, ISO/IEC 18004 */
#define MODULE 20 /* bytes of a module's path, at most */

static const char *const words[] = {
	"Noise level meter (Sourdine). It measures the level in dB(A); it "
	"records nothing and recognises no sound.",
	"Mesure du niveau sonore (Sourdine). Cet appareil mesure le niveau en "
	"dB(A) ; il n'enregistre rien et ne reconnaît aucun son.",
};

static char *draw(const QRcode *q)
{
	size_t n = (size_t)q->width, size = 512 + n * n * MODULE, at;
	char *text = malloc(size);

	if (!text)
		return NULL;
	at = (size_t)snprintf(text, size,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %zu "
		"%zu\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" "
		"d=\"M0 0h%zuv%zuH0z\"/><path d=\"",
		n + 2 * QUIET, n + 2 * QUIET, n + 2 * QUIET, n + 2 * QUIET);
	for (size_t i = 0; i < n * n; i++)
		if (q->data[i] & 1)
			at += (size_t)snprintf(text + at, size - at,
				"M%zu %zuh1v1h-1z", i % n + QUIET,
				i / n + QUIET);
	snprintf(text + at, size - at, "\"/></svg>\n");
	return text;
}

enum MHD_Result web_code(struct web *w, struct MHD_Connection *c)
{
	const char *lang =
		MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "lang");
	const char *what = w->settings.more;
	QRcode *q;
	char *text;

	if (!what)
		what = words[lang && strcmp(lang, "fr") == 0];
	q = QRcode_encodeString(what, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (!q)
		return MHD_NO;
	text = draw(q);
	QRcode_free(q);
	if (!text)
		return MHD_NO;
	return web_reply(c, MHD_HTTP_OK, "image/svg+xml", "no-store",
		MHD_create_response_from_buffer(
			strlen(text), text, MHD_RESPMEM_MUST_FREE));
}
