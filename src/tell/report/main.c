/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-report: from the store to a PDF or an HTML file, and
 * whether such a file is what the store gives.
 *
 * Whatever reads a file, or draws, is behind the door.  To make a report that
 * is a process of its own, which has the new file for its stdout; this one waits
 * for it, signs what came of it, and gives it its name. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "check.h"
#include "door.h"
#include "sign.h"
#include "weather.h"
#include "write.h"

/* On a terminal only. */
static void progress(double share)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%3.0f %%", 100 * share);
}

static void end_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r      \r", stderr);
}

static int refuse(const char *path, const char *why, int code)
{
	fprintf(stderr, "sourdine: %s: %s\n", path, why);
	return code;
}

/* ---------------------------------------------------------- behind the door */

static int write_out(const struct report_options *o, const json_t *report)
{
	char why[256] = "";
	size_t length;
	char *file = (o->notice.kind ? notice_write : report_write)(&length,
		o->html, report, why, sizeof why);

	if (!file)
		return refuse(o->file, why, EXIT_INPUT);
	(void)fwrite(file, 1, length, stdout);
	free(file);
	if (fflush(stdout) == 0)
		return EXIT_OK;
	return refuse(o->file, reason(errno), EXIT_INPUT);
}

static int make(struct report_options *o)
{
	int code = report_read_files(o);

	if (code != EXIT_OK)
		return code;
	json_t *report = o->notice.kind ? notice_gather(&o->notice) :
		report_gather(o->store, &o->request, progress);
	end_progress();
	if (!report)
		return EXIT_STORE;
	json_object_set_new(json_object_get(report, "report"), "drawn_with",
		json_string(report_drawn_with()));
	code = write_out(o, report);
	json_decref(report);
	json_decref(o->request.attached);
	weather_free((struct weather *)(uintptr_t)o->request.weather);
	return code;
}

/* --------------------------------------------------------------- before it */

/* The process that makes the file; it ends with this one. */
static pid_t begin(struct report_options *o, int file)
{
	pid_t parent = getpid(), child = fork();
	int code;

	if (child != 0)
		return child;
	(void)signal(SIGINT, SIG_DFL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || dup2(file, STDOUT_FILENO) < 0)
		_exit(EXIT_FAULT);
	close(file);
	code = report_shut_door(o);
	exit(code == EXIT_OK ? make(o) : code);
}

static int wait_for(const char *path, pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return refuse(path, reason(errno), EXIT_FAULT);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WTERMSIG(status) == SIGINT ? EXIT_FAULT : refuse(path, _("not "
		"made: the program did what it may not do, and was stopped"),
		EXIT_FAULT);
}

/* Whoever may read the meter's key signs; the report is as right without. */
static void sign(const struct report_options *o, const char *file)
{
	struct seal_key key;

	if (seal_key_load(&key, o->store, false) != STORE_OK ||
		!report_sign(file, &key))
		fprintf(stderr, _("sourdine: %s is not signed: the meter's "
			"key cannot be read here\n"), o->file);
}

/* Whole under its own name, or not there at all; a notice is not signed. */
static int make_file(struct report_options *o)
{
	char temporary[4096];
	int file, code;

	snprintf(temporary, sizeof temporary, "%s.tmp", o->file);
	file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (file < 0)
		return refuse(o->file, reason(errno), EXIT_INPUT);
	(void)signal(SIGINT, SIG_IGN); /* ends the other; this one tidies up */
	pid_t child = begin(o, file);
	code = child < 0 ? refuse(o->file, reason(errno), EXIT_FAULT) :
		wait_for(o->file, child);
	if (close(file) != 0 && code == EXIT_OK)
		code = refuse(o->file, reason(errno), EXIT_INPUT);
	if (code == EXIT_OK && !o->notice.kind)
		sign(o, temporary);
	if (code == EXIT_OK && rename(temporary, o->file) != 0)
		code = refuse(o->file, reason(errno), EXIT_INPUT);
	if (code != EXIT_OK)
		unlink(temporary);
	return code;
}

static int check(const struct report_options *o)
{
	int code = report_shut_door(o);

	return code == EXIT_OK ? report_check(o) : code;
}

int main(int argc, char **argv)
{
	struct report_options o;

	if (report_help(argc, argv))
		return EXIT_OK;
	language_open();
	int code = report_options(&o, argc, argv);
	if (code != EXIT_OK)
		return code;
	return o.check ? check(&o) : make_file(&o);
}
