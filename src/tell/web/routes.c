/* SPDX-License-Identifier: GPL-3.0-or-later */
/* routes.c - which answer belongs to which request. */
#include <string.h>

#include "web.h"
#include "assets.h"
#include "json.h"

/* For how long an answer may be taken: a year of records over a slow line. */
#define ANSWER_MS (10 * 60 * INT64_C(1000))

static enum MHD_Result answer_now(struct web *w, struct MHD_Connection *c)
{
	return web_reply_json(
		c, MHD_HTTP_OK, web_now_text(w, web_is_near(w, c)));
}

static enum MHD_Result refuse_seconds(struct MHD_Connection *c)
{
	return web_reply_error(c, MHD_HTTP_FORBIDDEN,
		"seconds are shown on the device itself only: ask for "
		"/api/records");
}

static enum MHD_Result answer_seconds(struct web *w, struct MHD_Connection *c)
{
	const struct web_seconds *s = &w->feed.seconds;
	json_t *list;

	if (!web_is_near(w, c))
		return refuse_seconds(c);
	list = json_array();
	/* The ring may hold seconds from before a gap: not older ones than
	 * the ten minutes. */
	for (size_t i = 0; i < s->n; i++)
		if (w->utc_s - s->s[i].utc_s <= LIVE_SECONDS)
			json_array_append_new(list, web_json_second(&s->s[i]));
	return web_reply_json(c, MHD_HTTP_OK,
		web_json_text(json_pack("{s:o}", "seconds", list)));
}

static enum MHD_Result answer_events(struct web *w, struct MHD_Connection *c)
{
	return web_is_near(w, c) ? web_events(w, c) : refuse_seconds(c);
}

static enum MHD_Result answer_asset(
	struct MHD_Connection *c, const struct web_asset *a)
{
	const char *known = MHD_lookup_connection_value(
		c, MHD_HEADER_KIND, "If-None-Match");
	bool is_known = known && strcmp(known, a->tag) == 0;
	union {
		const unsigned char *in;
		void *out;
	} bytes = {a->bytes}; /* persistent: only read */
	struct MHD_Response *r = MHD_create_response_from_buffer(
		is_known ? 0 : a->size, bytes.out, MHD_RESPMEM_PERSISTENT);

	if (!r || MHD_add_response_header(r, "ETag", a->tag) != MHD_YES)
		return MHD_NO;
	return web_reply(c, is_known ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK,
		a->type, "no-cache", r);
}

static enum MHD_Result answer(
	struct web *w, struct MHD_Connection *c, const char *path)
{
	static const struct {
		const char *path;
		enum MHD_Result (*answer)(
			struct web *, struct MHD_Connection *);
	} routes[] = {
		{"/api/now", answer_now},
		{"/api/seconds", answer_seconds},
		{"/api/records", web_records},
		{"/api/events", answer_events},
		{"/api/days", web_days},
		{"/api/box", web_box},
		{"/api/notice-qr.svg", web_code},
		{"/metrics", web_metrics},
	};

	for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
		if (strcmp(path, routes[i].path) == 0)
			return routes[i].answer(w, c);
	for (size_t i = 0; i < web_assets_n; i++)
		if (strcmp(path, web_assets[i].path) == 0)
			return answer_asset(c, &web_assets[i]);
	return web_reply_error(c, MHD_HTTP_NOT_FOUND,
		"there is no such page: / is the page, /api/openapi.json "
		"says what else there is");
}

enum MHD_Result web_handle(void *web, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *upload,
	size_t *upload_size, void **request)
{
	struct web *w = web;
	enum MHD_Result refused;

	(void)version;
	(void)upload;
	/* The first call comes when the headers are there, the next ones with
	 * a body, which nobody wants, and the last one without. */
	if (!*request || *upload_size > 0) {
		*request = w;
		*upload_size = 0;
		return MHD_YES;
	}
	web_client_allow(c, w->now_ms + ANSWER_MS);
	if (!web_may_ask(w, c, &refused))
		return refused;
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
		strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return web_reply_error(c, MHD_HTTP_METHOD_NOT_ALLOWED,
			"only GET and HEAD: nothing here can be changed");
	return answer(w, c, url);
}
