/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_query.c - the period of time that a request asks for. */
#include <stdio.h>

#include "iso_time.h"
#include "web_query.h"

static bool parse_end(
	int64_t *t, const char *name, const char *text, char *why, size_t size)
{
	if (iso_time_parse(t, text))
		return true;
	/* In an address a plus sign stands for a space. */
	snprintf(why, size, "%s has to be %s; in an address, write + as %%2B",
		name, ISO_TIME_WANTED);
	return false;
}

bool web_period_parse(struct web_period *p, const char *from, const char *to,
	int64_t now_utc_s, char *why, size_t size)
{
	p->to_utc_s = now_utc_s;
	if (to && !parse_end(&p->to_utc_s, "to", to, why, size))
		return false;
	p->from_utc_s = p->to_utc_s - WEB_DAY_S;
	if (from && !parse_end(&p->from_utc_s, "from", from, why, size))
		return false;
	if (p->from_utc_s >= p->to_utc_s) {
		snprintf(why, size, "from has to be earlier than to%s",
			to ? "" : ", which is now unless it is given");
		return false;
	}
	if (p->to_utc_s - p->from_utc_s > WEB_PERIOD_S) {
		snprintf(why, size,
			"from and to may be 366 days apart at "
			"most: ask for one year at a time");
		return false;
	}
	return true;
}
