/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c - the table of verbs as text for people. */
#include <string.h>

#include "exit_codes.h"
#include "help.h"
#include "identity.h"
#include "language.h"

#define WIDTH 79

/* From column `at` on, broken at spaces, further lines from `indent` on. */
static void wrapped(FILE *to, int at, int indent, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, " ");
		char word[128];
		int width;

		snprintf(word, sizeof word, "%.*s", (int)n, text);
		width = text_width(word);

		if (at > indent && at + 1 + width > WIDTH) {
			fprintf(to, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', to);
			at++;
		}
		fwrite(text, 1, n, to);
		at += width;
		text += n;
		text += strspn(text, " ");
	}
	fputc('\n', to);
}

/* "  name        meaning" */
static void entry(FILE *to, const char *name, const char *meaning)
{
	const int column = strlen(name) < 2 ? 6 : 26;
	int at = 2 + text_width(name);

	fprintf(to, "  %s", name);
	if (at + 2 > column)
		fprintf(to, "\n%*s", column, "");
	else
		fprintf(to, "%*s", column - at, "");
	wrapped(to, column, column, meaning);
}

static void options(FILE *to, const struct verb_option *o)
{
	char name[256];

	for (; o->name; o++) {
		snprintf(name, sizeof name, "%s%s%s%s",
			o->name[1] ? "--" : "-", o->name,
			o->value ? " " : "", o->value ? o->value : "");
		entry(to, name, _(o->meaning));
	}
}

#define EXIT_CODES 7

static const char *const exit_meanings[EXIT_CODES] = {
	N_("done"),
	N_("something stopped working, or is not running"),
	N_("the command line makes no sense"),
	N_("the configuration makes no sense"),
	N_("a file or a microphone is missing or unusable"),
	N_("the store is missing or unusable"),
	N_("an address or a socket is in use or refused"),
};

void help_all(FILE *to)
{
	fprintf(to, "%s sourdine [--config FILE] [--meter NAME] VERB ...\n\n", _("usage:"));
	wrapped(to, 0, 0, _("A noise level meter that cannot eavesdrop."));
	fputc('\n', to);
	for (const struct verb *v = verbs; v->name; v++)
		entry(to, v->name, _(v->meaning));
	fputc('\n', to);
	wrapped(to, 0, 0, _("`sourdine help VERB` lists the options of a verb, "
		"`sourdine help configuration` the keys of the configuration.  "
		"New here?  Begin with `sourdine run --or-simulate`: without a "
		"microphone it measures a made-up street."));
	fprintf(to, "\n%s\n", _("Exit codes:"));
	for (int i = 0; i < EXIT_CODES; i++) {
		char number[4];

		snprintf(number, sizeof number, "%d", i);
		entry(to, number, _(exit_meanings[i]));
	}
}

void help_verb(const struct verb *v, FILE *to)
{
	fprintf(to, "%s sourdine %s%s%s%s\n\n", _("usage:"), v->name,
		v->options ? _(" [OPTION]...") : "", *v->arguments ? " " : "",
		v->arguments);
	wrapped(to, 0, 0, _(v->meaning));
	if (v->options) {
		fprintf(to, "\n");
		options(to, v->options);
	}
	if (v->more) {
		fputc('\n', to);
		wrapped(to, 0, 0, _(v->more));
	}
}

static void help_common(FILE *to)
{
	fprintf(to, "\n%s\n", _("Options before the verb:"));
	options(to, common_options);
}

int verb_help(const struct conf *c, int argc, char **argv)
{
	const struct verb *v;
	struct conf defaults;

	(void)c;
	if (argc < 2) {
		help_all(stdout);
		help_common(stdout);
		return EXIT_OK;
	}
	if (argc > 2) {
		fprintf(stderr, _("sourdine: one thing at a time: sourdine help "
			"VERB\n"));
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "configuration") == 0) {
		conf_defaults(&defaults);
		defaults.interval_s = 60;
		conf_write(&defaults, stdout, true);
		return EXIT_OK;
	}
	if (strcmp(argv[1], "--mdoc") == 0) {
		help_mdoc();
		return EXIT_OK;
	}
	if (strcmp(argv[1], "--mdoc-keys") == 0) {
		help_mdoc_keys();
		return EXIT_OK;
	}
	v = verb_find(argv[1]);
	if (!v)
		return help_no_verb(argv[1]);
	help_verb(v, stdout);
	return EXIT_OK;
}

int verb_version(const struct conf *c, int argc, char **argv)
{
	(void)c;
	(void)argc;
	(void)argv;
	char id[IDENTITY_HEX];

	puts("sourdine " SOURDINE_VERSION);
	if (!identity_own(id)) {
		fputs(_("sourdine: the programs cannot be read, so they have "
			"no identity\n"), stderr);
		return EXIT_FAULT;
	}
	printf("programs %s\n", id);
	return EXIT_OK;
}

/* --------------------------------------------------------------- man page */

static void mdoc_word(const char *word, size_t n)
{
	if (*word == '.' || *word == '\'')
		fputs("\\&", stdout);
	for (size_t i = 0; i < n; i++) {
		if (word[i] == '\\')
			fputs("\\e", stdout);
		else if (word[i] == '-')
			fputs("\\-", stdout);
		else
			putchar(word[i]);
	}
}

/* Short lines, and a new one for each sentence. */
static void mdoc_text(const char *text)
{
	for (size_t n, at = 0; *text; text += n, text += *text == ' ') {
		n = strcspn(text, " ");
		if (n == 0)
			continue;
		if (at > 0 && (at + n > 60 || strncmp(text - 2, "  ", 2) == 0)) {
			putchar('\n');
			at = 0;
		}
		if (at > 0)
			putchar(' ');
		mdoc_word(text, n);
		at += n + 1;
	}
	putchar('\n');
}

/* "a|b" as "a, b", so that it can be broken. */
static void mdoc_choices(const char *choices)
{
	char text[512];
	size_t at = 0;

	for (; *choices && at + 3 < sizeof text; choices++) {
		text[at++] = *choices == '|' ? ',' : *choices;
		if (*choices == '|')
			text[at++] = ' ';
	}
	text[at] = '\0';
	mdoc_text(text);
}

/* "FILE...", or "[A | B]" as what may be left out. */
static void mdoc_arguments(const char *arguments)
{
	size_t n = strlen(arguments);

	if (*arguments == '[' && arguments[n - 1] == ']')
		printf(" Op Ar %.*s", (int)n - 2, arguments + 1);
	else if (*arguments)
		printf(" Ar %s", arguments);
}

static void mdoc_options(const struct verb_option *o)
{
	for (; o->name; o++) {
		printf(".It Fl %s%s", o->name[1] ? "-" : "", o->name);
		if (o->value)
			printf(strchr(o->value, '|') ? " Cm %s" : " Ar %s",
				o->value);
		putchar('\n');
		mdoc_text(_(o->meaning));
	}
}

void help_mdoc(void)
{
	for (const struct verb *v = verbs; v->name; v++) {
		printf(".It Cm %s", v->name);
		mdoc_arguments(v->arguments);
		putchar('\n');
		mdoc_text(_(v->meaning));
		if (v->more) {
			puts(".Pp");
			mdoc_text(_(v->more));
		}
		if (v->options) {
			puts(".Bl -tag -width Ds");
			mdoc_options(v->options);
			puts(".El");
		}
	}
}

void help_mdoc_keys(void)
{
	struct conf c;

	conf_defaults(&c);
	for (const struct conf_key *k = conf_keys; k->name; k++) {
		printf(".It Cm %s\n", k->name);
		mdoc_text(_(k->meaning));
		if (k->choices && *k->choices) {
			puts(_("One of"));
			mdoc_choices(k->choices);
		} else if (k->min < k->max) {
			printf(_("From %g to %g.\n"), k->min, k->max);
		}
	}
}
