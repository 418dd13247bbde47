/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach.c - adds a file to a PDF by an incremental update (ISO 32000-1,
 * 7.5.6): what cairo wrote stays as it is, three objects and a table of
 * their places follow. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attach.h"
#include "sign.h"

/* Both stand directly before the JSON, and nowhere else. */
#define IN_PDF  "/Type /EmbeddedFile /Subtype /application#2Fjson /Length "
#define IN_HTML "<script type=\"application/json\" id=\"report\">"

struct update {
	const char *pdf;
	size_t length;
	long table;          /* where the old table of places is */
	long objects;        /* how many there are */
	long root, info;     /* numbers of the catalog, of the title */
	const char *catalog; /* what stands between its << and >> */
	size_t catalog_length;
};

static long number_after(const char *text, const char *word)
{
	const char *p = text ? strstr(text, word) : NULL;

	return p ? strtol(p + strlen(word), NULL, 10) : -1;
}

static const char *last(const char *text, const char *word)
{
	const char *found = NULL;

	for (const char *p = text; (p = strstr(p, word)); p++)
		found = p;
	return found;
}

/* The end of the dictionary that begins behind its "<<". */
static const char *end_of_dictionary(const char *p)
{
	for (int depth = 1; *p; p++) {
		if (p[0] == '<' && p[1] == '<') {
			depth++;
			p++;
		} else if (p[0] == '>' && p[1] == '>') {
			if (--depth == 0)
				return p;
			p++;
		}
	}
	return NULL;
}

/* The streams of a PDF hold zeros: look for words from where the old table
 * stands, which is text to the end. */
static bool read_pdf(struct update *u)
{
	char object[32];
	const char *tail, *p = NULL;

	for (size_t i = u->length < 64 ? 0 : u->length - 64; i < u->length; i++)
		if (strncmp(u->pdf + i, "startxref", 9) == 0)
			p = u->pdf + i;
	u->table = number_after(p, "startxref");
	if (u->table <= 0 || (size_t)u->table >= u->length)
		return false;
	tail = u->pdf + u->table;
	u->objects = number_after(last(tail, "trailer"), "/Size");
	u->root = number_after(last(tail, "trailer"), "/Root");
	u->info = number_after(last(tail, "trailer"), "/Info");
	if (u->info <= 0 || u->objects <= 0 || u->root <= 0 || u->root >= u->objects)
		return false;
	/* line `root` of the table: its place in ten digits */
	p = strstr(tail, "0000000000 65535 f");
	if (!p || (size_t)(p - u->pdf + 20 * (u->root + 1)) > u->length)
		return false;
	long place = strtol(p + 20 * u->root, NULL, 10);
	if (place <= 0 || (size_t)place >= u->length)
		return false;
	snprintf(object, sizeof object, "%ld 0 obj", u->root);
	p = u->pdf + place;
	if (strncmp(p, object, strlen(object)) != 0 || !(p = strstr(p, "<<")))
		return false;
	u->catalog = p + 2;
	p = end_of_dictionary(u->catalog);
	u->catalog_length = p ? (size_t)(p - u->catalog) : 0;
	return p != NULL;
}

static void write_update(FILE *f, const struct update *u, const char *language,
	const char *json)
{
	long file = u->objects, data = u->objects + 1, at[3], table;

	fputc('\n', f);
	at[0] = ftell(f);
	fprintf(f, "%ld 0 obj\n<< %.*s\n   /Lang (%s)\n   /Names << "
		"/EmbeddedFiles << /Names [(report.json) %ld 0 R] >> >>\n>>\n"
		"endobj\n", u->root, (int)u->catalog_length, u->catalog,
		language, file);
	at[1] = ftell(f);
	fprintf(f, "%ld 0 obj\n<< /Type /Filespec /F (report.json) "
		"/UF (report.json) /AFRelationship /Data\n   /EF << /F %ld 0 "
		"R >> >>\nendobj\n", file, data);
	at[2] = ftell(f);
	fprintf(f, "%ld 0 obj\n<< " IN_PDF "%zu >>\nstream\n%s\nendstream\n"
		"endobj\n%%" REPORT_UNSIGNED "\n", data, strlen(json), json);
	table = ftell(f);
	fprintf(f, "xref\n%ld 1\n%010ld 00000 n \n%ld 2\n%010ld 00000 n \n"
		"%010ld 00000 n \ntrailer\n<< /Size %ld /Root %ld 0 R "
		"/Info %ld 0 R /Prev %ld >>\nstartxref\n%ld\n%%%%EOF\n", u->root, at[0],
		file, at[1], at[2], u->objects + 2, u->root, u->info,
		u->table, table);
}

bool report_attach(FILE *f, const char *pdf, size_t length,
	const char *language, const char *json, char *why, size_t size)
{
	struct update u = { .pdf = pdf, .length = length };

	if (!read_pdf(&u)) {
		snprintf(why, size, "cairo wrote a PDF that cannot be added "
			"to");
		return false;
	}
	(void)fwrite(pdf, 1, length, f);
	write_update(f, &u, language, json);
	if (!ferror(f))
		return true;
	snprintf(why, size, "%s", strerror(errno));
	return false;
}

static const char *find(const char *file, size_t size, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= size; i++)
		if (memcmp(file + i, word, n) == 0)
			return file + i + n;
	return NULL;
}

const char *report_find_json(const char *file, size_t size, size_t *length)
{
	const char *p = find(file, size, IN_HTML), *end;

	if (p) {
		end = find(p, size - (size_t)(p - file), "</script>");
		*length = end ? (size_t)(end - strlen("</script>") - p) : 0;
		return end ? p : NULL;
	}
	p = find(file, size, IN_PDF);
	if (!p)
		return NULL;
	*length = strtoul(p, NULL, 10);
	p = find(p, size - (size_t)(p - file), "stream\n");
	if (!p || *length > size - (size_t)(p - file))
		return NULL;
	return p;
}
