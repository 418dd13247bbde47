/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stream.h - a long answer, made in parts: one part a turn of the loop, so
 * that a year of records needs little memory and nobody waits for long. */
#ifndef WEB_STREAM_H
#define WEB_STREAM_H

#include "web.h"

/* The first member of what an answer needs to know; calloc() made it. */
struct web_stream {
	struct web *web;
	/* Appends the next part to the text, and sets `ended` after the last
	 * one or `failed`.  The text may not stay empty. */
	void (*make)(struct web_stream *s);
	unsigned opened; /* the file that was begun with */
	bool ended, failed;
	char *text; /* made, not yet sent */
	size_t at, length, size;
};

void web_stream_add(struct web_stream *s, const char *text);

/* Adds and releases j as one line of text; NULL is a failure. */
void web_stream_add_json(struct web_stream *s, json_t *j);

/* The store that was begun with; NULL, and a failure: it is another one now.
 * Half of this and half of another file would be no answer. */
struct store *web_stream_store(struct web_stream *s);

/* Answer with it; s is released at its end.  Where there is no store, says
 * that instead. */
enum MHD_Result web_stream_reply(struct web *w, struct MHD_Connection *c,
	struct web_stream *s, void (*make)(struct web_stream *));

#endif
