/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help_check.c - refuses what the table of verbs does not know, and says what
 * was probably meant. */
#include <string.h>

#include "exit_codes.h"
#include "help.h"
#include "language.h"
#include "near.h"

#define NAMES 64
#define LONGEST 32

int help_no_verb(const char *typed)
{
	const char *names[NAMES] = { NULL };
	const char *near;
	int n = 0;

	for (const struct verb *v = verbs; v->name && n < NAMES - 1; v++)
		names[n++] = v->name;
	near = near_name(typed, names);
	fprintf(stderr, _("sourdine: there is no verb '%s'%s"), typed,
		*near ? near : _("; `sourdine help` lists them"));
	fputc('\n', stderr);
	return EXIT_USAGE;
}

static const struct verb_option *find(const struct verb_option *o,
	const char *name, size_t length)
{
	for (; o && o->name; o++)
		if (strlen(o->name) == length &&
			strncmp(o->name, name, length) == 0)
			return o;
	return NULL;
}

static void say_unknown(const struct verb *v, const char *typed)
{
	char with_dashes[NAMES][LONGEST];
	const char *names[NAMES + 1] = { NULL };
	const char *near;
	int n = 0;

	for (const struct verb_option *o = v->options;
		o && o->name && n < NAMES; o++) {
		snprintf(with_dashes[n], LONGEST, "%s%s",
			o->name[1] ? "--" : "-", o->name);
		names[n] = with_dashes[n];
		n++;
	}
	near = near_name(typed, names);
	fprintf(stderr, _("sourdine: %s has no option '%s'%s"), v->name, typed,
		near);
	if (!*near)
		fprintf(stderr, _("; `sourdine help %s` lists them"), v->name);
	fputc('\n', stderr);
}

/* An option and its value; how many words that was, 0: refused. */
static int check_option(const struct verb *v, int left, char **argv)
{
	bool is_long = argv[0][1] == '-';
	const char *name = argv[0] + (is_long ? 2 : 1);
	size_t length = is_long ? strcspn(name, "=") : 1;
	const struct verb_option *o = find(v->options, name, length);
	bool attached = name[length] != '\0';

	if (!o || (is_long && length == 1)) {
		say_unknown(v, argv[0]);
		return 0;
	}
	if (!o->value && attached) {
		fprintf(stderr, _("sourdine: %s: '%s' takes no value\n"),
			v->name, argv[0]);
		return 0;
	}
	if (!o->value || attached)
		return 1;
	if (left < 2) {
		fprintf(stderr, _("sourdine: %s: '%s' lacks its value: %s %s "
			"(%s)\n"), v->name, argv[0], argv[0], o->value,
			_(o->meaning));
		return 0;
	}
	return 2;
}

bool help_check(const struct verb *v, int argc, char **argv)
{
	int words;

	for (int i = 1; i < argc; i += words) {
		words = 1;
		if (strcmp(argv[i], "--") == 0)
			break;
		if (argv[i][0] == '-' && argv[i][1])
			words = check_option(v, argc - i, argv + i);
		else if (!*v->arguments) {
			fprintf(stderr, _("sourdine: %s: '%s' is too much; "
				"`sourdine help %s` says what it takes\n"),
				v->name, argv[i], v->name);
			words = 0;
		}
		if (words == 0)
			return false;
	}
	return true;
}

bool help_is_asked(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 ||
			strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}
