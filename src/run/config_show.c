/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config_show.c - `sourdine config`: the configuration as it is, where each
 * value comes from, and whether it makes sense. */
#include <string.h>

#include "exit_codes.h"
#include "language.h"
#include "verbs.h"

static void say_files(void)
{
	const char *path;
	bool there;

	for (int n = 0; conf_file(n, &path, &there); n++)
		printf(there ? _("%s: in order\n") :
			_("%s: not there, and need not be\n"), path);
}

/* What makes sense and still is not what most people want. */
static void say_hints(const struct conf *c)
{
	if (!c->calibrated)
		puts(_("The levels are not calibrated: `sourdine calibrate`, "
			"or `sourdine setup` with the microphone's name."));
	if (strcmp(c->page_access, "network") == 0)
		puts(_("Other machines can see the page: `page_access` is "
			"network."));
}

static int check(const struct conf *c)
{
	say_files();
	puts(_("The configuration makes sense."));
	say_hints(c);
	return EXIT_OK;
}

/* "key = value", then where that comes from. */
static void show_origin(const struct conf *c, const struct conf_key *k)
{
	const char *from = conf_origin(k);
	char value[CONF_PATH + 64];
	FILE *f = fmemopen(value, sizeof value, "w");

	if (!f)
		return;
	fprintf(f, "%s = ", k->name);
	conf_value(c, k, f);
	fclose(f);
	put_padded(stdout, value, 48);
	printf("  %s\n", from ? from : _("default"));
}

static int show(const struct conf *c, bool with_origin)
{
	for (const struct conf_key *k = conf_keys; k->name; k++) {
		if (with_origin) {
			show_origin(c, k);
			continue;
		}
		printf("%s = ", k->name);
		conf_value(c, k, stdout);
		putchar('\n');
	}
	return EXIT_OK;
}

int verb_config(const struct conf *c, int argc, char **argv)
{
	bool with_origin = false;
	const char *word = NULL;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--origin") == 0)
			with_origin = true;
		else if (!word)
			word = argv[i];
		else
			word = "";
	}
	if (word && strcmp(word, "show") == 0)
		return show(c, with_origin);
	if (word && strcmp(word, "check") == 0 && !with_origin)
		return check(c);
	fputs(_("sourdine: config: say show, show --origin, or check\n"),
		stderr);
	return EXIT_USAGE;
}
