/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server.c - the HTTP server: libmicrohttpd, without threads, and with a
 * limit to everything that a client can make grow. */
#include "web.h"

/* Beyond WEB_PLACES are those that were sent away and are not gone yet. */
#define CONNECTIONS	 (WEB_PLACES + 64)
#define SILENCE_S	 15
#define CONNECTION_BYTES (32 * 1024) /* headers, and the text under way */

bool web_server_start(struct web *w, int listen_fd)
{
	w->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME,
		0, NULL, NULL, web_handle, w, MHD_OPTION_LISTEN_SOCKET,
		listen_fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
		MHD_OPTION_NOTIFY_CONNECTION, web_client_notify, w,
		MHD_OPTION_NOTIFY_COMPLETED, web_client_done, w,
		MHD_OPTION_END);
	return w->daemon != NULL;
}

void web_server_stop(struct web *w)
{
	web_events_end(w);
	MHD_stop_daemon(w->daemon);
}
