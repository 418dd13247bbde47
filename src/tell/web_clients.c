/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_clients.c - how long a connection may take.  The library notices silence
 * only; one byte now and then would hold a place for ever. */
#include <stdlib.h>
#include <sys/socket.h>

#include "web.h"

/* For a whole request, and for idling between two. */
#define REQUEST_MS 20000

struct web_client {
	struct web_client *next;
	int fd;
	int64_t until_ms; /* monotonic */
};

static struct web_client *client_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i ? i->socket_context : NULL;
}

static void forget(struct web *w, const struct web_client *client)
{
	struct web_client **at = &w->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
}

void web_client_notify(void *web, struct MHD_Connection *c, void **client,
	enum MHD_ConnectionNotificationCode what)
{
	struct web *w = web;
	struct web_client *new;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		if (*client)
			forget(w, *client);
		free(*client);
		return;
	}
	new = calloc(1, sizeof *new);
	if (!new)
		return;
	new->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)
			  ->connect_fd;
	new->until_ms = w->now_ms + REQUEST_MS;
	new->next = w->clients;
	w->clients = new;
	*client = new;
}

void web_client_allow(struct MHD_Connection *c, int64_t until_ms)
{
	struct web_client *client = client_of(c);

	if (client)
		client->until_ms = until_ms;
}

void web_client_done(void *web, struct MHD_Connection *c, void **request,
	enum MHD_RequestTerminationCode how)
{
	const struct web *w = web;

	(void)request;
	(void)how;
	web_client_allow(c, w->now_ms + REQUEST_MS);
}

/* The library closes what it finds shut. */
void web_clients_turn(struct web *w)
{
	for (struct web_client *c = w->clients; c; c = c->next)
		if (w->now_ms > c->until_ms)
			shutdown(c->fd, SHUT_RDWR);
}
