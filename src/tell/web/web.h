/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web.h - sourdine-web: one loop, no threads; what its files share. */
#ifndef WEB_H
#define WEB_H

#include <stdbool.h>
#include <stdint.h>

#include <microhttpd.h>

#include <jansson.h>

#include "../calibrations.h"
#include "feed.h"
#include "store.h"

/* Who may look, and at what (the key page_access). */
enum web_access {
	WEB_LOCAL,   /* this machine alone; seconds too */
	WEB_NETWORK, /* others with a token: closed records */
	WEB_PROXY,   /* whoever a proxy lets in: closed records, to all */
};

/* What the command line said; NULL where it did not. */
struct web_settings {
	const char *listen, *store, *live, *status, *proof, *token_file;
	enum web_access access;
	const char *name;	  /* of this device, as a Host may call it */
	const char *operator_is;  /* who runs it; for the notice */
	const char *more;	  /* where to read more */
	const char *noise_source; /* declared: "road", "rail", "air" */
	const char *identity;	  /* of the programs, in hexadecimal */
	const char *meter;	  /* its name, of several */
	bool no_seconds;	  /* what measures sends records alone */
};

#define WEB_TOKEN 128

struct web_client;   /* clients.c: a connection */
struct web_listener; /* events.c: one that is sent events */

struct web {
	struct web_settings settings;
	char token[WEB_TOKEN]; /* "": none */
	json_t *proof;	       /* the last result of `make prove`, or NULL */
	struct calibrations calibrations; /* so far, at the start */
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

/* options.c: an exit code, or -1: carry on. */
int web_options(struct web_settings *s, int argc, char **argv);

/* who.c: does the one who asks see seconds?  May it ask at all?  false:
 * the answer, a refusal, is on its way and in `result`. */
bool web_is_near(const struct web *w, struct MHD_Connection *c);
bool web_may_ask(
	struct web *w, struct MHD_Connection *c, enum MHD_Result *result);

/* box.c: GET /api/box; metrics.c: GET /metrics; code.c: GET
 * /api/notice-qr.svg */
enum MHD_Result web_box(struct web *w, struct MHD_Connection *c);
enum MHD_Result web_metrics(struct web *w, struct MHD_Connection *c);
enum MHD_Result web_code(struct web *w, struct MHD_Connection *c);

/* server.c */
bool web_server_start(struct web *w, int listen_fd);
void web_server_stop(struct web *w);

/* routes.c: answer one request. */
enum MHD_Result web_handle(void *web, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *upload,
	size_t *upload_size, void **request);

/* reply.c: both release what they are given.  `cache` is the value of
 * Cache-Control. */
enum MHD_Result web_reply(struct MHD_Connection *c, unsigned status,
	const char *type, const char *cache, struct MHD_Response *r);
enum MHD_Result web_reply_json(
	struct MHD_Connection *c, unsigned status, char *text);
enum MHD_Result web_reply_error(
	struct MHD_Connection *c, unsigned status, const char *sentence);

/* now.c: the present as JSON text, to be given to free(). */
char *web_now_text(struct web *w, bool seconds_shown);

/* stream.c: 503, and why. */
enum MHD_Result web_reply_no_store(struct web *w, struct MHD_Connection *c);

/* records.c: GET /api/records; days.c: GET /api/days */
enum MHD_Result web_records(struct web *w, struct MHD_Connection *c);
enum MHD_Result web_days(struct web *w, struct MHD_Connection *c);

/* events.c: GET /api/events, and what is sent there each second. */
enum MHD_Result web_events(struct web *w, struct MHD_Connection *c);
void web_events_turn(struct web *w, bool second_is_new);
void web_events_end(struct web *w);

/* clients.c: how many connections there are, and how long each takes. */
void web_client_notify(void *web, struct MHD_Connection *c, void **client,
	enum MHD_ConnectionNotificationCode what);
void web_client_allow(struct MHD_Connection *c, int64_t until_ms);
void web_client_done(void *web, struct MHD_Connection *c, void **request,
	enum MHD_RequestTerminationCode how);
void web_clients_turn(struct web *w);

#define WEB_FOR_EVER INT64_MAX
#define WEB_PLACES   96 /* connections; a new one takes an old one's place */

#endif
