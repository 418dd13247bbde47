/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-node: reads a node's serial line and hands its records to
 * keep, on descriptor 1.  Nothing is ever sent to the node. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "place.h"
#include "../run/exit_codes.h"
#include "../run/sandbox.h"

struct options {
	const char *line;
	long interval_s;
	long number; /* of the node; 0: whichever is heard first */
	speed_t speed;
};

static void usage(FILE *to)
{
	fputs("usage: sourdine-node --line PATH --interval SECONDS "
	      "[--baud N]\n"
	      "Reads the line of one node, and writes its records to "
	      "descriptor 1.\n"
	      "  --line PATH         the serial line, such as /dev/ttyACM0\n"
	      "  --interval SECONDS  length of a record: 60 to 3600, a divisor "
	      "of 3600\n"
	      "  --baud N            50 to 115200; 115200 unless given\n"
	      "  --number N          of the node, 1 to 65535; 0: whichever is heard "
	      "first\n"
	      "  --help, --version\n", to);
}

static int bad_usage(const char *what)
{
	fprintf(stderr, "sourdine-node: %s\n", what);
	usage(stderr);
	return EXIT_USAGE;
}

static bool set_speed(speed_t *out, const char *text)
{
	static const struct {
		const char *name;
		speed_t speed;
	} table[] = { { "50", B50 }, { "300", B300 }, { "600", B600 },
		{ "1200", B1200 }, { "2400", B2400 }, { "4800", B4800 },
		{ "9600", B9600 }, { "19200", B19200 }, { "38400", B38400 },
		{ "57600", B57600 }, { "115200", B115200 } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(text, table[i].name) == 0) {
			*out = table[i].speed;
			return true;
		}
	return false;
}

static bool set_interval(long *out, const char *text)
{
	char *end;

	*out = strtol(text, &end, 10);
	return !*end && *out >= SLM_INTERVAL_MIN_S &&
		*out <= SLM_INTERVAL_MAX_S && 3600 % *out == 0;
}

static bool set_number(long *out, const char *text)
{
	char *end;

	*out = strtol(text, &end, 10);
	return end != text && !*end && *out >= 0 && *out <= 65535;
}

/* An exit code, or -1: go on. */
static int read_options(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "line", required_argument, NULL, 'l' },
		{ "interval", required_argument, NULL, 'i' },
		{ "baud", required_argument, NULL, 'b' },
		{ "number", required_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	int c;

	*o = (struct options){ .speed = B115200 };
	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (c) {
		case 'l':
			o->line = optarg;
			break;
		case 'i':
			if (!set_interval(&o->interval_s, optarg))
				return bad_usage("--interval is 60 to 3600 s "
					"and divides 3600");
			break;
		case 'b':
			if (!set_speed(&o->speed, optarg))
				return bad_usage("--baud is 50, 300, 600, ... "
					"9600, ... 57600 or 115200");
			break;
		case 'n':
			if (!set_number(&o->number, optarg))
				return bad_usage("--number is 0 to 65535");
			break;
		case 'h':
			usage(stdout);
			return EXIT_OK;
		case 'v':
			puts("sourdine-node " SOURDINE_VERSION);
			return EXIT_OK;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (optind != argc || !o->line || o->interval_s == 0)
		return bad_usage("--line and --interval are needed, and only "
			"options");
	return -1;
}

/* Two readers would each get a part of every frame, whatever names they know
 * the line by. */
static bool is_read_already(int fd, const char *line)
{
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return false;
	fprintf(stderr, "sourdine-node: %s is read by another meter already, "
		"perhaps by another name: give each a line of its own\n", line);
	return true;
}

/* As descriptor 0, raw; a pipe or a file may stand in for it. */
static bool open_line(const struct options *o)
{
	int fd = open(o->line, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	struct termios t;
	bool good = fd >= 0;

	if (is_read_already(fd, o->line))
		return false;
	if (good && tcgetattr(fd, &t) == 0) {
		t.c_iflag = IGNBRK;
		t.c_oflag = 0;
		t.c_lflag = 0;
		t.c_cflag = CS8 | CREAD | CLOCAL;
		t.c_cc[VMIN] = 1;
		t.c_cc[VTIME] = 0;
		good = cfsetispeed(&t, o->speed) == 0 &&
			cfsetospeed(&t, o->speed) == 0 &&
			tcsetattr(fd, TCSANOW, &t) == 0;
	}
	if (good && dup2(fd, 0) == 0)
		return true;
	fprintf(stderr, "sourdine-node: %s cannot be read (%s): is the node "
		"plugged in, and may this user read its line (group "
		"dialout)?\n", o->line, strerror(errno));
	return false;
}

static int64_t utc_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		abort();
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* A record whose place is known, canonical as the gate's are: its sequence is
 * the number of its interval since 1970. */
static bool hand_on(const struct link_frame *f, uint32_t place)
{
	struct slm_record r = f->entry.record;
	uint8_t message[SLM_MESSAGE_BYTES];

	r.sequence = place;
	slm_record_encode(message, &r);
	if (!slm_record_decode(&r, message))
		return true; /* not reached: link_take has asked */
	return write(1, message, sizeof message) == sizeof message;
}

/* Until the line or keep is gone.  Without a number the first node that is heard
 * is the one. */
static int pass(long interval_s, long number)
{
	static struct link_reader reader;
	static struct node_place place;
	struct link_frame f;
	uint8_t bytes[256];
	long node = number > 0 ? number : -1;
	ssize_t n;

	while ((n = read(0, bytes, sizeof bytes)) > 0) {
		int64_t now_ms = utc_ms();

		for (ssize_t i = 0; i < n; i++) {
			uint32_t at;

			if (!link_take(&reader, bytes[i], &f) ||
				f.entry.record.interval_s != interval_s)
				continue;
			if (node < 0)
				node = f.node;
			at = f.node == node ? node_place(&place, &f, now_ms) : 0;
			if (at > 0 && !hand_on(&f, at))
				return EXIT_FAULT;
		}
	}
	return n == 0 ? EXIT_OK : EXIT_FAULT;
}

int main(int argc, char **argv)
{
	struct options o;
	int code = read_options(&o, argc, argv);

	if (code >= 0)
		return code;

	if (!open_line(&o))
		return EXIT_INPUT;

	if (sandbox_enter(SANDBOX_NODE, NULL, NULL) != EXIT_OK)
		return EXIT_FAULT;

	return pass(o.interval_s, o.number);
}
