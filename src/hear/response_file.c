/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response_file.c - tables of Hz and dB as the makers of microphones and of
 * programs write them.
 *
 * A line that does not begin with a number is a remark.  The others hold a
 * frequency, a level and perhaps a phase, between tabs, blanks, semicolons or
 * commas; a comma may also stand for the decimal point, but not both in one
 * file. */
#include "response_file.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINE_MAX_BYTES 400
#define COLUMNS	       3
#define DB_MAX	       40.0
#define HZ_MAX	       1e6

struct reader {
	struct response_file *f;
	FILE *from;
	unsigned line;
	char text[LINE_MAX_BYTES];
	bool saw_point;	   /* a decimal point, in a line of numbers */
	bool saw_comma;	   /* a decimal comma */
	unsigned doubtful; /* the first line that could be read in two ways */
};

static bool fail(struct reader *r, const char *format, ...)
{
	char what[160];
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	snprintf(r->f->why, sizeof r->f->why, "line %u %s", r->line, what);
	return false;
}

/* ------------------------------------------------------------- lines */

enum line { LINE, END, BAD };

/* The next line, however it ends: \n, \r\n or \r. */
static enum line next_line(struct reader *r)
{
	size_t n = 0;
	int c;

	r->line++;
	while ((c = getc(r->from)) != EOF && c != '\n' && c != '\r') {
		if ((c < ' ' && c != '\t' && c != '\f') || c == 0x7f) {
			fail(r, "is no text; export the file as plain text");
			return BAD;
		}
		if (n + 1 == sizeof r->text) {
			fail(r,
				"is longer than %d characters; is this a "
				"table of Hz and dB?",
				LINE_MAX_BYTES - 1);
			return BAD;
		}
		r->text[n++] = (char)c;
	}
	if (ferror(r->from)) {
		fail(r, "could not be read; copy the file again");
		return BAD;
	}
	if (c == '\r' && (c = getc(r->from)) != '\n' && c != EOF)
		ungetc(c, r->from);
	r->text[n] = '\0';
	if (r->line == 1 && strncmp(r->text, "\xef\xbb\xbf", 3) == 0)
		memmove(r->text, r->text + 3, n - 2); /* byte order mark */
	if (c == EOF && n == 0)
		return END;
	if (r->line > RESPONSE_FILE_LINES) {
		fail(r,
			"is more than the %d that such a file may have; is "
			"this a table of Hz and dB?",
			RESPONSE_FILE_LINES);
		return BAD;
	}
	return LINE;
}

/* ----------------------------------------------------------- remarks */

static const char *find(const char *text, const char *word)
{
	for (; *text; text++)
		if (strncasecmp(text, word, strlen(word)) == 0)
			return text + strlen(word);
	return NULL;
}

static void read_remark(struct response_file *f, const char *text)
{
	const char *at = find(text, "sens factor");
	double db;
	size_t n;
	char *end;

	if (at && *(at += strspn(at, " \t")) == '=') {
		db = strtod(at + 1, &end);
		if (end != at + 1 && fabs(db) <= 200.0)
			f->sens_factor_db = (float)db;
	}
	at = find(text, "serno:");
	if (!at)
		return;
	at += strspn(at, " \t");
	for (n = 0; n + 1 < sizeof f->serial &&
		    (isalnum((unsigned char)at[n]) || at[n] == '-');
		n++)
		f->serial[n] = at[n];
	f->serial[n] = '\0';
}

/* ----------------------------------------------------------- numbers */

/* "nan 3" is a row of numbers gone wrong, "nano" is a word. */
static bool begins_with_no_number(const char *s)
{
	char *end;
	double v = strtod(s, &end);

	return end != s && !isfinite(v) &&
	       (*end == '\0' || strchr(" \t,;", *end));
}

static bool begins_with_number(const char *s)
{
	if (begins_with_no_number(s))
		return true;
	s += *s == '+' || *s == '-';
	s += *s == '.' || *s == ',';
	return isdigit((unsigned char)*s);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f';
}

/* What does a comma mean in this line?  Beside a blank, or where nothing else
 * divides, it divides; between other dividers it is a decimal comma. */
static bool comma_divides(const char *s)
{
	for (const char *c = strchr(s, ','); c; c = strchr(c + 1, ','))
		if (is_blank(c[1]) || (c > s && is_blank(c[-1])))
			return true;
	return strpbrk(s, " \t\f;") == NULL;
}

/* A whole cell as a decimal number. */
static bool read_cell(struct reader *r, char *cell, double *out)
{
	char *comma = strchr(cell, ','), *end;

	if (strchr(cell, '.'))
		r->saw_point = true;
	if (comma) {
		r->saw_comma = true;
		*comma = '.';
	}
	if (r->saw_point && r->saw_comma)
		return fail(r, "mixes decimal point and comma; write 20.5 or "
			       "20,5 throughout");
	*out = strtod(cell, &end);
	if (end == cell || *end || strpbrk(cell, "xX")) {
		if (comma)
			*comma = ',';
		return fail(r,
			"has '%.20s' where a number belongs; a remark "
			"begins with *",
			cell);
	}
	if (!isfinite(*out))
		return fail(r,
			"has '%.20s', which is no finite number; "
			"mend or delete the line",
			cell);
	return true;
}

static bool read_row(struct reader *r, char *s, double row[COLUMNS], int *n)
{
	bool divides = comma_divides(s);
	const char *dividers = divides ? " \t\f;," : " \t\f;";
	char *rest = s, *cell;

	if (divides && strchr(s, ',') && !strchr(s, '.') && !r->doubtful)
		r->doubtful = r->line;
	for (*n = 0; (cell = strtok_r(rest, dividers, &rest)) != NULL; ++*n) {
		if (*n == COLUMNS)
			return fail(r, "has more than three numbers; write "
				       "frequency, dB and perhaps phase, with "
				       "a tab between");
		if (!read_cell(r, cell, &row[*n]))
			return false;
	}
	if (*n < 2)
		return fail(r, "has one number; write frequency and dB, with "
			       "a tab between");
	return true;
}

static bool keep_row(struct reader *r, double hz, double db)
{
	struct response_file *f = r->f;

	if (!(hz > 0.0) || (float)hz == 0.0f)
		return fail(r,
			"is for %g Hz; only frequencies above 0 have a "
			"place, delete the line",
			hz);
	if (hz > HZ_MAX)
		return fail(r, "is for %g Hz; write the frequency in Hz", hz);
	if (f->n > 0 && !((float)hz > f->points[f->n - 1].hz))
		return fail(r,
			"is for %g Hz, which does not lie above %g Hz "
			"before it; sort the lines by frequency",
			hz, (double)f->points[f->n - 1].hz);
	if (fabs(db) > DB_MAX)
		return fail(r,
			"has %g dB, more than %g dB from straight; the "
			"table has to hold the response, 0 dB at 1 kHz",
			db, DB_MAX);
	f->points[f->n++] = (struct response_point){(float)hz, (float)db};
	return true;
}

static bool read_line(struct reader *r, int *columns)
{
	char *s = r->text;
	double row[COLUMNS];
	int n;

	while (is_blank(*s))
		s++;
	if (!begins_with_number(s)) {
		read_remark(r->f, s);
		return true;
	}
	if (!read_row(r, s, row, &n))
		return false;
	if (n > *columns)
		*columns = n;
	return keep_row(r, row[0], row[1]);
}

bool response_file_read(struct response_file *f, FILE *from)
{
	struct reader r = {.f = f, .from = from};
	enum line line;
	int columns = 0;

	f->n = 0;
	f->sens_factor_db = NAN;
	f->serial[0] = f->why[0] = '\0';
	while ((line = next_line(&r)) == LINE)
		if (!read_line(&r, &columns))
			return false;
	if (line == BAD)
		return false;
	if (r.doubtful && columns == COLUMNS && !r.saw_point) {
		r.line = r.doubtful;
		return fail(&r, "can be read in two ways; divide the columns "
				"by tabs, not commas");
	}
	if (f->n < 2) {
		snprintf(f->why, sizeof f->why,
			"holds %zu lines of numbers, and 2 or more are "
			"needed: frequency and dB, with a tab between",
			f->n);
		return false;
	}
	return true;
}
