/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hand_on.c - verbs that another program answers, with what the configuration
 * says of the microphone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

int verb_report(const struct conf *c, int argc, char **argv)
{
	const char **args = calloc((size_t)argc + 3, sizeof *args);
	char store[CONF_PATH];
	int n = 1;

	if (!args)
		return EXIT_FAULT;
	find_running(c, store, sizeof store);
	args[n++] = "--store";
	args[n++] = store;
	for (int i = 1; i < argc; i++)
		args[n++] = argv[i];
	int code = run_program("sourdine-report", args);
	free(args);
	return code;
}

static bool is_report(const char *path)
{
	static const char *const heads[] = { "%PDF-", "<!doctype html>" };
	char head[16] = "";
	FILE *f = fopen(path, "rb");

	if (f && fread(head, 1, sizeof head - 1, f) == 0)
		head[0] = '\0';
	if (f)
		fclose(f);
	return strncmp(head, heads[0], strlen(heads[0])) == 0 ||
		strncmp(head, heads[1], strlen(heads[1])) == 0;
}

/* A report is computed and drawn again by who made it; everything else is for
 * the chain.  The configured store is looked at if it is there. */
int verb_verify(const struct conf *c, int argc, char **argv)
{
	char store[CONF_PATH];
	const struct tell_paths p = { .store = store };
	const char **args = calloc((size_t)argc + 5, sizeof *args);
	int report = 0, n = 1;

	if (!args)
		return EXIT_FAULT;
	find_running(c, store, sizeof store);
	for (int i = 1; i < argc; i++)
		if (!report && argv[i][0] != '-' && is_report(argv[i]))
			report = i;
	if (!report) {
		free(args);
		return tell_verify(&p, argc, argv);
	}
	if (access(store, R_OK) == 0) {
		args[n++] = "--store";
		args[n++] = store;
	}
	args[n++] = "--check";
	args[n++] = argv[report];
	for (int i = 1; i < argc; i++)
		if (i != report)
			args[n++] = argv[i];
	int code = run_program("sourdine-report", args);
	free(args);
	return code;
}

int verb_notice(const struct conf *c, int argc, char **argv)
{
	const char **args = calloc((size_t)argc + 18, sizeof *args);
	char interval[32], retention[32];
	const char *kind = "wall";
	int n = 1;

	if (!args)
		return EXIT_FAULT;
	snprintf(interval, sizeof interval, "%ld", c->interval_s);
	snprintf(retention, sizeof retention, "%ld", c->retention_days);
	const char *const given[] = { "--operator", c->operator_is, "--more",
		c->more, "--place", c->place, "--interval", interval,
		"--retention", retention, "--store", c->store };
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		args[n++] = given[i];
	if (c->calibrated)
		args[n++] = "--calibrated";
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--kind") == 0 && i + 1 < argc)
			kind = argv[++i];
		else if (strncmp(argv[i], "--kind=", 7) == 0)
			kind = argv[i] + 7;
		else
			args[n++] = argv[i];
	args[n++] = "--notice";
	args[n++] = kind;
	int code = run_program("sourdine-report", args);
	free(args);
	return code;
}
