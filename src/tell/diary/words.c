/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - the words of a time, in French and English. */
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "words.h"
#include "../iso_time.h"
#include "../local_time.h"

/* ------------------------------------------------------------- the letters */

bool diary_fold(char out[DIARY_LINE], const char *text)
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
		if (n + 1 >= DIARY_LINE)
			return false;
		out[n++] = c == '\t' ? ' ' : c;
	}
	out[n] = '\0';
	return true;
}

void diary_skip_spaces(const char **p)
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

	diary_skip_spaces(p);
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
		diary_skip_spaces(&year);
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

	*day = DIARY_NO_DAY;
	diary_skip_spaces(p);
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
	diary_skip_spaces(p);
	got = read_date(day, p, today);
	return got || i < 0 ? got : 1;
}

/* ------------------------------------------------------------ the time */

/* "22 h 30" */
static bool space_h(const char **p)
{
	const char *h = *p;

	diary_skip_spaces(&h);
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

	diary_skip_spaces(p);
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

		diary_skip_spaces(&minutes);
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

bool diary_separator(const char **p)
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
	diary_skip_spaces(p);
	while (n < 5 && is_letter((*p)[n]))
		n++;
	if (n < 2 || is_letter((*p)[n]) || diary_separator(&next))
		return;
	memcpy(zone, *p, (size_t)n);
	zone[n] = '\0';
	*p += n;
}

static bool read_exact(struct diary_moment *m, const char **p)
{
	char text[32];
	size_t n;

	diary_skip_spaces(p);
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

bool diary_read_moment(struct diary_moment *m, const char **p, int64_t today,
	char why[DIARY_WHY])
{
	*m = (struct diary_moment){ .day = DIARY_NO_DAY };
	if (read_exact(m, p))
		return true;
	if (read_day(&m->day, p, today) < 0)
		return fail(why, _("there is no such day; write it like "
			"2026-10-25 or 25/10/2026"));
	diary_skip_spaces(p);
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
