/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_records.c - GET /api/records: a year of records in little memory, six
 * hours at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"
#include "web_json.h"
#include "web_query.h"

/* One turn of the loop reads this much, so that nobody waits for long. */
#define PART_S	   (6 * INT64_C(3600))
#define PARTS	   16
#define BLOCK_SIZE 16384

static const char head[] = "{\"records\":[", tail[] = "\n]}\n";

struct stream {
	struct web *web;
	unsigned opened; /* the file that was begun with */
	struct web_period left;
	size_t records;
	bool ended; /* the tail is in the text */
	bool failed;
	char *text; /* made, not yet sent */
	size_t at, length, size;
};

static void append(struct stream *s, const char *text, size_t n)
{
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

static bool append_record(void *stream, const struct store_record *r)
{
	struct stream *s = stream;
	char *text = web_json_text(web_json_record(r));

	if (text) {
		append(s, ",\n", s->records++ ? 2 : 0);
		append(s, text, strlen(text));
	} else {
		s->failed = true;
	}
	free(text);
	return !s->failed;
}

/* The next records, or the tail, or a line of white space where many hours
 * hold none. */
static void make_text(struct stream *s)
{
	struct web_store *store = &s->web->store;
	int error;

	s->at = s->length = 0;
	for (int i = 0; i < PARTS && s->length == 0 && !s->failed; i++) {
		int64_t from = s->left.from_utc_s;
		int64_t to = from + PART_S;

		if (from >= s->left.to_utc_s) {
			append(s, tail, strlen(tail));
			s->ended = true;
			return;
		}
		/* Half of this and half of another file would be no answer. */
		if (!store->store || store->opened != s->opened) {
			s->failed = true;
			return;
		}
		if (to > s->left.to_utc_s)
			to = s->left.to_utc_s;
		s->left.from_utc_s = to;
		error = store_records(store->store, from, to, append_record, s);
		if (error) {
			web_store_drop(store, error);
			s->failed = true;
		}
	}
	if (s->length == 0)
		append(s, "\n", 1);
}

static ssize_t read_stream(
	void *stream, uint64_t position, char *out, size_t max)
{
	struct stream *s = stream;
	size_t n;

	(void)position;
	if (s->at == s->length && s->ended)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (s->at == s->length)
		make_text(s);
	if (s->failed)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	n = s->length - s->at < max ? s->length - s->at : max;
	memcpy(out, s->text + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static void free_stream(void *stream)
{
	struct stream *s = stream;

	free(s->text);
	free(s);
}

struct keys {
	const char *from, *to;
	const char *wrong; /* a key that is not known, or comes twice */
};

static enum MHD_Result take_key(void *keys, enum MHD_ValueKind kind,
	const char *key, size_t key_size, const char *value, size_t value_size)
{
	struct keys *k = keys;
	const char **where = strcmp(key, "from") == 0 ? &k->from
			     : strcmp(key, "to") == 0 ? &k->to
						      : NULL;

	(void)kind;
	/* A NUL inside would hide what comes behind it. */
	if (!where || *where || strlen(key) != key_size ||
		(value && strlen(value) != value_size)) {
		k->wrong = key;
		return MHD_NO;
	}
	*where = value ? value : "";
	return MHD_YES;
}

static bool read_query(struct web_period *p, struct MHD_Connection *c,
	int64_t utc_s, char *why, size_t size)
{
	struct keys k = {0};

	MHD_get_connection_values_n(c, MHD_GET_ARGUMENT_KIND, take_key, &k);
	if (!k.wrong)
		return web_period_parse(p, k.from, k.to, utc_s, why, size);
	snprintf(why, size,
		"the query may have one from and one to, like "
		"/api/records?from=2026-11-23&to=2026-11-24T12:00:00Z");
	return false;
}

enum MHD_Result web_records(struct web *w, struct MHD_Connection *c)
{
	struct web_period period;
	struct stream *s;
	char why[160];

	if (!read_query(&period, c, w->utc_s, why, sizeof why))
		return web_reply_error(c, MHD_HTTP_BAD_REQUEST, why);
	web_store_look(&w->store, w->utc_s);
	if (!w->store.store)
		return web_reply_error(c, MHD_HTTP_SERVICE_UNAVAILABLE,
			w->store.error == STORE_ERR_MISSING
				? "there are no records yet: `sourdine run` "
				  "starts the "
				  "meter"
				: "the records cannot be read now: `sourdine "
				  "status` on "
				  "the device says why");
	s = calloc(1, sizeof *s);
	if (!s)
		return MHD_NO;
	s->web = w;
	s->opened = w->store.opened;
	s->left = period;
	append(s, head, strlen(head));
	return web_reply(c, MHD_HTTP_OK, "application/json", "no-store",
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE,
			read_stream, s, free_stream));
}
