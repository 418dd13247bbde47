/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_web_query.c - what a request may say: a period, a Host; and what the
 * configuration may say: an address to listen on. */
#include <netinet/in.h>
#include <strings.h>

#include "../../src/tell/web/door.h"
#include "../../src/tell/web/query.h"
#include "fuzz.h"

#define NOW INT64_C(1795464000)

static void ask_period(const char *from, const char *to)
{
	struct web_period p;
	char why[256] = "";

	if (web_period_parse(&p, *from ? from : NULL, *to ? to : NULL, NOW, why,
		    sizeof why)) {
		HOLDS(p.from_utc_s < p.to_utc_s);
		HOLDS(p.to_utc_s - p.from_utc_s <= WEB_PERIOD_S);
		HOLDS(*to || p.to_utc_s == NOW);
	} else {
		HOLDS(why[0] != '\0' && memchr(why, '\0', sizeof why));
	}
}

static void knock(const char *listen, const char *host)
{
	struct sockaddr_in four = {
		.sin_family = AF_INET, .sin_addr = {htonl(0xc0a80102)}};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	struct sockaddr_storage a;
	socklen_t size = 0;

	if (web_listen_parse(&a, &size, listen)) {
		HOLDS(a.ss_family == AF_INET || a.ss_family == AF_INET6);
		HOLDS(size <= sizeof a && strrchr(listen, ':'));
		HOLDS(((struct sockaddr_in *)&a)->sin_port != 0);
		(void)web_is_loopback((struct sockaddr *)&a);
	}
	/* Ours is a number or localhost, nothing else. */
	if (web_host_is_ours(host, (struct sockaddr *)&four) ||
		web_host_is_ours(host, (struct sockaddr *)&six))
		HOLDS(strspn(host, "0123456789abcdefABCDEF.:[]") ==
				strlen(host) ||
			strncasecmp(host, "localhost", 9) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text[4];

	for (int i = 0; i < 4; i++)
		text[i] = fuzz_string(&data, &size);
	ask_period(text[0], text[1]);
	knock(text[2], text[3]);
	for (int i = 0; i < 4; i++)
		free(text[i]);
	return 0;
}
