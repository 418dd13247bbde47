/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - the `sourdine` command: finds the verb, reads the configuration. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "exit_codes.h"
#include "help.h"
#include "language.h"
#include "places.h"

void find_running(const struct conf *c, char *store, size_t size)
{
	char path[CONF_PATH + 16];
	json_t *o, *s, *pid;

	snprintf(store, size, "%s", c->store);
	if (!places_is_trusted(c->runtime))
		return;
	snprintf(path, sizeof path, "%s/status", c->runtime);
	o = json_load_file(path, 0, NULL);
	s = json_object_get(o, "store");
	pid = json_object_get(o, "pid");
	if (json_is_string(s) && json_is_integer(pid) &&
		(kill((pid_t)json_integer_value(pid), 0) == 0 ||
			errno == EPERM))
		snprintf(store, size, "%s", json_string_value(s));
	json_decref(o);
}

int run_tell(const struct conf *c, int argc, char **argv,
	int (*verb)(const struct tell_paths *, int, char **))
{
	char store[CONF_PATH], live[CONF_PATH + 16], status[CONF_PATH + 16];
	struct tell_paths p = { store, live, status };

	if (!places_is_trusted(c->runtime)) {
		fprintf(stderr, _("sourdine: %s: is not a folder of this user "
			"alone; set `runtime` to one\n"), c->runtime);
		return EXIT_CONFIG;
	}
	find_running(c, store, sizeof store);
	snprintf(live, sizeof live, "%s/live", c->runtime);
	snprintf(status, sizeof status, "%s/status", c->runtime);
	return verb(&p, argc, argv);
}

/* Descriptors 0 to 2 have to be something before a pipe may take them. */
static void hold_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

/* --config and --meter, before the verb; false after one line. */
static bool read_common(int *argc, char ***argv, const char **extra,
	const char **meter)
{
	while (*argc > 1) {
		const char *option = (*argv)[1];
		bool config = strcmp(option, "--config") == 0;

		if (!config && strcmp(option, "--meter") != 0)
			return true;
		if (*argc < 3) {
			fputs(config ? _("sourdine: --config lacks its value: "
				"the path of a configuration\n") :
				_("sourdine: --meter lacks its value: the name "
				"of one of several meters\n"), stderr);
			return false;
		}
		*(config ? extra : meter) = (*argv)[2];
		*argc -= 2;
		*argv += 2;
	}
	return true;
}

/* With several meters a verb is about each of them, about none, or about the
 * one that was named. */
static int run_verb(const struct verb *v, const struct conf *c, int argc,
	char **argv)
{
	if (!v->without_conf && conf_meter(0) && !*c->meter) {
		if (!v->of_all)
			return meters_choose(v->name);
		if (v->tell == tell_status)
			return meters_status(argc, argv);
		if (v->run == verb_run)
			return meters_run(c, argc, argv);
	}
	return v->tell ? run_tell(c, argc, argv, v->tell) :
		v->run(c, argc, argv);
}

/* An answer that did not arrive is none. */
static int say_if_lost(int code)
{
	bool lost = fflush(stdout) != 0 || ferror(stdout);

	if (!lost || (code != EXIT_OK && code != EXIT_FAULT))
		return code;
	fputs(_("sourdine: standard output cannot be written: give it room, or "
		"name another file\n"), stderr);
	return EXIT_FAULT;
}

int main(int argc, char **argv)
{
	const char *extra = NULL, *meter = NULL, *word;
	const struct verb *v;
	struct conf c;
	int code;

	hold_standard_descriptors();
	language_open();
	if (!read_common(&argc, &argv, &extra, &meter))
		return EXIT_USAGE;
	if (argc < 2) {
		help_all(stderr);
		return EXIT_USAGE;
	}
	argc--;
	argv++;
	word = argv[0];
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		word = "help";
	if (strcmp(word, "--version") == 0)
		word = "version";
	v = verb_find(word);
	if (!v)
		return help_no_verb(word);
	if (help_is_asked(argc, argv)) {
		help_verb(v, stdout);
		return say_if_lost(EXIT_OK);
	}
	if (!help_check(v, argc, argv))
		return EXIT_USAGE;
	conf_defaults(&c);
	if (!v->without_conf && !conf_load(&c, extra, meter))
		return EXIT_CONFIG;
	code = run_verb(v, &c, argc, argv);
	/* what a meter says when it starts is no answer */
	return v->run == verb_run ? code : say_if_lost(code);
}
