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

void find_running(const struct conf *c, char *store, size_t size)
{
	char path[CONF_PATH + 16];
	json_t *o, *s, *pid;

	snprintf(store, size, "%s", c->store);
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

static int run_tell(const struct conf *c, int argc, char **argv,
	int (*verb)(const struct tell_paths *, int, char **))
{
	char store[CONF_PATH], live[CONF_PATH + 16], status[CONF_PATH + 16];
	struct tell_paths p = { store, live, status };

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

int main(int argc, char **argv)
{
	const char *extra = NULL, *word;
	const struct verb *v;
	struct conf c;
	int first = 1;

	hold_standard_descriptors();
	language_open();
	if (argc > 1 && strcmp(argv[1], "--config") == 0) {
		if (argc < 3) {
			fputs(_("sourdine: --config lacks its value: the path "
				"of a configuration\n"), stderr);
			return EXIT_USAGE;
		}
		extra = argv[2];
		first = 3;
	}
	if (first >= argc) {
		help_all(stderr);
		return EXIT_USAGE;
	}
	argc -= first;
	argv += first;
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
		return EXIT_OK;
	}
	if (!help_check(v, argc, argv))
		return EXIT_USAGE;
	conf_defaults(&c);
	if (!v->without_conf && !conf_load(&c, extra))
		return EXIT_CONFIG;
	return v->tell ? run_tell(&c, argc, argv, v->tell) :
		v->run(&c, argc, argv);
}
