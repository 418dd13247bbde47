/* SPDX-License-Identifier: GPL-3.0-or-later */
/* house.c - starts the four programs, starts again what has ended, and stops
 * them in the order of the data.
 *
 * run holds both ends of both pipes, so that hear and keep may end and begin
 * again while the gate goes on.  How or when hear ended is not looked at: it
 * is started again on a coarse tick, whatever it was. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exit_codes.h"
#include "filtered.h"
#include "house.h"
#include "language.h"
#include "places.h"
#include "../keep/store.h"

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Waits in ms after the n-th quick end in a row; the last one holds on.  That
 * of hear is always the same: when it ended tells nobody anything.  That of
 * the gate is in breaches.c. */
static int64_t wait_ms(enum program which, int quick_ends)
{
	static const int64_t first[PROGRAMS] = { 3000, 10000, 2000, 2000 };
	static const int64_t last[PROGRAMS] = { 3000, 10000, 60000, 60000 };
	int64_t w = first[which];

	for (int i = 1; i < quick_ends && w < last[which]; i++)
		w *= 2;
	return w < last[which] ? w : last[which];
}

static void start(struct house *h, enum program which)
{
	struct child *c = &h->child[which];

	c->pid = program_start(h, which);
	c->filtered = false;
	if (c->pid < 0)
		c->pid = 0;
	c->starts++;
	c->started_ms = now_ms();
}

/* Plan the next start: on a tick as coarse as the wait. */
static void plan(struct house *h, enum program which)
{
	struct child *c = &h->child[which];
	int64_t now = now_ms(), w;

	c->pid = 0;
	c->quick_ends = now - c->started_ms < 60000 ? c->quick_ends + 1 : 1;
	w = wait_ms(which, c->quick_ends);
	c->start_at_ms = (now / w + 1) * w;
}

static bool make_pipe(int p[2])
{
	if (pipe(p) != 0)
		return false;
	return fcntl(p[0], F_SETFD, FD_CLOEXEC) == 0 &&
		fcntl(p[1], F_SETFD, FD_CLOEXEC) == 0;
}

/* Also when the meter itself was started anew meanwhile. */
static void wait_for_breach(struct house *h)
{
	h->child[GATE].start_at_ms = now_ms() +
		1000 * breaches_wait_s(&h->breaches, time(NULL));
}

/* A line of the journal, when the fresh pair starts: that is a coarse tick,
 * the moment of the breach would be hear's to choose. */
static void note_breach(struct house *h)
{
	struct store_journal line = store_event(STORE_BREACH, time(NULL));
	struct store *s;

	if (store_join(&s, h->store) != STORE_OK)
		return;
	if (store_note(s, &line) == STORE_OK)
		h->unnoted_breach = false;
	store_close(s);
}

/* The gate ends by itself only when hear broke a rule: both go, and what is
 * left in their pipe with them. */
static void after_breach(struct house *h)
{
	struct child *hear = &h->child[HEAR], *gate = &h->child[GATE];

	breaches_add(&h->breaches, time(NULL));
	h->unnoted_breach = true;
	wait_for_breach(h);
	if (hear->pid > 0) {
		kill(hear->pid, SIGKILL);
		waitpid(hear->pid, NULL, 0);
		hear->pid = 0;
	}
	close(h->to_gate[0]);
	close(h->to_gate[1]);
	if (!make_pipe(h->to_gate))
		h->to_gate[0] = h->to_gate[1] = -1;
	hear->start_at_ms = gate->start_at_ms;
}

/* An end that no new start can mend; else 0. */
static int hopeless(const struct house *h, enum program which, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAULT;

	if (h->announced || h->child[which].starts > 1)
		return 0;
	if (which == KEEP && (code == EXIT_STORE || code == EXIT_ADDRESS))
		return code;
	if (which == WEB && code == EXIT_ADDRESS)
		return code;
	return code == EXIT_USAGE && which != HEAR ? EXIT_FAULT : 0;
}

static int reap(struct house *h)
{
	int status, code = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (int i = 0; i < PROGRAMS; i++) {
			if (h->child[i].pid != pid)
				continue;
			if (!code)
				code = hopeless(h, (enum program)i, status);
			plan(h, (enum program)i);
			if (i == GATE)
				after_breach(h);
		}
	}
	status_write(h);
	return code;
}

/* Start what is due; hear never without its gate. */
static void start_due(struct house *h)
{
	bool any = false;

	for (int i = PROGRAMS - 1; i >= 0; i--) {
		struct child *c = &h->child[i];
		if (c->pid > 0 || now_ms() < c->start_at_ms ||
			!house_program(h, (enum program)i))
			continue;
		if (i == HEAR && !house_has_node(h) &&
			h->child[GATE].pid == 0)
			continue;
		if (i == GATE && h->unnoted_breach)
			note_breach(h);
		start(h, (enum program)i);
		any = true;
	}
	if (any)
		status_write(h);
}

/* A program shuts its door a moment after its start. */
static void look_at_doors(struct house *h)
{
	bool any = false;

	for (int i = 0; i < PROGRAMS; i++) {
		struct child *c = &h->child[i];
		if (c->pid == 0 || c->filtered)
			continue;
		c->filtered = is_filtered(c->pid) == FILTERED_YES;
		any |= c->filtered;
	}
	if (any)
		status_write(h);
}

static void announce(struct house *h)
{
	char page[CONF_TEXT + 16];

	if (h->announced || !places_answer(h->live, h->conf.listen))
		return;
	h->announced = true;
	users_share(&h->page_user, h->store); /* keep has made it by now */
	if (*h->conf.meter)
		printf("[%s]\n", h->conf.meter);
	if (h->simulated)
		printf(_("SIMULATED: this is a made-up street, not a "
			"microphone.\n"));
	else if (house_has_node(h))
		printf(_("Reading the records of the node at %s.\n"),
			conf_line(&h->conf));
	else
		printf(strcmp(h->source, "raw") == 0 ?
			_("Listening to the microphone '%s'.\n") :
			_("Listening to the microphone '%s', through a sound "
				"server.\n"), h->conf.microphone);
	printf(_("Records: %s\n"), h->store);
	places_page(page, sizeof page, h->conf.listen);
	printf(_("The page is at %s  (Ctrl-C stops the meter)\n"), page);
	fflush(stdout);
}

/* keep may have a day of records to write to a slow card. */
static void stop_one(struct child *c, enum program which)
{
	int most = which == KEEP ? 2500 : 300;

	if (c->pid <= 0)
		return;
	kill(c->pid, SIGTERM);
	for (int i = 0; i < most; i++) {
		struct timespec t = { 0, 10000000 };
		if (waitpid(c->pid, NULL, WNOHANG) != 0) {
			c->pid = 0;
			return;
		}
		nanosleep(&t, NULL);
	}
	kill(c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
	c->pid = 0;
}

/* How long to wait for a signal.  A start that is due comes at its very tick,
 * not at the next look after an end: that would tell when hear ended. */
static struct timespec until_next_start(const struct house *h)
{
	int64_t ns = h->announced ? 500000000 : 50000000;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	for (int i = 0; i < PROGRAMS; i++) {
		int64_t left_ms = h->child[i].start_at_ms -
			now.tv_sec * INT64_C(1000);
		int64_t left_ns = left_ms * 1000000 - now.tv_nsec;
		if (h->child[i].pid == 0 && left_ns >= 0 && left_ns < ns)
			ns = left_ns;
	}
	return (struct timespec){ 0, ns };
}

static int watch(struct house *h, const sigset_t *signals)
{
	int code = 0;

	while (code == 0) {
		struct timespec t = until_next_start(h);
		siginfo_t info;

		start_due(h);
		look_at_doors(h);
		announce(h);
		int s = sigtimedwait(signals, &info, &t);
		if (house_is_end(s))
			return EXIT_OK;
		if (s == SIGCHLD)
			code = reap(h);
	}
	return code;
}

bool house_prepare(struct house *h, const struct conf *c)
{
	memset(h, 0, sizeof *h);
	h->conf = *c;
	strcpy(h->source, "server");
	snprintf(h->store, sizeof h->store, "%s", c->store);
	snprintf(h->live, sizeof h->live, "%.480s/live", c->runtime);
	snprintf(h->status, sizeof h->status, "%.480s/status", c->runtime);
	if (!program_folder(h->programs, sizeof h->programs)) {
		fputs(_("sourdine: the other programs are not beside this one, "
			"nor in ../libexec/sourdine: install Sourdine whole\n"),
			stderr);
		return false;
	}
	return places_own_folder(c->runtime);
}

/* Made-up sound is nobody's: its breaches are kept while the machine runs. */
static void open_breaches(struct house *h)
{
	char path[CONF_PATH + 16];

	if (h->simulated)
		snprintf(path, sizeof path, "%.480s/breaches", h->conf.runtime);
	else
		snprintf(path, sizeof path, "%.480s.breaches", h->store);
	breaches_read(&h->breaches, path);
	wait_for_breach(h);
}

static void find_page_user(struct house *h)
{
	char program[CONF_PATH + 32];

	snprintf(program, sizeof program, "%s/sourdine-web", h->programs);
	users_find(&h->page_user, program, h->store, h->conf.runtime);
}

void house_signals(sigset_t *signals)
{
	struct sigaction hup;

	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGCHLD);
	/* its terminal was closed, unless nohup says to go on */
	if (sigaction(SIGHUP, NULL, &hup) == 0 && hup.sa_handler != SIG_IGN)
		sigaddset(signals, SIGHUP);
	sigprocmask(SIG_BLOCK, signals, NULL);
}

bool house_is_end(int signal)
{
	return signal == SIGINT || signal == SIGTERM || signal == SIGHUP;
}

int house_run(struct house *h)
{
	sigset_t signals;
	int code, lock = places_lock(h->conf.runtime);

	if (lock < 0)
		return EXIT_FAULT;
	if (!places_parent(h->store))
		return EXIT_STORE;
	house_signals(&signals);
	if (!make_pipe(h->to_gate) || !make_pipe(h->to_keep)) {
		perror("sourdine: pipe");
		return EXIT_FAULT;
	}
	h->started_utc_s = time(NULL);
	open_breaches(h);
	find_page_user(h);

	code = watch(h, &signals);
	for (int i = 0; i < PROGRAMS; i++)
		stop_one(&h->child[i], (enum program)i);
	status_remove(h);
	close(lock);
	return code;
}
