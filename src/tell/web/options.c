/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - the command line of sourdine-web. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "web.h"

static void usage(FILE *to)
{
	fputs("usage: sourdine-web --store FILE --live SOCKET [options]\n"
	      "Shows the level and the records in a browser.\n"
	      "  --store FILE        the store of records; only read\n"
	      "  --live SOCKET       where sourdine-keep tells the seconds\n"
	      "  --listen ADDR:PORT  127.0.0.1:8094 unless given; [::1]:8094 "
	      "for IPv6;\n"
	      "                      unix:PATH for a socket\n"
	      "  --access WHO        local: this machine alone (unless given); "
	      "network:\n"
	      "                      others too, with a token; proxy: whoever "
	      "a proxy on\n"
	      "                      this machine lets in.  Others see closed "
	      "records only\n"
	      "  --token-file FILE   the token, 16 characters or more; nobody "
	      "else may read it\n"
	      "  --name NAME         what others call this device in their "
	      "browser\n"
	      "  --status FILE       what `sourdine run` writes of itself\n"
	      "  --proof FILE        the last result of `make prove`\n"
	      "  --identity HEX      of the programs\n"
	      "  --operator TEXT     who runs the meter; for the notice\n"
	      "  --more TEXT         where to read more; for the notice\n"
	      "  --noise-source WHAT road, rail, air or unknown: what stands "
	      "beside a year\n"
	      "  --meter NAME        of several, this one; shown on the page\n"
	      "  --no-seconds        none come: a microcontroller sends "
	      "records alone\n"
	      "  --help, --version\n",
		to);
}

static bool take_access(struct web_settings *s, const char *text)
{
	static const char *const names[] = {"local", "network", "proxy"};

	for (size_t i = 0; i < 3; i++)
		if (strcmp(text, names[i]) == 0) {
			s->access = (enum web_access)i;
			return true;
		}
	fprintf(stderr,
		_("sourdine-web: --access is local, network or proxy, not "
		  "'%s'\n"),
		text);
	return false;
}

int web_options(struct web_settings *s, int argc, char **argv)
{
	const char **const texts[] = {&s->listen, &s->store, &s->live,
		&s->token_file, &s->name, &s->status, &s->proof, &s->identity,
		&s->operator_is, &s->more, &s->noise_source, &s->meter};
	static const struct option options[] = {
		{"listen", required_argument, NULL, 0},
		{"store", required_argument, NULL, 1},
		{"live", required_argument, NULL, 2},
		{"token-file", required_argument, NULL, 3},
		{"name", required_argument, NULL, 4},
		{"status", required_argument, NULL, 5},
		{"proof", required_argument, NULL, 6},
		{"identity", required_argument, NULL, 7},
		{"operator", required_argument, NULL, 8},
		{"more", required_argument, NULL, 9},
		{"noise-source", required_argument, NULL, 10},
		{"meter", required_argument, NULL, 11},
		{"no-seconds", no_argument, NULL, 'n'},
		{"access", required_argument, NULL, 'a'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'v'},
		{0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'h') {
			usage(stdout);
			return EXIT_OK;
		}
		if (c == 'v') {
			puts("sourdine-web " SOURDINE_VERSION);
			return EXIT_OK;
		}
		if (c == '?') {
			usage(stderr);
			return EXIT_USAGE;
		}
		if (c == 'n')
			s->no_seconds = true;
		else if (c != 'a')
			*texts[c] = optarg;
		else if (!take_access(s, optarg))
			return EXIT_USAGE;
	}
	if (optind == argc && s->store && s->live)
		return -1;
	fputs(_("sourdine-web: --store and --live are needed, and nothing "
		"beside the options\n"),
		stderr);
	usage(stderr);
	return EXIT_USAGE;
}
