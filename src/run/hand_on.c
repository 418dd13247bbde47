/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hand_on.c - verbs that another program answers, with what the configuration
 * says of the microphone. */
#include <stdlib.h>

#include "exit_codes.h"
#include "house.h"
#include "verbs.h"

int verb_devices(const struct conf *c, int argc, char **argv)
{
	const char *args[] = { NULL, "--list", NULL };

	(void)c;
	(void)argc;
	(void)argv;
	return run_program("sourdine-hear", args);
}

int verb_leak(const struct conf *c, int argc, char **argv)
{
	return tell_leak(c->interval_s, c->calibrated, argc, argv);
}

/* Hand the configured microphone on as the default. */
int verb_measure(const struct conf *c, int argc, char **argv)
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
