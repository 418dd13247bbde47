/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-keep: gives the gate's records their time and stores them.
 * Reads the gate's messages on descriptor 0. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>

#include "serve.h"
#include "../run/exit_codes.h"
#include "../run/language.h"
#include "../run/sandbox.h"

struct options {
	const char *store, *live;
	int32_t retention_days;
	bool placed;
	struct store_series series;
	struct stated stated[STATED_MOST];
	char stated_key[STATED_MOST][32];
	size_t n_stated;
};

static void usage(FILE *to)
{
	fputs("usage: sourdine-keep --store FILE --live SOCKET --interval S\n"
	      "       --place PLACE --source SOURCE --full-scale TENTHS "
	      "[OPTION...]\n"
	      "Stores the records that come on descriptor 0.\n"
	      "  --store FILE         the store; made if there is none\n"
	      "  --live SOCKET        where the last ten minutes are shown\n"
	      "  --interval S         length of a record: 60 to 3600, a "
	      "divisor of 3600\n"
	      "  --place PLACE        outdoors, indoors or window\n"
	      "  --source SOURCE      raw (the device itself), server or "
	      "simulated\n"
	      "  --full-scale TENTHS  level of a full-scale sine, tenths of a "
	      "dB: 600 to 1800\n"
	      "  --self-noise TENTHS  A-weighted, 0 to 1400; 0: not stated\n"
	      "  --calibrated         the full scale comes from a calibrator\n"
	      "  --compared           or from a comparison with a meter\n"
	      "  --height-cm N        of the microphone above ground; -1: not "
	      "stated\n"
	      "  --description TEXT   the operator's own words\n"
	      "  --microphone NAME    the device's name\n"
	      "  --stated KEY=VALUE   operator, facade_m, source_m or response, "
	      "for the journal\n"
	      "  --placed             a record's sequence says its interval "
	      "(sourdine-node)\n"
	      "  --retention-days N   remove what is older; 0: nothing\n"
	      "  --help, --version\n", to);
}

static bool bad(const char *option, const char *right)
{
	fprintf(stderr, "sourdine-keep: --%s has to be %s\n", option, right);
	return false;
}

static bool set_number(int32_t *out, const char *option, const char *text,
	long min, long max)
{
	char right[64], *end;
	long v;

	errno = 0;
	v = strtol(text, &end, 10);
	if (!errno && end != text && !*end && v >= min && v <= max) {
		*out = (int32_t)v;
		return true;
	}
	snprintf(right, sizeof right, "a whole number from %ld to %ld", min,
		max);
	return bad(option, right);
}

/* One line of UTF-8 that fits. */
static bool set_text(char *out, size_t size, const char *option,
	const char *text)
{
	char right[64];
	size_t length = strlen(text);

	snprintf(right, sizeof right, "one line of UTF-8, %zu bytes at most",
		size - 1);
	if (length >= size || !is_plain(text))
		return bad(option, right);
	memcpy(out, text, length + 1);
	return true;
}

/* `choices` are separated and enclosed by '|'. */
static bool set_choice(char *out, size_t size, const char *option,
	const char *text, const char *choices, const char *right)
{
	char word[32];

	snprintf(word, sizeof word, "|%s|", text);
	if (!*text || strchr(text, '|') || !strstr(choices, word))
		return bad(option, right);
	snprintf(out, size, "%s", text);
	return true;
}

/* Its text is kept as it is: checked as a description is. */
static bool set_stated(struct options *o, const char *text)
{
	struct stated *x = &o->stated[o->n_stated];
	char line[512];

	if (!set_text(line, sizeof line, "stated", text))
		return false;
	if (o->n_stated == STATED_MOST ||
		!stated_parse(x, o->stated_key[o->n_stated], text))
		return bad("stated", "KEY=VALUE, at most 8 of them");
	o->n_stated++;
	return true;
}

static bool set_option(struct options *o, int c, const char *text)
{
	struct store_series *s = &o->series;

	switch (c) {
	case 's':
		o->store = text;
		return *text || bad("store", "the path of a file");
	case 'l':
		o->live = text;
		return *text || bad("live", "the path of a socket");
	case 'i':
		return set_number(&s->interval_s, "interval", text,
			SLM_INTERVAL_MIN_S, SLM_INTERVAL_MAX_S) &&
			(3600 % s->interval_s == 0 ||
				bad("interval", "a divisor of 3600"));
	case 'p':
		return set_choice(s->place, sizeof s->place, "place", text,
			"|outdoors|indoors|window|",
			"outdoors, indoors or window");
	case 'o':
		return set_choice(s->source, sizeof s->source, "source", text,
			"|raw|server|simulated|", "raw, server or simulated");
	case 'f':
		return set_number(&s->full_scale, "full-scale", text, 600,
			1800);
	case 'n':
		return set_number(&s->self_noise, "self-noise", text, 0,
			SLM_LOUDEST);
	case 'c':
	case 'C':
		s->calibrated = c == 'c' ? 1 : 2;
		return true;
	case 'P':
		o->placed = true;
		return true;
	case 'e':
		return set_number(&s->height_cm, "height-cm", text, -1, 100000);
	case 'r':
		return set_number(&o->retention_days, "retention-days", text,
			0, 36500);
	case 't':
		return set_stated(o, text);
	case 'd':
		return set_text(s->description, sizeof s->description,
			"description", text);
	default:
		return set_text(s->microphone, sizeof s->microphone,
			"microphone", text);
	}
}

/* An exit code, or -1: go on. */
static int read_options(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "store", required_argument, NULL, 's' },
		{ "live", required_argument, NULL, 'l' },
		{ "interval", required_argument, NULL, 'i' },
		{ "place", required_argument, NULL, 'p' },
		{ "source", required_argument, NULL, 'o' },
		{ "full-scale", required_argument, NULL, 'f' },
		{ "self-noise", required_argument, NULL, 'n' },
		{ "calibrated", no_argument, NULL, 'c' },
		{ "compared", no_argument, NULL, 'C' },
		{ "placed", no_argument, NULL, 'P' },
		{ "height-cm", required_argument, NULL, 'e' },
		{ "description", required_argument, NULL, 'd' },
		{ "stated", required_argument, NULL, 't' },
		{ "retention-days", required_argument, NULL, 'r' },
		{ "microphone", required_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int c;

	memset(o, 0, sizeof *o);
	o->series.height_cm = -1;
	snprintf(o->series.software, sizeof o->series.software, "%s",
		SOURDINE_VERSION);
	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return EXIT_OK;
		}
		if (c == 'v') {
			puts("sourdine-keep " SOURDINE_VERSION);
			return EXIT_OK;
		}
		if (c == '?' || !set_option(o, c, optarg))
			return EXIT_USAGE;
	}
	if (optind == argc && o->store && o->live && o->series.interval_s &&
		*o->series.place && *o->series.source && o->series.full_scale)
		return -1;
	fputs("sourdine-keep: --store, --live, --interval, --place, --source "
	      "and --full-scale are needed, and only options (see --help)\n",
		stderr);
	return EXIT_USAGE;
}

/* Readable when SIGINT or SIGTERM has come; -1 after an error. */
static int open_stop(void)
{
	sigset_t set;

	/* A write that fails shall say so, not kill. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
		signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return -1;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int refuse_store(struct store *s, int error, const char *path)
{
	char why[512];

	store_explain(why, sizeof why, error, path);
	fprintf(stderr, "sourdine-keep: %s\n", why);
	store_close(s);
	return EXIT_STORE;
}

/* The store, the key beside it, and a first word in the journal. */
static int open_store(struct keeper *k, struct live_server *live,
	struct options *o, struct seal_key *key)
{
	char boot_id[CLOCK_BOOT_ID];
	struct keeper_start now = { .key = key, .boot_id = boot_id,
		.retention_days = o->retention_days, .stated = o->stated,
		.n_stated = o->n_stated,
		.clock_set = clock_is_set(), .utc_ms = clock_utc_ms(),
		.boot_ms = clock_boot_ms() };
	struct store *s;
	int error = store_create(&s, o->store);

	clock_boot_id(boot_id);
	o->series.since_utc_s = now.utc_ms / 1000;
	if (!error)
		error = seal_key_load(key, o->store, true);
	if (!error)
		error = keeper_begin(k, s, o->store, live, &o->series, &now);
	k->placed = o->placed;
	return error ? refuse_store(s, error, o->store) : EXIT_OK;
}

static int open_live(struct live_server *live, const char *path)
{
	int error = live_server_open(live, path);

	if (!error)
		return EXIT_OK;
	if (error == EADDRINUSE)
		fprintf(stderr, _("sourdine-keep: another program serves %s: "
			"stop it, or give --live another path\n"), path);
	else
		fprintf(stderr, _("sourdine-keep: cannot listen at %s (%s): "
			"give --live a path in a folder of your own\n"), path,
			strerror(error));
	return EXIT_ADDRESS;
}

int main(int argc, char **argv)
{
	static struct keeper keeper;
	static struct live_server live;
	static struct seal_key key;
	struct options o;
	int code, stop;

	language_open();
	code = read_options(&o, argc, argv);
	if (code >= 0)
		return code;

	stop = open_stop();
	if (stop < 0) {
		perror("sourdine-keep: signals");
		return EXIT_FAULT;
	}
	code = open_store(&keeper, &live, &o, &key);
	if (code != EXIT_OK)
		return code;
	code = open_live(&live, o.live);
	if (code != EXIT_OK) {
		store_close(keeper.store);
		return code;
	}

	if (sandbox_enter(SANDBOX_KEEP, o.store, o.live) != EXIT_OK) {
		live_server_close(&live);
		store_close(keeper.store);
		return EXIT_FAULT;
	}

	code = serve(&(struct serving){ &keeper, 0, stop, clock_utc_ms,
		clock_boot_ms });
	live_server_close(&live);
	store_close(keeper.store);
	return code;
}
