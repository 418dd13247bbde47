/* SPDX-License-Identifier: GPL-3.0-or-later */
/* language.c - finds the catalogue, and the language that people ask for. */
#include <errno.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "language.h"

#define DOMAIN "sourdine"

static const char *now = "en";
static bool loaded;

/* What the environment says of a category, or NULL. */
static const char *locale_of(const char *category)
{
	const char *const names[] = { "LC_ALL", category, "LANG" };
	const char *v = NULL;

	for (size_t i = 0; i < 3 && (!v || !*v); i++)
		v = getenv(names[i]);
	return v && *v ? v : NULL;
}

static const char *asked(void)
{
	const char *list = getenv("LANGUAGE"), *v = locale_of("LC_MESSAGES");

	if (!v || strcmp(v, "C") == 0 || strcmp(v, "POSIX") == 0)
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
static void load(void)
{
	bind();
	setenv("LANGUAGE", "fr", 1);
	(void)setlocale(LC_MESSAGES, "C.UTF-8");
	(void)gettext("");
	loaded = true;
}

/* Counts changes of LANGUAGE, as the manual of gettext has it. */
extern int _nl_msg_cat_cntr;

void language_set(const char *code)
{
	now = strcmp(code, "fr") == 0 ? "fr" : "en";
	if (strcmp(now, "fr") == 0 && !loaded)
		load();
	if (!loaded)
		return;
	/* the C library's own reasons, too */
	setenv("LANGUAGE", now, 1);
	_nl_msg_cat_cntr++;
}

void language_open(void)
{
	language_set(asked());
}

const char *language_text(const char *text)
{
	return strcmp(now, "fr") == 0 && *text ? gettext(text) : text;
}

const char *language_number(const char *one, const char *many, long n)
{
	if (strcmp(now, "fr") == 0)
		return ngettext(one, many, (unsigned long)n);
	return n == 1 ? one : many;
}

/* The C library has its own French only where locales were installed. */
const char *reason(int error)
{
	static const char *const usual[] = {
		N_("No such file or directory"),
		N_("Permission denied"),
		N_("Operation not permitted"),
		N_("Is a directory"),
		N_("Not a directory"),
		N_("Read-only file system"),
		N_("No space left on device"),
		N_("Input/output error"),
		N_("Cannot allocate memory"),
		N_("Address already in use"),
		N_("Cannot assign requested address"),
		N_("Connection refused"),
		N_("Too many open files"),
		N_("File name too long"),
	};

	(void)usual;
	return _(strerror(error));
}

/* The environment may name a locale that this machine does not have: its
 * terminal shows UTF-8 all the same. */
bool language_shows_utf8(void)
{
	const char *v = locale_of("LC_CTYPE");

	if (!setlocale(LC_CTYPE, "") && v &&
		(strstr(v, "UTF-8") || strstr(v, "utf8")))
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

const char *language_now(void)
{
	return now;
}

char decimal_point(void)
{
	return strcmp(now, "fr") == 0 ? ',' : '.';
}

static const char *number(const char *format, double value, int digits)
{
	static char ring[8][48];
	static unsigned next;
	char *text = ring[next++ % 8], *point;

	snprintf(text, sizeof ring[0], format, digits, value);
	point = strchr(text, '.');
	if (point)
		*point = decimal_point();
	return text;
}

const char *decimal(double value, int digits)
{
	return number("%.*f", value, digits);
}

const char *signed_decimal(double value, int digits)
{
	return number("%+.*f", value, digits);
}

int text_width(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void put_padded(FILE *to, const char *text, int width)
{
	int n = text_width(text);

	fprintf(to, "%s%*s", text, n < width ? width - n : 0, "");
}

/* How many of the bytes from p on go on with a character. */
static size_t tail(const unsigned char *p, size_t most)
{
	size_t n = 0;

	while (n < most && (p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Unicode, table 3-7: the second byte has narrower bounds behind some. */
size_t plain_bytes(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;

	if (*p < ' ' || *p == 0x7f || (*p > 0x7f && *p < 0xc2) || *p > 0xf4 ||
		tail(p + 1, n - 1) < n - 1)
		return 0;
	if ((*p == 0xc2 && p[1] < 0xa0) || /* control characters, too */
		(*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
		(*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

bool is_plain(const char *text)
{
	while (*text && plain_bytes(text))
		text += plain_bytes(text);
	return !*text;
}

void put_plain(FILE *to, const char *text)
{
	for (size_t n; *text; text += n ? n : 1) {
		n = plain_bytes(text);
		fprintf(to, "%.*s", n ? (int)n : 1, n ? text : "?");
	}
}
