/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-web: shows the level and the records in a browser.
 * Reads keep's live socket and the store; can change neither. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>

#include "../local_time.h"
#include "web.h"
#include "door.h"
#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../../run/sandbox.h"

#define TURN_MS 1000 /* the loop turns at least this often */

/* A listening socket, or -1 after one line on stderr. */
static int open_address(const struct web_settings *s, int *exit_code)
{
	struct sockaddr_storage a;
	socklen_t size;
	int fd;

	*exit_code = EXIT_USAGE;
	if (!web_listen_parse(&a, &size, s->listen)) {
		fprintf(stderr,
			_("sourdine-web: --listen has to be an address "
			  "and a port like 127.0.0.1:8094 or [::1]:8094, or "
			  "unix:PATH, not '%s'\n"),
			s->listen);
		return -1;
	}
	if (s->access != WEB_NETWORK &&
		!web_is_loopback((struct sockaddr *)&a)) {
		fprintf(stderr,
			_("sourdine-web: %s can be reached from other "
			  "machines: that takes --access network and a token "
			  "(the keys page_access and page_token_file), or a "
			  "proxy on this machine\n"),
			s->listen);
		return -1;
	}
	*exit_code = EXIT_ADDRESS;
	fd = web_listen(&a, size);
	if (fd >= 0)
		return fd;
	if (errno == EADDRINUSE)
		fprintf(stderr,
			_("sourdine-web: %s is in use by another "
			  "program: stop that one, or choose another port with "
			  "--listen (the key `listen` of the configuration)\n"),
			s->listen);
	else
		fprintf(stderr,
			_("sourdine-web: cannot listen on %s: %s: "
			  "choose an address of this machine and a port above "
			  "1023 with --listen (the key `listen` of the "
			"configuration)\n"),
			s->listen, reason(errno));
	return -1;
}

/* A descriptor that can be read once a signal to stop has come. */
static int open_signals(void)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
		sigprocmask(SIG_BLOCK, &stop, NULL) != 0)
		return -1;
	return signalfd(-1, &stop, SFD_CLOEXEC);
}

static void tell_time(struct web *w)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		abort();
	w->now_ms = t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
	w->utc_s = time(NULL);
}

/* How long the server can do without us. */
static int patience_ms(struct web *w)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (MHD_get_timeout(w->daemon, &ms) == MHD_YES && ms < TURN_MS)
		return (int)ms;
	return TURN_MS;
}

/* Until a signal says to stop. */
static int serve(struct web *w, int signals)
{
	int server = MHD_get_daemon_info(w->daemon, MHD_DAEMON_INFO_EPOLL_FD)
			     ->epoll_fd;

	for (;;) {
		tell_time(w);
		web_events_turn(w, web_feed_read(&w->feed, w->now_ms));
		web_clients_turn(w);
		if (MHD_run(w->daemon) != MHD_YES)
			return EXIT_FAULT;

		/* keep's descriptor is -1 when it is not there: then poll
		 * leaves it out. */
		struct pollfd p[] = {
			{.fd = signals, .events = POLLIN},
			{.fd = server, .events = POLLIN},
			{.fd = w->feed.fd, .events = POLLIN},
		};
		if (poll(p, 3, patience_ms(w)) < 0 && errno != EINTR)
			return EXIT_FAULT;
		if (p[0].revents)
			return EXIT_OK;
	}
}

/* Read before the door is shut. */
static bool open_files(struct web *w)
{
	const struct web_settings *s = &w->settings;
	struct store *store = NULL;

	if (s->proof)
		w->proof = json_load_file(s->proof, 0, NULL);
	if (store_open(&store, s->store) == STORE_OK)
		calibrations_of_store(&w->calibrations, store, s->store);
	store_close(store);
	if (s->access != WEB_NETWORK)
		return true;
	if (s->token_file)
		return web_token_read(w->token, sizeof w->token, s->token_file);
	fputs(_("sourdine-web: --access network needs --token-file (the key "
		"page_token_file)\n"),
		stderr);
	return false;
}

int main(int argc, char **argv)
{
	static struct web w = {.settings = {.listen = "127.0.0.1:8094"}};
	int code, listening, signals;

	language_open();
	code = web_options(&w.settings, argc, argv);
	if (code >= 0)
		return code;

	if (!open_files(&w))
		return EXIT_USAGE;
	listening = open_address(&w.settings, &code);
	if (listening < 0)
		return code;
	signals = open_signals();
	tell_time(&w);
	web_feed_init(&w.feed, w.settings.live);
	web_store_init(&w.store, w.settings.store);
	if (signals < 0 || !web_server_start(&w, listening)) {
		fputs(_("sourdine-web: the system has no room for a server: "
			"end other programs and try again\n"),
			stderr);
		return EXIT_FAULT;
	}
	local_time_use(NULL); /* the time zone is read now, not later */

	/* The door stays open to two paths: the store and keep's socket may
	 * come later, go, and be replaced. */
	if (sandbox_enter(SANDBOX_WEB, w.settings.store, w.settings.live) !=
		EXIT_OK)
		return EXIT_FAULT;

	language_set("en"); /* what programs read is never translated */
	code = serve(&w, signals);
	web_server_stop(&w);
	web_store_drop(&w.store, STORE_OK);
	json_decref(w.proof);
	calibrations_free(&w.calibrations);
	return code;
}
