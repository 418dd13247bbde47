/* SPDX-License-Identifier: GPL-3.0-or-later */
/* who.c - who asks, and what may be shown to it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "web.h"
#include "door.h"

static bool is_header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name) != NULL;
}

/* What a proxy on this machine passes on does not come from this machine. */
static bool is_passed_on(struct MHD_Connection *c)
{
	return is_header(c, "Forwarded") || is_header(c, "Via") ||
	       is_header(c, "X-Forwarded-For") || is_header(c, "X-Real-IP");
}

static bool is_this_machine(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *peer =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return peer && peer->client_addr && web_is_loopback(peer->client_addr);
}

static const char *host_of(struct MHD_Connection *c)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host");
}

bool web_is_near(const struct web *w, struct MHD_Connection *c)
{
	return w->settings.access != WEB_PROXY && is_this_machine(c) &&
	       !is_passed_on(c) && !web_host_is(host_of(c), w->settings.name);
}

static bool is_for_us(const struct web *w, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *fd =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct sockaddr_storage local = {0};
	socklen_t size = sizeof local;

	if (web_host_is(host_of(c), w->settings.name))
		return true;
	if (!fd || getsockname(fd->connect_fd, (struct sockaddr *)&local,
			   &size) != 0)
		return false;
	return web_host_is_ours(host_of(c), (const struct sockaddr *)&local);
}

/* The time that it takes says nothing about where they differ. */
static bool is_token(const char *given, const char *token)
{
	size_t n = strlen(given), want = strlen(token);
	unsigned char differs = n != want;

	for (size_t i = 0; i < n; i++)
		differs |= (unsigned char)(given[i] ^ token[i % want]);
	return !differs;
}

/* As a browser sends it, the password of any user, or as programs do. */
static bool has_token(const struct web *w, struct MHD_Connection *c)
{
	static const char bearer[] = "Bearer ";
	const char *given = MHD_lookup_connection_value(
		c, MHD_HEADER_KIND, "Authorization");
	char *user, *password = NULL;
	bool good = false;

	if (!given || !*w->token)
		return false;
	if (strncasecmp(given, bearer, sizeof bearer - 1) == 0)
		return is_token(given + sizeof bearer - 1, w->token);
	user = MHD_basic_auth_get_username_password(c, &password);
	good = user && password && is_token(password, w->token);
	MHD_free(user);
	MHD_free(password);
	return good;
}

bool web_may_ask(
	struct web *w, struct MHD_Connection *c, enum MHD_Result *result)
{
	if (!is_for_us(w, c))
		*result = web_reply_error(c, MHD_HTTP_MISDIRECTED_REQUEST,
			"this device is called localhost, 127.0.0.1, [::1], by "
			"the address that it listens on, or by the name of its "
			"key page_name");
	else if (web_is_near(w, c) || w->settings.access == WEB_PROXY)
		return true;
	else if (w->settings.access == WEB_LOCAL)
		*result = web_reply_error(c, MHD_HTTP_FORBIDDEN,
			"this page is for this machine alone: the key "
			"page_access of the device's configuration changes "
			"that");
	else if (has_token(w, c))
		return true;
	else
		*result = web_reply_error(c, MHD_HTTP_UNAUTHORIZED,
			"a token is needed: any user name, and the token as "
			"the password");
	return false;
}
