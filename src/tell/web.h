/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web.h - sourdine-web: one loop, no threads; what its files share. */
#ifndef WEB_H
#define WEB_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include "web_feed.h"
#include "web_store.h"

struct web_client;   /* web_clients.c: a connection */
struct web_listener; /* web_events.c: one that is sent events */

struct web {
	struct MHD_Daemon *daemon;
	struct web_feed feed;
	struct web_store store;
	struct web_client *clients;
	struct web_listener *listeners;
	uint64_t event;	 /* number of the newest event */
	int64_t told_ms; /* when that was */
	int64_t now_ms;	 /* monotonic, of this turn of the loop */
	int64_t utc_s;	 /* wall clock, of this turn of the loop */
};

/* web_main.c, web_server.c */
bool web_server_start(struct web *w, int listen_fd);
void web_server_stop(struct web *w);

/* web_routes.c: answer one request. */
enum MHD_Result web_handle(void *web, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *upload,
	size_t *upload_size, void **request);

/* web_reply.c: both release what they are given.  `cache` is the value of
 * Cache-Control. */
enum MHD_Result web_reply(struct MHD_Connection *c, unsigned status,
	const char *type, const char *cache, struct MHD_Response *r);
enum MHD_Result web_reply_json(
	struct MHD_Connection *c, unsigned status, char *text);
enum MHD_Result web_reply_error(
	struct MHD_Connection *c, unsigned status, const char *sentence);

/* web_now.c: the present as JSON text, to be given to free(). */
char *web_now_text(struct web *w, bool seconds_shown);

/* web_records.c: GET /api/records */
enum MHD_Result web_records(struct web *w, struct MHD_Connection *c);

/* web_events.c: GET /api/events, and what is sent there each second. */
enum MHD_Result web_events(struct web *w, struct MHD_Connection *c);
void web_events_turn(struct web *w, bool second_is_new);
void web_events_end(struct web *w);

/* web_clients.c: how long a connection may take. */
void web_client_notify(void *web, struct MHD_Connection *c, void **client,
	enum MHD_ConnectionNotificationCode what);
void web_client_allow(struct MHD_Connection *c, int64_t until_ms);
void web_client_done(void *web, struct MHD_Connection *c, void **request,
	enum MHD_RequestTerminationCode how);
void web_clients_turn(struct web *w);

#define WEB_FOR_EVER INT64_MAX

#endif
