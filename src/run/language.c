/* SPDX-License-Identifier: GPL-3.0-or-later */
/* language.c - finds the catalogue, and the language that people ask for. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "language.h"

#define DOMAIN "sourdine"

static const char *now = "en";

static const char *asked(void)
{
	/* In the order of gettext's manual, 2.3. */
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *list = getenv("LANGUAGE"), *v = NULL;

	for (size_t i = 0; i < 3 && (!v || !*v); i++)
		v = getenv(names[i]);
	if (!v || !*v || strcmp(v, "C") == 0 || strcmp(v, "POSIX") == 0)
		return "en";
	if (list && *list)
		v = list;
	/* The first of a list such as "de:fr:en" that there is. */
	for (; v; v = strchr(v, ':')) {
		v += *v == ':';
		if (strncmp(v, "fr", 2) == 0)
			return "fr";
		if (strncmp(v, "en", 2) == 0)
			break;
	}
	return "en";
}

/* Beside the program, or in share/locale of where it is installed. */
static void bind(void)
{
	static const char *const places[] = { "%s/locale",
		"%s/../share/locale", "%s/../../share/locale" };
	char self[480], folder[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < 3; i++) {
		snprintf(folder, sizeof folder, places[i], self);
		if (access(folder, F_OK) == 0)
			break;
	}
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	textdomain(DOMAIN);
}

/* A catalogue needs a locale other than C, not the one of its language: so
 * French is there on machines where no French locale was made. */
void language_set(const char *code)
{
	now = strcmp(code, "fr") == 0 ? "fr" : "en";
	setenv("LANGUAGE", now, 1);
	(void)setlocale(LC_MESSAGES, strcmp(now, "en") == 0 ? "C" : "C.UTF-8");
	(void)gettext("");
}

void language_open(void)
{
	bind();
	language_set(asked());
}

const char *language_now(void)
{
	return now;
}

char decimal_point(void)
{
	return strcmp(now, "fr") == 0 ? ',' : '.';
}

const char *decimal(double value, int digits)
{
	static char ring[8][48];
	static unsigned next;
	char *text = ring[next++ % 8], *point;

	snprintf(text, sizeof ring[0], "%.*f", digits, value);
	point = strchr(text, '.');
	if (point)
		*point = decimal_point();
	return text;
}
