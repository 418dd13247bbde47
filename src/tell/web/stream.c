/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream.c - a long answer, made in parts. */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "stream.h"

#define BLOCK_SIZE 16384

void web_stream_add(struct web_stream *s, const char *text)
{
	size_t n = strlen(text);

	if (s->length + n > s->size) {
		size_t size = 2 * s->size + n;
		char *more = realloc(s->text, size);

		if (!more) {
			s->failed = true;
			return;
		}
		s->text = more;
		s->size = size;
	}
	memcpy(s->text + s->length, text, n);
	s->length += n;
}

void web_stream_add_json(struct web_stream *s, json_t *j)
{
	char *text = web_json_text(j);

	if (text)
		web_stream_add(s, text);
	else
		s->failed = true;
	free(text);
}

struct store *web_stream_store(struct web_stream *s)
{
	struct web_store *store = &s->web->store;

	if (store->store && store->opened == s->opened)
		return store->store;
	s->failed = true;
	return NULL;
}

static ssize_t read_stream(
	void *stream, uint64_t position, char *out, size_t max)
{
	struct web_stream *s = stream;
	size_t n;

	(void)position;
	if (s->at == s->length && s->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (s->at == s->length) {
		s->at = s->length = 0;
		s->make(s);
	}
	if (s->failed)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	n = s->length - s->at < max ? s->length - s->at : max;
	memcpy(out, s->text + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static void free_stream(void *stream)
{
	struct web_stream *s = stream;

	free(s->text);
	free(s);
}

enum MHD_Result web_stream_reply(struct web *w, struct MHD_Connection *c,
	struct web_stream *s, void (*make)(struct web_stream *))
{
	if (!s)
		return MHD_NO;
	s->web = w;
	s->make = make;
	s->opened = w->store.opened;
	return web_reply(c, MHD_HTTP_OK, "application/json", "no-store",
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE,
			read_stream, s, free_stream));
}

enum MHD_Result web_reply_no_store(struct web *w, struct MHD_Connection *c)
{
	return web_reply_error(c, MHD_HTTP_SERVICE_UNAVAILABLE,
		w->store.error == STORE_ERR_MISSING
			? "there are no records yet: `sourdine run` starts "
			  "the meter"
			: "the records cannot be read now: `sourdine status` "
			  "on the device says why");
}
