/* SPDX-License-Identifier: GPL-3.0-or-later */
/* records.c - GET /api/records: closed records, six hours at a time. */
#include <stdlib.h>

#include "json.h"
#include "query.h"
#include "stream.h"

#define PART_S (6 * INT64_C(3600))
#define PARTS  16 /* of them in one turn, where they are empty */

struct records {
	struct web_stream stream;
	struct web_period left;
	size_t n;
};

static bool add_record(void *records, const struct store_record *r)
{
	struct records *s = records;

	web_stream_add(&s->stream, s->n++ ? ",\n" : "");
	web_stream_add_json(&s->stream, web_json_record(r));
	return !s->stream.failed;
}

/* The next records, or the tail, or a line of white space where many hours
 * hold none. */
static void make(struct web_stream *stream)
{
	struct records *s = (struct records *)stream;
	int error = STORE_OK;

	for (int i = 0; i < PARTS && stream->length == 0 && !error; i++) {
		struct store *store = web_stream_store(stream);
		int64_t from = s->left.from_utc_s;
		int64_t to = from + PART_S;

		if (!store)
			return;
		if (from >= s->left.to_utc_s) {
			web_stream_add(stream, "\n]}\n");
			stream->ended = true;
			return;
		}
		if (to > s->left.to_utc_s)
			to = s->left.to_utc_s;
		s->left.from_utc_s = to;
		error = store_records(store, from, to, add_record, s);
	}
	if (error) {
		web_store_drop(&stream->web->store, error);
		stream->failed = true;
	}
	if (stream->length == 0)
		web_stream_add(stream, "\n");
}

enum MHD_Result web_records(struct web *w, struct MHD_Connection *c)
{
	struct web_period period;
	struct web_keys keys;
	struct records *s;
	char why[WEB_WHY];

	if (!web_keys_read(&keys, c,
		    "/api/records?from=2026-11-23&to="
		    "2026-11-24T12:00:00Z",
		    why, sizeof why) ||
		!web_period_parse(
			&period, keys.from, keys.to, w->utc_s, why, sizeof why))
		return web_reply_error(c, MHD_HTTP_BAD_REQUEST, why);
	web_store_look(&w->store, w->utc_s);
	if (!w->store.store)
		return web_reply_no_store(w, c);
	s = calloc(1, sizeof *s);
	if (!s)
		return MHD_NO;
	s->left = period;
	web_stream_add(&s->stream, "{\"records\":[");
	return web_stream_reply(w, c, &s->stream, make);
}
