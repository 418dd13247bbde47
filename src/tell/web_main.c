/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_main.c - sourdine-web: shows the level and the records in a browser.
 * Reads keep's live socket and the store; can change neither. */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>

#include "web.h"
#include "web_door.h"
#include "../run/exit_codes.h"
#include "../run/language.h"
#include "../run/sandbox.h"

#define TURN_MS 1000 /* the loop turns at least this often */

struct options {
	const char *listen, *store, *live;
};

static void usage(FILE *to)
{
	fputs("usage: sourdine-web --store FILE --live SOCKET "
	      "[--listen ADDR:PORT]\n"
	      "Shows the level and the records in a browser.\n"
	      "  --store FILE        the store of records; only read\n"
	      "  --live SOCKET       where sourdine-keep tells the seconds\n"
	      "  --listen ADDR:PORT  127.0.0.1:8094 unless given; [::1]:8094 "
	      "for IPv6.  Whoever\n"
	      "                      is not on this machine sees closed "
	      "records only\n"
	      "  --help, --version\n",
		to);
}

/* An exit code, or -1: carry on. */
static int read_options(struct options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{"listen", required_argument, NULL, 'l'},
		{"store", required_argument, NULL, 's'},
		{"live", required_argument, NULL, 'k'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'v'},
		{0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'l':
			o->listen = optarg;
			break;
		case 's':
			o->store = optarg;
			break;
		case 'k':
			o->live = optarg;
			break;
		case 'h':
			usage(stdout);
			return EXIT_OK;
		case 'v':
			puts("sourdine-web " SOURDINE_VERSION);
			return EXIT_OK;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (optind == argc && o->store && o->live)
		return -1;
	fputs(_("sourdine-web: --store and --live are needed, and nothing "
	      "beside the options\n"),
		stderr);
	usage(stderr);
	return EXIT_USAGE;
}

/* A listening socket, or -1 after one line on stderr. */
static int open_address(const char *text, int *exit_code)
{
	struct sockaddr_storage a;
	socklen_t size;
	int fd;

	*exit_code = EXIT_USAGE;
	if (!web_listen_parse(&a, &size, text)) {
		fprintf(stderr,
			_("sourdine-web: --listen has to be an address "
			"and a port like 127.0.0.1:8094 or [::1]:8094, not "
			"'%s'\n"),
			text);
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
			text);
	else
		fprintf(stderr,
			_("sourdine-web: cannot listen on %s: %s: "
			"choose an address of this machine and a port above "
			"1023 with --listen\n"),
			text, reason(errno));
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

int main(int argc, char **argv)
{
	struct options o = {.listen = "127.0.0.1:8094"};
	static struct web w;
	int code, listening, signals;

	language_open();
	code = read_options(&o, argc, argv);
	if (code >= 0)
		return code;

	listening = open_address(o.listen, &code);
	if (listening < 0)
		return code;
	signals = open_signals();
	tell_time(&w);
	web_feed_init(&w.feed, o.live);
	web_store_init(&w.store, o.store);
	if (signals < 0 || !web_server_start(&w, listening)) {
		fputs(_("sourdine-web: the system has no room for a server: "
		      "end other programs and try again\n"),
			stderr);
		return EXIT_FAULT;
	}

	tzset(); /* gmtime would read the time zone's file later */

	/* The door stays open to two paths: the store and keep's socket may
	 * come later, go, and be replaced. */
	if (sandbox_enter(SANDBOX_WEB, o.store, o.live) != EXIT_OK)
		return EXIT_FAULT;

	language_set("en"); /* what programs read is never translated */
	code = serve(&w, signals);
	web_server_stop(&w);
	web_store_drop(&w.store, STORE_OK);
	return code;
}
