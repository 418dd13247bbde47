/* SPDX-License-Identifier: GPL-3.0-or-later */
/* when.c - the moments that people's words for a time mean. */
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "when.h"
#include "words.h"
#include "../local_time.h"

static bool fail(char why[DIARY_WHY], const char *text)
{
	snprintf(why, DIARY_WHY, "%s", text);
	return false;
}

/* --------------------------------------------------------------- resolving */

/* The moments at which clocks showed this: none, one or two. */
static int when_shown(int64_t at[2], int64_t day, int32_t second)
{
	int n = 0;

	day += second / 86400;
	second %= 86400;
	for (int64_t t = local_utc(day, second), end = t + 3 * 3600; t <= end;
		t += 900)
		if (n < 2 && local_day(t) == day && local_second(t) == second)
			at[n++] = t;
	return n;
}

static bool is_zone(const char *zone, int64_t utc_s)
{
	char name[DIARY_LINE];

	return diary_fold(name, local_abbreviation(utc_s)) &&
		strcmp(name, zone) == 0;
}

static bool resolve(int64_t *utc_s, const struct diary_moment *m,
	char why[DIARY_WHY])
{
	struct local_date d = local_date(m->day);
	int64_t at[2] = { 0 };
	int n = when_shown(at, m->day, m->second);
	int h = m->second / 3600, min = m->second % 3600 / 60;

	if (n == 0) {
		snprintf(why, DIARY_WHY, _("clocks skipped %02d:%02d on "
			"%04d-%02d-%02d"), h, min, d.year, d.month, d.day);
		return false;
	}
	*utc_s = at[0];
	if (strcmp(m->zone, "+") == 0 || strcmp(m->zone, "-") == 0) {
		*utc_s = at[n == 2 && *m->zone == '-'];
		return true;
	}
	if (*m->zone) {
		for (int i = 0; i < n; i++)
			if (is_zone(m->zone, at[i])) {
				*utc_s = at[i];
				return true;
			}
		snprintf(why, DIARY_WHY, _("clocks did not show '%s' on "
			"%04d-%02d-%02d at %02d:%02d, but %s"), m->zone, d.year,
			d.month, d.day, h, min, local_abbreviation(at[0]));
		return false;
	}
	if (n == 1)
		return true;
	char first[8];

	snprintf(first, sizeof first, "%.7s", local_abbreviation(at[0]));
	snprintf(why, DIARY_WHY, _("clocks struck %02d:%02d twice on "
		"%04d-%02d-%02d: say %s or %s behind it"), h, min, d.year,
		d.month, d.day, first, local_abbreviation(at[1]));
	return false;
}

/* The last day on which this time is not after now. */
static bool resolve_last(int64_t *utc_s, struct diary_moment *m,
	int64_t now_utc_s, char why[DIARY_WHY])
{
	m->day = local_day(now_utc_s);
	if (!resolve(utc_s, m, why))
		return false;
	if (*utc_s <= now_utc_s)
		return true;
	m->day--;
	return resolve(utc_s, m, why);
}

/* The next such time after the first one. */
static bool resolve_next(int64_t *utc_s, struct diary_moment *m, int64_t after,
	char why[DIARY_WHY])
{
	m->day = local_day(after);
	if (resolve(utc_s, m, why)) {
		if (*utc_s > after)
			return true;
	} else if (m->second > local_second(after)) {
		return false;
	}
	m->day++;
	return resolve(utc_s, m, why);
}

static bool check(const struct diary_when *w, int64_t now, char why[DIARY_WHY])
{
	if (w->from_utc_s > now)
		return fail(why, _("it begins in the future: a diary holds "
			"what was heard"));
	if (w->to_utc_s == STORE_NO_TIME)
		return true;
	if (w->to_utc_s > now)
		return fail(why, _("it ends in the future: a diary holds what "
			"was heard"));
	if (w->to_utc_s <= w->from_utc_s)
		return fail(why, _("it ends before it begins"));
	if (w->to_utc_s - w->from_utc_s > DIARY_LONGEST_S)
		return fail(why, _("it is longer than 31 days"));
	return true;
}

bool diary_when(struct diary_when *w, const char *text, int64_t now_utc_s,
	char why[DIARY_WHY])
{
	int64_t today = local_day(now_utc_s);
	struct diary_moment from, to;
	char folded[DIARY_LINE];
	const char *p = folded;

	if (!diary_fold(folded, text))
		return fail(why, _("it is too long for a time"));
	if (!diary_read_moment(&from, &p, today, why))
		return false;
	w->to_utc_s = STORE_NO_TIME;
	if (from.exact)
		w->from_utc_s = from.utc_s;
	else if (!(from.day == DIARY_NO_DAY ?
		resolve_last(&w->from_utc_s, &from, now_utc_s, why) : resolve(&w->from_utc_s, &from, why)))
		return false;
	if (diary_separator(&p)) {
		if (!diary_read_moment(&to, &p, today, why))
			return false;
		if (to.exact)
			w->to_utc_s = to.utc_s;
		else if (!(to.day == DIARY_NO_DAY ?
			resolve_next(&w->to_utc_s, &to, w->from_utc_s, why) :
			resolve(&w->to_utc_s, &to, why)))
			return false;
	}
	diary_skip_spaces(&p);
	if (*p) {
		snprintf(why, DIARY_WHY, _("'%s' is not understood; write it "
			"like hier 22h30–1h10, or 2026-10-25 22:30 - 23:15"),
			p);
		return false;
	}
	return check(w, now_utc_s, why);
}
