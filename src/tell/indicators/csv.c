/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.c - levels from a CSV file, row by row. */
#define _GNU_SOURCE /* strsep */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../run/language.h"
#include "csv.h"
#include "../iso_time.h"
#include "../level_counts.h"

#define LONGEST_LINE 4096
#define LATEST_SECOND INT64_C(400000000) /* some twelve years */

enum column {
	SECOND, TIME, START, START_UTC, LAEQ_1S, LAEQ, INTERVAL, COVERED,
	LAFMAX, LAF1, LAF10, LAF50, LAF90, LAF95, LAFMIN,
	PARTICULAR, EXCEPTIONAL, PLACEMENT, SERIES, SIMULATED, CALIBRATED,
	PLACE, COLUMNS
};

static const char *const names[COLUMNS] = {
	"second", "time", "start", "start_utc", "LAeq_1s", "LAeq_dB",
	"interval_s", "covered_s", "LAFmax_dB", "LAF1_dB", "LAF10_dB",
	"LAF50_dB", "LAF90_dB", "LAF95_dB", "LAFmin_dB", "particular",
	"exceptional", "placement", "series", "simulated", "calibrated",
	"place"
};

static int fail(struct csv *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int fail(struct csv *c, const char *format, ...)
{
	char what[256];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	snprintf(c->why, sizeof c->why, _("%.100s, line %ld: %s"), c->name,
		c->line, what);
	return -1;
}

/* The next line without its end.  1, 0 at the end of the file, -1. */
static int next_line(struct csv *c)
{
	ssize_t n = getline(&c->text, &c->text_size, c->f);

	if (n < 0 && ferror(c->f))
		return fail(c, _("the file cannot be read: %s"), reason(errno));
	if (n < 0)
		return 0;
	c->line++;
	if (n > LONGEST_LINE)
		return fail(c, _("a line of more than %d bytes: is it CSV?"),
			LONGEST_LINE);
	if (strlen(c->text) != (size_t)n)
		return fail(c, _("a zero byte: CSV is text"));
	while (n > 0 && strchr("\r\n", c->text[n - 1]))
		c->text[--n] = '\0';
	return 1;
}

/* Cut the line at its separators; what is in quotes is one field. */
static int split(struct csv *c, char *field[CSV_COLUMNS])
{
	char *p = c->text;
	int n = 0;

	for (;;) {
		bool quoted = *p == '"';
		char *end;

		if (n == CSV_COLUMNS)
			return fail(c, _("more than %d columns"), CSV_COLUMNS);
		field[n++] = p += quoted;
		end = strchr(p, quoted ? '"' : c->separator);
		/* "" within quotes stays as it is: such texts are not for us */
		while (quoted && end && end[1] == '"')
			end = strchr(end + 2, '"');
		if (!end && quoted)
			return fail(c, _("a quotation mark without its second"));
		if (!end)
			return n;
		*end = '\0';
		p = end + 1;
		if (quoted && !*p)
			return n;
		if (quoted && *p++ != c->separator)
			return fail(c, _("a quotation mark within a column: in "
				"quotes it is doubled"));
	}
}

static int find_name(const char *text)
{
	for (int k = 0; k < COLUMNS; k++)
		if (strcmp(text, names[k]) == 0)
			return k;
	/* as others name them */
	if (strcmp(text, "LAeq_1s_dB") == 0)
		return LAEQ_1S;
	return strcmp(text, "LAeq") == 0 ? LAEQ : -1;
}

static int check_header(struct csv *c, const bool has[COLUMNS])
{
	c->has_second = has[SECOND];
	c->has_time = has[TIME] || has[START] || has[START_UTC];
	c->has_particular = has[PARTICULAR];
	c->has_calibrated = has[CALIBRATED];
	c->of_seconds = has[LAEQ_1S];
	if (c->has_second == c->has_time)
		return fail(c, _("one column has to say when: 'second' (since "
			"local midnight) or 'time' (ISO 8601 with offset)"));
	if (has[LAEQ_1S] == has[LAEQ])
		return fail(c, _("one column has to be the level: 'LAeq_1s' of "
			"seconds or 'LAeq_dB' of records"));
	if (has[LAEQ] && !has[INTERVAL])
		return fail(c, _("records need a column 'interval_s', their "
			"length"));
	return 1;
}

static int read_header(struct csv *c)
{
	static const char mark[] = "\xEF\xBB\xBF";
	bool has[COLUMNS] = { false };
	char *field[CSV_COLUMNS];
	int got = next_line(c);

	if (got <= 0) {
		c->line = 1;
		return got ? got : fail(c, _("the file is empty; its first line "
			"has to name the columns, such as second,LAeq_1s"));
	}
	if (strncmp(c->text, mark, 3) == 0)
		memmove(c->text, c->text + 3, strlen(c->text + 3) + 1);
	c->separator = strchr(c->text, ';') ? ';' : ',';
	c->columns = split(c, field);
	for (int i = 0; i < c->columns; i++) {
		int k = c->column[i] = find_name(field[i]);

		if (k >= 0 && has[k])
			return fail(c, _("two columns are called '%.40s'"),
				field[i]);
		if (k >= 0)
			has[k] = true;
	}
	/* The one that is sure wins; a placement is more than a series. */
	for (int i = 0; i < c->columns; i++) {
		int k = c->column[i];

		if ((k == SERIES && has[PLACEMENT]) ||
			((k == START || k == TIME) && has[START_UTC]) ||
			(k == START && has[TIME]))
			c->column[i] = -1;
	}
	return c->columns < 0 ? -1 : check_header(c, has);
}

/* A seekable copy of what cannot be read twice. */
static FILE *spool(FILE *f)
{
	FILE *copy = tmpfile();
	char block[65536];
	size_t n;

	while (copy && (n = fread(block, 1, sizeof block, f)) > 0)
		if (fwrite(block, 1, n, copy) != n)
			break;
	if (copy && (ferror(f) || ferror(copy) || !feof(f))) {
		fclose(copy);
		return NULL;
	}
	if (copy)
		rewind(copy);
	return copy;
}

bool csv_open(struct csv *c, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat st;

	memset(c, 0, sizeof *c);
	c->name = standard ? _("standard input") : path;
	c->f = standard ? stdin : fopen(path, "r");
	errno = c->f ? 0 : errno;
	if (c->f && fstat(fileno(c->f), &st) == 0 && S_ISDIR(st.st_mode)) {
		fclose(c->f);
		c->f = NULL;
		errno = EISDIR;
	} else if (c->f && fseek(c->f, 0, SEEK_SET) != 0) {
		FILE *copy = spool(c->f);

		if (!standard)
			fclose(c->f);
		c->f = copy;
	}
	if (!c->f) {
		snprintf(c->why, sizeof c->why, _("%.200s cannot be read: %s"),
			c->name, reason(errno));
		return false;
	}
	c->last_end_utc_s = INT64_MIN;
	if (read_header(c) > 0)
		return true;
	csv_close(c);
	return false;
}

void csv_rewind(struct csv *c)
{
	rewind(c->f);
	c->line = 0;
	(void)next_line(c);
	c->last_end_utc_s = INT64_MIN;
}

void csv_close(struct csv *c)
{
	if (c->f && c->f != stdin)
		fclose(c->f);
	free(c->text);
	c->f = NULL;
	c->text = NULL;
}

/* ------------------------------------------------------------------ rows */

/* A decimal number as people and programs write them: no exponents. */
static bool number(const struct csv *c, double *v, const char *text)
{
	bool minus = *text == '-';
	double scale = 1;
	int digits = 0;

	*v = 0;
	text += minus;
	for (bool after = false; *text; text++) {
		bool point = *text == '.' ||
			(c->separator == ';' && *text == ',');

		if (point && !after && digits) {
			after = true;
		} else if (*text >= '0' && *text <= '9' && digits < 15) {
			*v = *v * 10 + (*text - '0');
			scale *= after ? 10 : 1;
			digits++;
		} else {
			return false;
		}
	}
	*v = (minus ? -*v : *v) / scale;
	return digits > 0;
}

static int level(struct csv *c, double *v, const char *text, int column)
{
	*v = NAN;
	if (!*text)
		return 1;
	if (!number(c, v, text) || *v < LEVEL_MIN_DB || *v > LEVEL_MAX_DB)
		return fail(c, _("%s is '%.40s': a level such as 53.2 was "
			"expected, %g to %g dB, or nothing"), names[column],
			text, LEVEL_MIN_DB, LEVEL_MAX_DB);
	return 1;
}

static int whole(struct csv *c, int64_t *v, const char *text, int column,
	int64_t most)
{
	double d;

	if (!number(c, &d, text) || d < 0 || d > (double)most || d != floor(d))
		return fail(c, _("%s is '%.40s': a whole number from 0 to %lld "
			"was expected"), names[column], text, (long long)most);
	*v = (int64_t)d;
	return 1;
}

static int yes_or_no(struct csv *c, bool *v, const char *text, int column)
{
	*v = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
	if (*v || strcmp(text, "0") == 0 || strcmp(text, "false") == 0)
		return 1;
	return fail(c, _("%s is '%.40s': 0 or 1 was expected"), names[column],
		text);
}

static int moment(struct csv *c, int64_t *utc_s, const char *text, int column)
{
	if (strchr(text, 'T') && iso_time_parse(utc_s, text))
		return 1;
	return fail(c, _("%s is '%.40s': a time like 2026-11-23T21:00:00+01:00 "
		"was expected, with its offset from UTC"), names[column], text);
}

static int read_field(struct csv *c, struct csv_row *r, int column,
	const char *text)
{
	int64_t n = 0;
	int good;

	switch (column) {
	case SECOND:
		good = whole(c, &n, text, column, LATEST_SECOND);
		r->start_utc_s = c->base_utc_s + n;
		return good;
	case TIME:
	case START:
	case START_UTC:
		return moment(c, &r->start_utc_s, text, column);
	case LAEQ_1S:
	case LAEQ:
		return level(c, &r->LAeq, text, column);
	case INTERVAL:
		good = whole(c, &n, text, column, 86400);
		r->interval_s = (int32_t)n;
		if (good > 0 && n == 0)
			return fail(c, _("interval_s is 0"));
		return good;
	case COVERED:
		good = whole(c, &n, text, column, 86400);
		r->covered_s = (double)n;
		return good;
	case LAFMAX:
		return level(c, &r->LAFmax, text, column);
	case LAFMIN:
		return level(c, &r->LAFmin, text, column);
	case PARTICULAR:
		return yes_or_no(c, &r->particular, text, column);
	case EXCEPTIONAL:
		return yes_or_no(c, &r->exceptional, text, column);
	case PLACEMENT:
	case SERIES:
		return whole(c, &r->placement, text, column, INT64_C(1) << 48);
	case SIMULATED:
		return yes_or_no(c, &r->simulated, text, column);
	case CALIBRATED:
		good = yes_or_no(c, &r->uncalibrated, text, column);
		r->uncalibrated = !r->uncalibrated;
		return good;
	case PLACE:
		r->indoors = strcmp(text, "indoors") == 0;
		return 1;
	default:
		return column < 0 ? 1 :
			level(c, &r->LAFN[column - LAF1], text, column);
	}
}

static int check_row(struct csv *c, struct csv_row *r)
{
	int64_t end = r->start_utc_s + r->interval_s;

	if (c->of_seconds && r->interval_s != 1)
		return fail(c, _("interval_s is not 1, but LAeq_1s is the level "
			"of a second"));
	if (r->covered_s < 0)
		r->covered_s = isnan(r->LAeq) ? 0 : r->interval_s;
	if (r->covered_s > r->interval_s)
		return fail(c, _("covered_s is more than interval_s"));
	if (isnan(r->LAeq) != !(r->covered_s > 0))
		return fail(c, isnan(r->LAeq) ? _("seconds were covered, but "
			"there is no level") : _("there is a level, but no "
			"second was covered"));
	/* A meter that was started with longer records begins one before the
	 * last short one has ended, and covers none of it. */
	if (r->start_utc_s < c->last_end_utc_s && (end <= c->last_end_utc_s ||
		r->covered_s > (double)(end - c->last_end_utc_s)))
		return fail(c, _("it is not later than the line before; the "
			"lines have to be in the order of time, and each "
			"second in one of them"));
	c->last_end_utc_s = end;
	return 1;
}

int csv_next(struct csv *c, struct csv_row *r)
{
	char *field[CSV_COLUMNS];
	int got = next_line(c), n;

	/* An empty line may end the file. */
	if (got <= 0 || (!*c->text && (got = next_line(c)) <= 0))
		return got;
	*r = (struct csv_row){ .interval_s = 1, .covered_s = -1, .LAeq = NAN,
		.LAFmax = NAN, .LAFmin = NAN,
		.LAFN = { NAN, NAN, NAN, NAN, NAN } };
	n = split(c, field);
	if (n >= 0 && n != c->columns)
		return fail(c, _("%d columns, where the first line has %d"), n,
			c->columns);
	for (int i = 0; i < n; i++)
		if (read_field(c, r, c->column[i], field[i]) < 0)
			return -1;
	return n < 0 ? -1 : check_row(c, r);
}
