/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meters.c - several meters under one configuration: a `sourdine run` for each,
 * and the status of each.  They share nothing but the file that names them. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exit_codes.h"
#include "house.h"
#include "language.h"
#include "places.h"
#include "verbs.h"

#define WAIT_MS	   10000
#define PATIENCE_S 40 /* a meter ends its programs one after the other */

/* The `sourdine run` of one. */
struct house_of {
	const char *name;
	pid_t pid; /* 0: not running */
	int starts;
	int64_t start_at_ms;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* By its own path: through /proc/self/exe the kernel would call it "exe", and
 * `status` would take it for somebody else's. */
static void find_self(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size - 1);
	char *end;

	path[n > 0 ? n : 0] = '\0';
	end = strstr(path, " (deleted)"); /* a new one took its place */
	if (end)
		*end = '\0';
}

/* In the child: this program once more.  What it says of what is missing is
 * said once, not each time that it is tried again. */
static void become(const struct house_of *h, pid_t parent, int argc,
	char **argv)
{
	const char **args = calloc((size_t)argc + 6, sizeof *args);
	int n = 0, nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
	char self[CONF_PATH];
	sigset_t none;

	if (!args)
		_exit(EXIT_FAULT);
	args[n++] = "sourdine";
	if (conf_extra()) {
		args[n++] = "--config";
		args[n++] = conf_extra();
	}
	args[n++] = "--meter";
	args[n++] = h->name;
	for (int i = 0; i < argc; i++)
		args[n++] = argv[i];
	setpgid(0, 0); /* Ctrl-C reaches the first one alone */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXIT_FAULT);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (h->starts > 0)
		dup2(nothing, 2);
	find_self(self, sizeof self);
	execute(self, args);
	_exit(EXIT_FAULT);
}

static void start_due(struct house_of *h, int n, int argc, char **argv)
{
	for (int i = 0; i < n; i++) {
		pid_t parent = getpid();

		if (h[i].pid > 0 || now_ms() < h[i].start_at_ms)
			continue;
		fflush(stdout);
		h[i].pid = fork();
		if (h[i].pid == 0)
			become(&h[i], parent, argc, argv);
		if (h[i].pid < 0)
			h[i].pid = 0;
		h[i].starts++;
		h[i].start_at_ms = now_ms() + WAIT_MS;
	}
}

/* Whatever one of them ends with, the others go on: its line may be plugged in
 * again, and its folder mended. */
static void reap(struct house_of *h, int n)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < n; i++) {
			if (h[i].pid != pid)
				continue;
			h[i].pid = 0;
			h[i].start_at_ms = now_ms() + WAIT_MS;
		}
}

static void stop(struct house_of *h, int n, const sigset_t *signals)
{
	int64_t end = now_ms() + 1000 * PATIENCE_S;
	const struct timespec t = { 0, 100000000 };
	bool any = true;

	for (int i = 0; i < n; i++)
		if (h[i].pid > 0)
			kill(h[i].pid, SIGTERM);
	while (any && now_ms() < end) {
		any = false;
		sigtimedwait(signals, NULL, &t);
		reap(h, n);
		for (int i = 0; i < n; i++)
			any |= h[i].pid > 0;
	}
	for (int i = 0; i < n; i++)
		if (h[i].pid > 0)
			kill(h[i].pid, SIGKILL);
}

int meters_run(const struct conf *all, int argc, char **argv)
{
	static struct house_of h[CONF_METERS];
	const struct timespec t = { 0, 500000000 };
	sigset_t signals;
	int n = 0, s, lock;

	if (!places_own_folder(all->runtime))
		return EXIT_FAULT;
	lock = places_lock(all->runtime);
	if (lock < 0)
		return EXIT_FAULT;
	for (; conf_meter(n); n++)
		h[n].name = conf_meter(n);
	house_signals(&signals);
	do {
		start_due(h, n, argc, argv);
		s = sigtimedwait(&signals, NULL, &t);
		reap(h, n);
	} while (!house_is_end(s));
	stop(h, n, &signals);
	close(lock);
	return EXIT_OK;
}

/* The first that is not well decides about the exit code. */
int meters_status(int argc, char **argv)
{
	bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
	char names[CONF_METERS][CONF_NAME] = { 0 };
	int code = EXIT_OK, n = 0;
	struct conf c;

	for (; conf_meter(n); n++)
		strcpy(names[n], conf_meter(n));
	for (int i = 0; i < n; i++) {
		int one;

		if (!conf_load(&c, conf_extra(), names[i]))
			return EXIT_CONFIG;
		if (json)
			printf("%s\"%s\": ", i ? ", " : "{", names[i]);
		else
			printf("%s[%s]\n", i ? "\n" : "", names[i]);
		one = run_tell(&c, argc, argv, tell_status);
		code = code == EXIT_OK ? one : code;
	}
	if (json)
		puts("}");
	return code;
}

int meters_choose(const char *verb)
{
	fprintf(stderr, _("sourdine: %s is about one meter, and this "
		"configuration has several: sourdine --meter NAME %s ...  The "
		"names are"), verb, verb);
	for (int i = 0; conf_meter(i); i++)
		fprintf(stderr, "%s %s", i ? "," : "", conf_meter(i));
	fputc('\n', stderr);
	return EXIT_USAGE;
}
