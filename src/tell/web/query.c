/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.c - the period of time that a request asks for. */
#include <stdio.h>
#include <string.h>

#include "../iso_time.h"
#include "query.h"

static enum MHD_Result take_key(void *keys, enum MHD_ValueKind kind,
	const char *key, size_t key_size, const char *value, size_t value_size)
{
	struct web_keys *k = keys;
	const char **where = strcmp(key, "from") == 0 ? &k->from
			     : strcmp(key, "to") == 0 ? &k->to
						      : NULL;

	(void)kind;
	/* A NUL inside would hide what comes behind it. */
	k->wrong = !where || *where || strlen(key) != key_size ||
		   (value && strlen(value) != value_size);
	if (k->wrong)
		return MHD_NO;
	*where = value ? value : "";
	return MHD_YES;
}

bool web_keys_read(struct web_keys *k, struct MHD_Connection *c,
	const char *example, char *why, size_t size)
{
	*k = (struct web_keys){0};
	MHD_get_connection_values_n(c, MHD_GET_ARGUMENT_KIND, take_key, k);
	if (k->wrong)
		snprintf(why, size,
			"the query may have one from and one to, like %s",
			example);
	return !k->wrong;
}

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

/* A date alone, as the number of its day. */
static bool parse_day(int64_t *day, const char *text)
{
	int64_t utc_s;

	if (strlen(text) != strlen("2026-11-23") ||
		!iso_time_parse(&utc_s, text))
		return false;
	*day = utc_s / WEB_DAY_S;
	return true;
}

bool web_days_parse(struct web_days_period *p, const char *from, const char *to,
	int64_t today, char *why, size_t size)
{
	p->last = today;
	if (to && !parse_day(&p->last, to)) {
		snprintf(why, size, "to has to be a date like 2026-11-23");
		return false;
	}
	p->first = p->last;
	if (from && !parse_day(&p->first, from)) {
		snprintf(why, size, "from has to be a date like 2026-11-23");
		return false;
	}
	if (p->first > p->last) {
		snprintf(why, size, "from has to be no later than to%s",
			to ? "" : ", which is today unless it is given");
		return false;
	}
	if (p->last - p->first >= WEB_DAYS) {
		snprintf(why, size,
			"from and to may hold %d days at most: "
			"ask for one year at a time",
			WEB_DAYS);
		return false;
	}
	return true;
}
