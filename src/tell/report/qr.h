/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qr.h - a text as a QR code (ISO/IEC 18004), drawn. */
#ifndef REPORT_QR_H
#define REPORT_QR_H

#include "doc.h"

/* A figure of that size with the code of `text`; nothing if it is too long.
 * `words` says what it holds. */
void report_qr(struct doc *d, const char *text, double size,
	const char *words);

#endif
