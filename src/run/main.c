/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - the `sourdine` command: finds the verb, reads the configuration. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "../tell/tell.h"
#include "exit_codes.h"
#include "house.h"
#include "verbs.h"

static const struct verb {
	const char *name, *arguments, *meaning;
} verbs[] = {
	{ "setup", "[--force]", "ask a few questions, write the configuration" },
	{ "run", "[--simulate | --or-simulate]",
		"measure, until Ctrl-C" },
	{ "live", "[--json | --plain] [--seconds N]",
		"watch the level in the terminal" },
	{ "devices", "", "list the microphones" },
	{ "calibrate", "--level 94 [--file RECORDING]",
		"find full_scale_db with a sound calibrator" },
	{ "measure", "[options] FILE...", "measure recordings that you have" },
	{ "export", "[--format csv|json] [--from T] [--to T] [-o FILE]",
		"write the records" },
	{ "status", "[--json]", "say what runs, and how well" },
	{ "leak", "[--json] [--interval S] [--spectrum]",
		"count what the messages can carry" },
	{ "help", "[configuration]", "this text, or the configuration's keys" },
	{ "version", "", "the version" },
};

static const char trailer[] =
	"\nOptions before the verb:\n"
	"  --config FILE   read this configuration too\n"
	"\nExit codes: 0 done; 1 something stopped working, or is not running;\n"
	"2 usage; 3 configuration; 4 a file or microphone is missing or "
	"unusable;\n5 the store is; 6 an address is in use or refused.\n";

static void usage(FILE *to)
{
	fputs("usage: sourdine [--config FILE] VERB ...\n\n"
	      "A noise level meter that cannot eavesdrop.\n\n", to);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		fprintf(to, "  %-9s %s\n            %s\n", verbs[i].name,
			verbs[i].arguments, verbs[i].meaning);
	fputs(trailer, to);
}

int verb_help(int argc, char **argv)
{
	struct conf c;

	if (argc > 1 && strcmp(argv[1], "configuration") == 0) {
		conf_defaults(&c);
		c.interval_s = 60;
		conf_write(&c, stdout);
		return EXIT_OK;
	}
	usage(stdout);
	return EXIT_OK;
}

/* A store of its own for made-up sound, so that it never stands among real
 * records. */
static void use_scratch_store(struct house *h)
{
	snprintf(h->store, sizeof h->store, "%.450s/simulated-%ld.db",
		h->conf.runtime, (long)getpid());
	strcpy(h->source, "simulated");
	h->simulated = true;
}

static void remove_scratch_store(const struct house *h)
{
	static const char *const ends[] = { "", "-journal", ".lock" };
	char path[CONF_PATH + 16];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s%s", h->store, ends[i]);
		unlink(path);
	}
}

int verb_run(const struct conf *c, int argc, char **argv)
{
	bool simulate = argc == 2 && strcmp(argv[1], "--simulate") == 0;
	bool or_simulate = argc == 2 && strcmp(argv[1], "--or-simulate") == 0;
	static struct house h;
	char why[512];

	if (argc > 2 || (argc == 2 && !simulate && !or_simulate)) {
		fputs("sourdine: usage: sourdine run [--simulate | "
			"--or-simulate]\n", stderr);
		return EXIT_USAGE;
	}

	if (!house_prepare(&h, c))
		return EXIT_FAULT;
	if (!simulate && !house_probe(&h, why, sizeof why)) {
		fprintf(stderr, "%s\n", why);
		if (!or_simulate)
			return EXIT_INPUT;
		printf("No microphone can be used.  `%s/sourdine devices` "
			"lists them; choose one with\n`%s/sourdine setup`.  "
			"Until then: a simulated street.\n", h.programs,
			h.programs);
		simulate = true;
	}
	if (simulate)
		use_scratch_store(&h);

	int code = house_run(&h);
	if (simulate)
		remove_scratch_store(&h);
	return code;
}

/* The meter that runs says where its records are: a simulated one has a store
 * of its own. */
static void find_running(const struct conf *c, char *store, size_t size)
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

static int tell(const struct conf *c, int argc, char **argv,
	int (*verb)(const struct tell_paths *, int, char **))
{
	char store[CONF_PATH], live[CONF_PATH + 16], status[CONF_PATH + 16];
	struct tell_paths p = { store, live, status };

	find_running(c, store, sizeof store);
	snprintf(live, sizeof live, "%s/live", c->runtime);
	snprintf(status, sizeof status, "%s/status", c->runtime);
	return verb(&p, argc, argv);
}

static int devices(int argc)
{
	const char *argv[] = { NULL, "--list", NULL };

	if (argc > 1) {
		fputs("sourdine: usage: sourdine devices\n", stderr);
		return EXIT_USAGE;
	}
	return run_program("sourdine-hear", argv);
}

/* Hand the configured microphone on as the default. */
static int measure(const struct conf *c, int argc, char **argv)
{
	const char **args = calloc((size_t)argc + 8, sizeof *args);
	char level[32], at[32];
	int n = 1;

	if (!args)
		return EXIT_FAULT;
	if (c->calibrated) {
		snprintf(level, sizeof level, "%.10g", c->full_scale_db);
		args[n++] = "--default-full-scale";
		args[n++] = level;
	}
	if (*c->microphone_response) {
		snprintf(at, sizeof at, "%ld", c->microphone_response_at_hz);
		args[n++] = "--response";
		args[n++] = c->microphone_response;
		args[n++] = "--response-at";
		args[n++] = at;
	}
	for (int i = 1; i < argc; i++)
		args[n++] = argv[i];
	int code = run_program("sourdine-measure", args);
	free(args);
	return code;
}

static int dispatch(const struct conf *c, int argc, char **argv)
{
	const char *verb = argv[0];

	if (strcmp(verb, "setup") == 0)
		return verb_setup(c, argc, argv);
	if (strcmp(verb, "run") == 0)
		return verb_run(c, argc, argv);
	if (strcmp(verb, "live") == 0)
		return tell(c, argc, argv, tell_live);
	if (strcmp(verb, "export") == 0)
		return tell(c, argc, argv, tell_export);
	if (strcmp(verb, "status") == 0)
		return tell(c, argc, argv, tell_status);
	if (strcmp(verb, "leak") == 0)
		return tell_leak(c->interval_s, c->calibrated, argc, argv);
	if (strcmp(verb, "calibrate") == 0)
		return verb_calibrate(c, argc, argv);
	if (strcmp(verb, "devices") == 0)
		return devices(argc);
	if (strcmp(verb, "measure") == 0)
		return measure(c, argc, argv);
	fprintf(stderr, "sourdine: there is no verb '%s'; `sourdine help` "
		"lists them\n", verb);
	return EXIT_USAGE;
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
	const char *extra = NULL;
	int first = 1;

	hold_standard_descriptors();
	if (argc > 2 && strcmp(argv[1], "--config") == 0) {
		extra = argv[2];
		first = 3;
	}
	if (first >= argc) {
		usage(stderr);
		return EXIT_USAGE;
	}
	argc -= first;
	argv += first;
	if (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0)
		return verb_help(argc, argv);
	if (strcmp(argv[0], "version") == 0 ||
		strcmp(argv[0], "--version") == 0) {
		puts("sourdine " SOURDINE_VERSION);
		return EXIT_OK;
	}

	struct conf c;
	if (!conf_load(&c, extra))
		return EXIT_CONFIG;

	return dispatch(&c, argc, argv);
}
