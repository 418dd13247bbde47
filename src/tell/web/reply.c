/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reply.c - the headers that every answer carries. */
#include <stdlib.h>
#include <string.h>

#include "web.h"
#include "json.h"

/* The page may load what this program serves, and nothing else; nobody may
 * frame it, and no page elsewhere may read an answer. */
static const char *const headers[][2] = {
	{"Content-Security-Policy",
		"default-src 'none'; script-src 'self'; style-src 'self'; "
		"img-src 'self' data:; connect-src 'self'; "
		"frame-ancestors 'none'; base-uri 'none'; "
		"form-action 'none'"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Permissions-Policy", "microphone=(), camera=()"},
};

enum MHD_Result web_reply(struct MHD_Connection *c, unsigned status,
	const char *type, const char *cache, struct MHD_Response *r)
{
	enum MHD_Result result = MHD_YES;

	if (!r)
		return MHD_NO;
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		result &= MHD_add_response_header(
			r, headers[i][0], headers[i][1]);
	result &= MHD_add_response_header(r, "Cache-Control", cache);
	if (type)
		result &= MHD_add_response_header(r, "Content-Type", type);
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		result &= MHD_add_response_header(r, "Allow", "GET, HEAD");
	if (status == MHD_HTTP_UNAUTHORIZED)
		result &= MHD_add_response_header(
			r, "WWW-Authenticate", "Basic realm=\"Sourdine\"");
	if (status >= MHD_HTTP_BAD_REQUEST)
		result &= MHD_add_response_header(r, "Connection", "close");
	if (result == MHD_YES)
		result = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return result;
}

enum MHD_Result web_reply_json(
	struct MHD_Connection *c, unsigned status, char *text)
{
	if (!text)
		return MHD_NO;
	return web_reply(c, status, "application/json", "no-store",
		MHD_create_response_from_buffer(
			strlen(text), text, MHD_RESPMEM_MUST_FREE));
}

enum MHD_Result web_reply_error(
	struct MHD_Connection *c, unsigned status, const char *sentence)
{
	return web_reply_json(
		c, status, web_json_text(web_json_error(sentence)));
}
