/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events.c - GET /api/events: the present, once a second, to whoever sits
 * at this machine (server-sent events). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web.h"

/* Without seconds there is an event all the same: it says so. */
#define QUIET_MS (WEB_STOPPED_MS + 200)

#define BLOCK_SIZE 4096

struct web_listener {
	struct web_listener *next;
	struct web *web;
	struct MHD_Connection *connection;
	bool waits;	/* suspended until the next event */
	uint64_t event; /* number of the newest one that it was given */
	char *text;	/* of that one, as far as not yet sent */
	size_t at;
};

/* The newest event as a listener is sent it; NULL: no memory. */
static char *make_event(struct web *w)
{
	static const char before[] = "retry: 1000\ndata: ", after[] = "\n\n";
	char *now = web_now_text(w, true);
	size_t size = now ? strlen(now) + sizeof before + sizeof after : 0;
	char *text = now ? malloc(size) : NULL;

	if (text)
		snprintf(text, size, "%s%s%s", before, now, after);
	free(now);
	return text;
}

static ssize_t read_event(
	void *listener, uint64_t position, char *out, size_t max)
{
	struct web_listener *l = listener;
	size_t n;

	(void)position;
	if (!l->text && l->event == l->web->event) {
		l->waits = true;
		MHD_suspend_connection(l->connection);
		return 0;
	}
	if (!l->text) {
		l->event = l->web->event;
		l->at = 0;
		l->text = make_event(l->web);
		if (!l->text)
			return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	n = strlen(l->text + l->at);
	n = n < max ? n : max;
	memcpy(out, l->text + l->at, n);
	l->at += n;
	if (!l->text[l->at]) {
		free(l->text);
		l->text = NULL;
	}
	return (ssize_t)n;
}

static void forget(void *listener)
{
	struct web_listener *l = listener;
	struct web_listener **at = &l->web->listeners;

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	free(l->text);
	free(l);
}

enum MHD_Result web_events(struct web *w, struct MHD_Connection *c)
{
	struct web_listener *l;
	struct MHD_Response *r;

	l = calloc(1, sizeof *l);
	if (!l)
		return MHD_NO;
	r = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, BLOCK_SIZE, read_event, l, forget);
	if (!r) {
		free(l);
		return MHD_NO;
	}
	*l = (struct web_listener){.next = w->listeners,
		.web = w,
		.connection = c,
		.event = w->event - 1};
	w->listeners = l;
	web_client_allow(c, WEB_FOR_EVER);
	return web_reply(c, MHD_HTTP_OK, "text/event-stream", "no-store", r);
}

static void wake_all(struct web *w)
{
	for (struct web_listener *l = w->listeners; l; l = l->next) {
		if (l->waits)
			MHD_resume_connection(l->connection);
		l->waits = false;
	}
}

void web_events_turn(struct web *w, bool second_is_new)
{
	if (!second_is_new && w->now_ms - w->told_ms < QUIET_MS)
		return;
	w->told_ms = w->now_ms;
	w->event++;
	wake_all(w);
}

/* Nobody may be left suspended when the daemon stops. */
void web_events_end(struct web *w)
{
	wake_all(w);
}
