/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.c - numbers, times and tables as a reader expects them. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/language.h"
#include "../indicators/indicators.h"
#include "../local_time.h"
#include "text.h"

#define TEXTS 16
#define TEXT_SIZE 4096 /* a diary entry, with its marks */

static char *next_text(void)
{
	static char texts[TEXTS][TEXT_SIZE];
	static unsigned n;

	return texts[n++ % TEXTS];
}

static char *print(const char *format, va_list a)
{
	va_list b;
	char *text;
	int n;

	va_copy(b, a);
	n = vsnprintf(NULL, 0, format, b);
	va_end(b);
	text = n < 0 ? NULL : malloc((size_t)n + 1);
	if (!text)
		abort(); /* a few bytes: nothing sensible is left to do */
	vsnprintf(text, (size_t)n + 1, format, a);
	return text;
}

void say(struct doc *d, enum doc_style style, const char *format, ...)
{
	va_list a;
	char *text;

	va_start(a, format);
	text = print(format, a);
	va_end(a);
	d->text(d, style, text);
	free(text);
}

const json_t *report_at(const json_t *j, const char *path)
{
	char name[64];

	while (j && *path) {
		size_t n = strcspn(path, "/");

		snprintf(name, sizeof name, "%.*s", (int)n, path);
		j = json_object_get(j, name);
		path += n + (path[n] == '/');
	}
	return j;
}

double report_number(const json_t *j)
{
	return json_is_number(j) ? json_number_value(j) : NAN;
}

const char *report_string(const json_t *j)
{
	return json_is_string(j) ? json_string_value(j) : "";
}

const char *level_text(const json_t *j)
{
	double v = report_number(j);

	return isfinite(v) ? decimal(v, 1) : "–";
}

const char *signed_text(const json_t *j)
{
	char *text = next_text();
	double v = report_number(j);

	if (!isfinite(v))
		return "–";
	snprintf(text, TEXT_SIZE, "%s%s",
		fabs(v) < 0.05 ? "" : v < 0 ? "\u2212" : "+",
		decimal(fabs(v), 1));
	return text;
}

const char *share_text(const json_t *j)
{
	char *text = next_text();
	double v = report_number(j);

	if (!isfinite(v))
		return "–";
	/* never rounded up to all of it */
	snprintf(text, TEXT_SIZE, "%.0f\u00a0%%",
		v < 1 ? fmin(99, round(v * 100)) : 100);
	return text;
}

static const char *translate(const char *text)
{
	return _(text);
}

const char *reason_text(const json_t *v)
{
	const char *reason = report_string(json_object_get(v, "reason"));
	const json_t *code = json_object_get(v, "reason_code");
	char text[INDICATOR_REASON_SIZE];

	if (!*reason)
		return "";
	if (!code)
		return free_text(_(reason));
	indicator_explain_in(text, &(struct indicator){
		.reason = (enum indicator_reason)json_integer_value(code),
		.coverage = report_number(json_object_get(v, "coverage")),
		.wanted = report_number(json_object_get(v, "wanted")),
		.lacking = report_string(json_object_get(v, "lacking")) },
		translate);
	return free_text(text);
}

const char *duration_text(double s)
{
	char *text = next_text();
	long minutes = lround(s / 60);

	if (s < 60)
		snprintf(text, TEXT_SIZE, _("%.0f s"), s);
	else if (minutes < 60)
		snprintf(text, TEXT_SIZE, _("%ld min"), minutes);
	else if (minutes < 48 * 60)
		snprintf(text, TEXT_SIZE, _("%ld h %02ld min"), minutes / 60,
			minutes % 60);
	else
		snprintf(text, TEXT_SIZE, _("%ld days %ld h"),
			minutes / 1440, minutes % 1440 / 60);
	return text;
}

/* ----------------------------------------------------------------- times */

static const char *const months[] = { N_("January"), N_("February"),
	N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
	N_("August"), N_("September"), N_("October"), N_("November"),
	N_("December") };
static const char *const short_months[] = { N_("Jan"), N_("Feb"), N_("Mar"),
	N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"),
	N_("Oct"), N_("Nov"), N_("Dec") };
static const char *const weekdays[] = { N_("Mon"), N_("Tue"), N_("Wed"),
	N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };

/* Ours begin with 2026-03-03T22:30. */
static struct local_date date_of(const char *iso)
{
	struct local_date d = { 1970, 1, 1 };

	if (sscanf(iso, "%4d-%2d-%2d", &d.year, &d.month, &d.day) != 3 ||
		d.month < 1 || d.month > 12)
		d = (struct local_date){ 1970, 1, 1 };
	return d;
}

const char *date_text(const char *iso)
{
	char *text = next_text();
	struct local_date d = date_of(iso);

	bool premier = d.day == 1 && strcmp(language_now(), "fr") == 0;

	/* TRANSLATORS: day, month, year */
	snprintf(text, TEXT_SIZE, _("%d%s %s %d"), d.day,
		premier ? "<sup>er</sup>" : "", _(months[d.month - 1]),
		d.year);
	return text;
}

const char *day_text(const char *iso)
{
	char *text = next_text();
	struct local_date d = date_of(iso);

	/* TRANSLATORS: day of the week, day, month */
	snprintf(text, TEXT_SIZE, _("%s %d %s"),
		_(weekdays[local_weekday(local_day_of(d))]), d.day,
		_(short_months[d.month - 1]));
	return text;
}

const char *clock_text(const char *iso)
{
	char *text = next_text();
	int h = 0, m = 0;

	if (strlen(iso) < 16 || sscanf(iso + 11, "%2d:%2d", &h, &m) != 2)
		return "–";
	/* TRANSLATORS: hour and minute of a clock */
	snprintf(text, TEXT_SIZE, _("%d:%02d"), h, m);
	return text;
}

const char *free_text(const char *utf8)
{
	char *text = next_text(), *to = text;

	for (; *utf8 && to < text + TEXT_SIZE - 8; utf8++)
		if (*utf8 == '&' || *utf8 == '<' || *utf8 == '>')
			to += sprintf(to, "&%s;", *utf8 == '&' ? "amp" :
				*utf8 == '<' ? "lt" : "gt");
		else
			*to++ = *utf8;
	/* cut between two letters, never inside one */
	while (*utf8 && to > text && ((unsigned char)*utf8 & 0xc0) == 0x80) {
		utf8--;
		to--;
	}
	strcpy(to, *utf8 ? "…" : "");
	return text;
}

/* ---------------------------------------------------------------- tables */

struct table table_begin(size_t columns)
{
	return (struct table){ .doc = { .columns = columns } };
}

void table_cell(struct table *t, const char *format, ...)
{
	va_list a;

	if ((t->n & (t->n - 1)) == 0) {
		size_t room = t->n ? 2 * t->n : 1;
		char **more = realloc(t->cells, room * sizeof *more);
		if (!more)
			abort();
		t->cells = more;
	}
	va_start(a, format);
	t->cells[t->n++] = print(format, a);
	va_end(a);
}

void table_end(struct table *t, struct doc *d)
{
	t->doc.rows = t->n / t->doc.columns;
	t->doc.cells = (const char *const *)t->cells;
	if (d)
		d->table(d, &t->doc);
	for (size_t i = 0; i < t->n; i++)
		free(t->cells[i]);
	free(t->cells);
}
