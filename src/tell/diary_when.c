/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diary_when.c - times as people write them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../run/language.h"
#include "diary_when.h"
#include "iso_time.h"
#include "local_time.h"

#define LONGEST 128
#define NO_DAY INT64_MIN

/* One moment as it was written. */
struct moment {
	int64_t day;      /* NO_DAY: not said */
	int32_t second;   /* of the day, 0 to 86400 */
	char zone[8];     /* "cest"; "" not said */
	bool exact;       /* utc_s was given with its offset */
	int64_t utc_s;
};

/* ------------------------------------------------------------- the letters */

/* Lower case, without accents; dashes and spaces of all kinds are one kind.
 * false: it is too long. */
static bool fold(char out[LONGEST], const char *text)
{
	static const char latin[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaac"
		"eeeeiiiidnooooo/ouuuuypy";
	size_t n = 0;

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		char c = (char)*p;

		if (p[0] == 0xc3 && p[1] >= 0x80 && p[1] <= 0xbf)
			c = latin[*++p - 0x80];
		else if (p[0] == 0xc2 && p[1] == 0xa0)
			c = ' ', p++;
		else if (p[0] == 0xe2 && p[1] == 0x80 && p[2])
			c = p[2] == 0x99 ? '\'' : p[2] >= 0x90 &&
				p[2] <= 0x95 ? '-' : ' ', p += 2;
		else if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if (n + 1 >= LONGEST)
			return false;
		out[n++] = c == '\t' ? ' ' : c;
	}
	out[n] = '\0';
	return true;
}

static void skip_spaces(const char **p)
{
	while (**p == ' ' || **p == ',')
		++*p;
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* This word, whole? */
static bool word(const char **p, const char *w)
{
	size_t n = strlen(w);

	skip_spaces(p);
	if (strncmp(*p, w, n) != 0 || (is_letter(w[n - 1]) &&
		is_letter((*p)[n])))
		return false;
	*p += n;
	return true;
}

/* The number of the word in the list that comes next; -1: none of them. */
static int one_of(const char **p, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (word(p, words[i]))
			return i;
	return -1;
}

/* A number of so many digits at most; -1: none. */
static int number(const char **p, int most)
{
	int v = 0, n = 0;

	for (; n < most && (*p)[n] >= '0' && (*p)[n] <= '9'; n++)
		v = 10 * v + (*p)[n] - '0';
	*p += n;
	return n ? v : -1;
}

/* ------------------------------------------------------------- the day */

static bool day_of(int64_t *day, int year, int month, int d)
{
	struct local_date date = { year, month, d }, back;

	if (year < 1970 || year > 2999 || month < 1 || month > 12 || d < 1)
		return false;
	*day = local_day_of(date);
	back = local_date(*day);
	return back.month == month && back.day == d;
}

/* Without a year: the last such day. */
static bool day_in_year(int64_t *day, int64_t today, int year, int month, int d)
{
	if (year >= 0)
		return day_of(day, year < 100 ? 2000 + year : year, month, d);
	year = local_date(today).year;
	return (day_of(day, year, month, d) && *day <= today) ||
		day_of(day, year - 1, month, d);
}

/* 2026-10-25, 25/10/2026, 25/10, 25 octobre 2026, 25 oct.  1: read; 0: there
 * is none here; -1: no such day. */
static int read_date(int64_t *day, const char **text, int64_t today)
{
	static const char *const months[] = { "janvier", "fevrier", "mars",
		"avril", "mai", "juin", "juillet", "aout", "septembre",
		"octobre", "novembre", "decembre", "january", "february",
		"march", "april", "may", "june", "july", "august", "september",
		"october", "november", "december" };
	const char *p = *text;
	int a = number(&p, 4), b, c = -1;

	if (a < 0)
		return 0;
	if (*p == '-' && a > 31) {
		p++;
		b = number(&p, 2);
		if (*p++ != '-' || b < 0)
			return -1;
		c = number(&p, 2);
		*text = p;
		return c > 0 && day_of(day, a, b, c) ? 1 : -1;
	}
	if (*p == '/' || *p == '.') {
		char mark = *p++;

		b = number(&p, 2);
		if (b > 0 && *p == mark) {
			p++;
			c = number(&p, 4);
		}
	} else {
		b = one_of(&p, months, 24);
		if (b < 0)
			return 0;
		b = b % 12 + 1;
		const char *year = p;
		skip_spaces(&year);
		const char *digits = year;
		c = number(&year, 4);
		if (year - digits == 4 && *year != 'h' && *year != ':')
			p = year;
		else
			c = -1;
	}
	*text = p;
	return b > 0 && day_in_year(day, today, c, b, a) ? 1 : -1;
}

static int read_day(int64_t *day, const char **p, int64_t today)
{
	static const char *const names[] = { "aujourd'hui", "today",
		"ce jour", "avant-hier", "hier", "yesterday" };
	static const int ago[] = { 0, 0, 0, 2, 1, 1 };
	static const char *const weekdays[] = { "lundi", "mardi", "mercredi",
		"jeudi", "vendredi", "samedi", "dimanche", "monday", "tuesday",
		"wednesday", "thursday", "friday", "saturday", "sunday" };
	int i, got;

	*day = NO_DAY;
	skip_spaces(p);
	(void)word(p, "le");
	(void)word(p, "on");
	i = one_of(p, names, 6);
	if (i >= 0) {
		*day = today - ago[i];
		return 1;
	}
	i = one_of(p, weekdays, 14);
	if (i >= 0)
		*day = today - (local_weekday(today) - i % 7 + 7) % 7;
	skip_spaces(p);
	got = read_date(day, p, today);
	return got || i < 0 ? got : 1;
}

/* ------------------------------------------------------------ the time */

/* "22 h 30" */
static bool space_h(const char **p)
{
	const char *h = *p;

	skip_spaces(&h);
	if (*h != 'h' || is_letter(h[1]))
		return false;
	*p = h;
	return true;
}

static bool read_clock(int32_t *second, const char **p)
{
	static const char *const words[] = { "midi", "noon", "minuit",
		"midnight" };
	int h, m = 0, s = 0, i;

	skip_spaces(p);
	i = one_of(p, words, 4);
	if (i >= 0) {
		*second = i < 2 ? 12 * 3600 : 0;
		return true;
	}
	h = number(p, 2);
	if (h < 0 || h > 24)
		return false;
	bool marked = **p == 'h' || **p == ':' || space_h(p);

	if (marked) {
		bool colon = *(*p)++ == ':';
		const char *minutes = *p;

		skip_spaces(&minutes);
		m = number(&minutes, 2);
		if (m < 0 && colon)
			return false;
		if (m >= 0 && *minutes != '/' && *minutes != 'h')
			*p = minutes;
		else
			m = 0;
		if (colon && **p == ':') {
			++*p;
			s = number(p, 2);
		}
	}
	if (word(p, "am") || word(p, "a.m.")) {
		marked = true;
		h = h == 12 ? 0 : h;
	} else if (word(p, "pm") || word(p, "p.m.")) {
		marked = true;
		h = h < 12 ? h + 12 : h;
	}
	*second = h * 3600 + m * 60 + s;
	return marked && m < 60 && s >= 0 && s < 60 && *second <= 86400;
}

/* What stands between two moments. */
static bool separator(const char **p)
{
	static const char *const words[] = { "->", "-", "/", "to", "a",
		"until", "till", "jusqu'a", "jusque", "et", "and", "au" };

	return one_of(p, words, 12) >= 0;
}

/* "cest", "heure d'ete": which of two. */
static void read_zone(char zone[8], const char **p)
{
	static const char *const words[] = { "heure d'ete", "ete", "summer",
		"heure d'hiver", "hiver", "winter" };
	int i = one_of(p, words, 6), n = 0;
	const char *next = *p;

	zone[0] = '\0';
	if (i >= 0) {
		strcpy(zone, i < 3 ? "+" : "-");
		(void)word(p, "time");
		return;
	}
	skip_spaces(p);
	while (n < 5 && is_letter((*p)[n]))
		n++;
	if (n < 2 || is_letter((*p)[n]) || separator(&next))
		return;
	memcpy(zone, *p, (size_t)n);
	zone[n] = '\0';
	*p += n;
}

static bool read_exact(struct moment *m, const char **p)
{
	char text[32];
	size_t n;

	skip_spaces(p);
	n = strcspn(*p, " ");
	if (n < 20 || n >= sizeof text || (*p)[10] != 't')
		return false;
	memcpy(text, *p, n);
	text[n] = '\0';
	text[10] = 'T';
	if (text[n - 1] == 'z')
		text[n - 1] = 'Z';
	m->exact = iso_time_parse(&m->utc_s, text);
	*p += m->exact ? n : 0;
	return m->exact;
}

static bool fail(char why[DIARY_WHY], const char *text)
{
	snprintf(why, DIARY_WHY, "%s", text);
	return false;
}

static bool read_moment(struct moment *m, const char **p, int64_t today,
	char why[DIARY_WHY])
{
	*m = (struct moment){ .day = NO_DAY };
	if (read_exact(m, p))
		return true;
	if (read_day(&m->day, p, today) < 0)
		return fail(why, _("there is no such day; write it like "
			"2026-10-25 or 25/10/2026"));
	skip_spaces(p);
	(void)word(p, "a");
	(void)word(p, "at");
	(void)word(p, "de");
	(void)word(p, "from");
	if (**p == 't')
		++*p;
	if (!read_clock(&m->second, p))
		return fail(why, _("a time of day is missing; write it like "
			"22h30, 22:30 or 10:30 pm"));
	read_zone(m->zone, p);
	return true;
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
	char name[LONGEST];

	return fold(name, local_abbreviation(utc_s)) &&
		strcmp(name, zone) == 0;
}

static bool resolve(int64_t *utc_s, const struct moment *m, char why[DIARY_WHY])
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
static bool resolve_last(int64_t *utc_s, struct moment *m, int64_t now_utc_s,
	char why[DIARY_WHY])
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
static bool resolve_next(int64_t *utc_s, struct moment *m, int64_t after,
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
	struct moment from, to;
	char folded[LONGEST];
	const char *p = folded;

	if (!fold(folded, text))
		return fail(why, _("it is too long for a time"));
	if (!read_moment(&from, &p, today, why))
		return false;
	w->to_utc_s = STORE_NO_TIME;
	if (from.exact)
		w->from_utc_s = from.utc_s;
	else if (!(from.day == NO_DAY ? resolve_last(&w->from_utc_s, &from,
		now_utc_s, why) : resolve(&w->from_utc_s, &from, why)))
		return false;
	if (separator(&p)) {
		if (!read_moment(&to, &p, today, why))
			return false;
		if (to.exact)
			w->to_utc_s = to.utc_s;
		else if (!(to.day == NO_DAY ? resolve_next(&w->to_utc_s, &to,
			w->from_utc_s, why) :
			resolve(&w->to_utc_s, &to, why)))
			return false;
	}
	skip_spaces(&p);
	if (*p) {
		snprintf(why, DIARY_WHY, _("'%s' is not understood; write it "
			"like hier 22h30–1h10, or 2026-10-25 22:30 - 23:15"),
			p);
		return false;
	}
	return check(w, now_utc_s, why);
}
