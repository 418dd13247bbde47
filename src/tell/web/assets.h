/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assets.h - the files of the page, put into the program when it is built
 * (page/embed.sh). */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include <stddef.h>

struct web_asset {
	const char *path; /* "/style.css" */
	const char *type; /* its media type */
	const char *tag;  /* of its contents, in quotes, as in ETag */
	const unsigned char *bytes;
	size_t size;
};

extern const struct web_asset web_assets[];
extern const size_t web_assets_n;

#endif
