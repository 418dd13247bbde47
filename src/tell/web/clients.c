/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clients.c - how many connections there are, and how long each takes.
 * The library notices silence only; one byte now and then would hold a place
 * for ever.  And it turns the newest away when it is full: then a few who say
 * nothing would shut out all others. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "web.h"

/* For a whole request, and for idling between two. */
#define REQUEST_MS 20000

struct web_client {
	struct web_client *next; /* an older one */
	int fd;
	unsigned char peer[16]; /* its address */
	bool asked;		/* its request is whole, the answer under way */
	bool sent_away;		/* the library will find it shut */
	int64_t until_ms;	/* monotonic */
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

static void read_peer(struct web_client *client, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *a = i ? i->client_addr : NULL;

	if (a && a->sa_family == AF_INET)
		memcpy(client->peer, &((const struct sockaddr_in *)a)->sin_addr,
			4);
	else if (a && a->sa_family == AF_INET6)
		memcpy(client->peer,
			&((const struct sockaddr_in6 *)a)->sin6_addr, 16);
}

static int count_like(const struct web *w, const struct web_client *like)
{
	int n = 0;

	for (const struct web_client *c = w->clients; c; c = c->next)
		n += !c->sent_away && (!like || memcmp(c->peer, like->peer,
							sizeof c->peer) == 0);
	return n;
}

static void send_away(struct web_client *client)
{
	client->sent_away = true;
	shutdown(client->fd, SHUT_RDWR);
}

/* All places are taken: whoever came first goes, of the address that takes
 * most of them, and rather one that has not asked yet. */
static void make_room(struct web *w)
{
	struct web_client *worst = NULL;
	int most = 0;

	for (struct web_client *c = w->clients; c; c = c->next) {
		int n = c->sent_away ? 0 : count_like(w, c);

		/* The list goes from the newest to the oldest. */
		if (n > most ||
			(n == most && n > 0 && (!c->asked || worst->asked))) {
			most = n;
			worst = c;
		}
	}
	if (worst)
		send_away(worst);
}

static void let_in(struct web *w, struct MHD_Connection *c, void **client)
{
	struct web_client *new = calloc(1, sizeof *new);

	if (!new)
		return;
	if (count_like(w, NULL) >= WEB_PLACES)
		make_room(w);
	new->fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD)
			  ->connect_fd;
	read_peer(new, c);
	new->until_ms = w->now_ms + REQUEST_MS;
	new->next = w->clients;
	w->clients = new;
	*client = new;
}

void web_client_notify(void *web, struct MHD_Connection *c, void **client,
	enum MHD_ConnectionNotificationCode what)
{
	struct web *w = web;

	if (what != MHD_CONNECTION_NOTIFY_CLOSED) {
		let_in(w, c, client);
		return;
	}
	if (*client)
		forget(w, *client);
	free(*client);
}

void web_client_allow(struct MHD_Connection *c, int64_t until_ms)
{
	struct web_client *client = client_of(c);

	if (client) {
		client->asked = true;
		client->until_ms = until_ms;
	}
}

void web_client_done(void *web, struct MHD_Connection *c, void **request,
	enum MHD_RequestTerminationCode how)
{
	struct web_client *client = client_of(c);
	const struct web *w = web;

	(void)request;
	(void)how;
	web_client_allow(c, w->now_ms + REQUEST_MS);
	if (client)
		client->asked = false;
}

/* The library closes what it finds shut. */
void web_clients_turn(struct web *w)
{
	for (struct web_client *c = w->clients; c; c = c->next)
		if (w->now_ms > c->until_ms && !c->sent_away)
			send_away(c);
}
