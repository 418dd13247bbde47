/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import.c - a diary that was kept on paper or in a spreadsheet. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "diary.h"
#include "../indicators/marks.h"

#define LINE 4096
#define CELLS 16

enum column { WHEN, FROM, TO, CATEGORY, TEXT, COLUMNS };

struct sheet {
	const char *path;
	long line;
	char separator;
	int column[COLUMNS]; /* where it stands; -1: nowhere */
	int cells;
};

static int fail(const struct sheet *x, const char *why)
{
	fprintf(stderr, "sourdine: %s, line %ld: %s\n", x->path, x->line, why);
	return EXIT_INPUT;
}

/* Cells of a line, quotes taken off ("" is one); -1: it is no line. */
static int split(char *cell[CELLS], char *line, char separator)
{
	char *to = line, *p = line;
	int n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	for (;;) {
		bool quoted = *p == '"';

		if (n == CELLS)
			return -1;
		p += quoted;
		cell[n++] = to;
		while (*p && (quoted || *p != separator)) {
			if (quoted && *p == '"' && *++p != '"') {
				quoted = false;
				continue;
			}
			*to++ = *p++;
		}
		if (quoted)
			return -1;
		bool more = *p == separator;

		*to++ = '\0';
		if (!more)
			return n;
		p++;
	}
}

static int read_header(struct sheet *x, char *line)
{
	static const char *const names[] = { "when", "from", "to", "category",
		"text" };
	char *cell[CELLS];

	if (strncmp(line, "\xEF\xBB\xBF", 3) == 0)
		line += 3;
	x->separator = strchr(line, ';') ? ';' : ',';
	x->cells = split(cell, line, x->separator);
	for (int k = 0; k < COLUMNS; k++)
		x->column[k] = -1;
	for (int i = 0; i < x->cells; i++) {
		int k = 0;

		while (k < COLUMNS && strcasecmp(cell[i], names[k]) != 0)
			k++;
		/* A category that is not seen would make rain the source. */
		if (k == COLUMNS || x->column[k] >= 0)
			return fail(x, _("a column that is not known, or comes "
				"twice: there are 'when', or 'from' and 'to'; "
				"'category' and 'text'"));
		x->column[k] = i;
	}
	if (x->column[WHEN] >= 0 || (x->column[FROM] >= 0 &&
		x->column[TO] >= 0))
		return EXIT_OK;
	return fail(x, _("the first line has to name the columns: 'when', or "
		"'from' and 'to'; then 'category' and 'text', if you like"));
}

static const char *cell_of(const struct sheet *x, char *cell[CELLS],
	enum column k)
{
	int at = x->column[k];

	return at >= 0 && *cell[at] ? cell[at] : NULL;
}

static int add_line(struct store *s, const struct sheet *x,
	const struct diary_request *q, char *line)
{
	struct store_journal j = store_event(STORE_DIARY, q->now_utc_s);
	struct diary_request asked = { .now_utc_s = q->now_utc_s };
	char *cell[CELLS], when[2 * LINE], why[DIARY_WHY];

	if (split(cell, line, x->separator) != x->cells)
		return fail(x, _("it has not as many columns as the first "
			"line"));
	asked.when = cell_of(x, cell, WHEN);
	asked.category = cell_of(x, cell, CATEGORY);
	asked.text = cell_of(x, cell, TEXT);
	if (!asked.when) {
		const char *from = cell_of(x, cell, FROM);
		const char *to = cell_of(x, cell, TO);

		if (!from || !to)
			return fail(x, _("it has to say from when to when"));
		snprintf(when, sizeof when, "%s - %s", from, to);
		asked.when = when;
	}
	if (!asked.category)
		asked.category = diary_category_name(DIARY_SOURCE);
	if (!diary_is_category(asked.category))
		return fail(x, _("category is source, exceptional, weather, "
			"household, window or moved"));
	if (!diary_fill(&j, &asked, why))
		return fail(x, why);
	if (j.to_utc_s == STORE_NO_TIME)
		return fail(x, _("it has to say until when"));
	return store_note(s, &j);
}

static int add_all(struct store *s, struct sheet *x, FILE *f,
	const struct diary_request *q, long *added)
{
	char line[LINE];
	int code = EXIT_OK;

	while (!code && fgets(line, sizeof line, f)) {
		x->line++;
		if (!strchr(line, '\n') && !feof(f))
			code = fail(x, _("it is too long"));
		else if (x->line == 1)
			code = read_header(x, line);
		else if (line[strspn(line, "\r\n ")]) {
			code = add_line(s, x, q, line);
			++*added;
		}
	}
	if (!code && ferror(f))
		code = fail(x, strerror(errno));
	if (!code && x->line == 0)
		code = fail(x, _("the file is empty"));
	return code;
}

int diary_import(struct store *s, const struct diary_request *q)
{
	struct sheet x = { .path = q->argc == 1 ? q->argv[0] : NULL };
	long added = 0;
	FILE *f;
	int code;

	if (!x.path) {
		fputs(_("sourdine: usage: sourdine diary import FILE.csv\n"),
			stderr);
		return EXIT_USAGE;
	}
	f = fopen(x.path, "r");
	if (!f) {
		fprintf(stderr, _("sourdine: %s cannot be read: %s\n"), x.path,
			strerror(errno));
		return EXIT_INPUT;
	}
	code = store_begin(s);
	if (!code) {
		code = add_all(s, &x, f, q, &added);
		/* one line that is wrong undoes all */
		int error = store_end(s, code < 0 ? code : code ?
			STORE_ERR_REFUSED : STORE_OK);
		code = code ? code : error;
	}
	fclose(f);
	if (!code)
		printf(_("%ld entries were added.\n"), added);
	return code;
}
