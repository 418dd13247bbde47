/* SPDX-License-Identifier: GPL-3.0-or-later */
/* terminal.c - the terminal while `sourdine live` has it, and the signals
 * that ask for something. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

/* Another screen, no cursor, and back. */
#define ENTER "\033[?1049h\033[?25l\033[2J"
#define LEAVE "\033[0m\033[?25h\033[?1049l"

static volatile sig_atomic_t stop, suspend;
static sigset_t waiting; /* the mask while waiting */
static struct termios before;
static bool changed; /* the terminal's input has our settings */

bool terminal_is_there(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && *term &&
		strcmp(term, "dumb") != 0;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

enum live_colours terminal_colours(void)
{
	const char *colorterm = getenv("COLORTERM"), *term = getenv("TERM");

	if (is_set("NO_COLOR"))
		return LIVE_MONO;
	if (colorterm && (strcmp(colorterm, "truecolor") == 0 ||
		strcmp(colorterm, "24bit") == 0))
		return LIVE_TRUE;
	if (is_set("COLORTERM") || (term && strstr(term, "256")))
		return LIVE_256;
	return LIVE_MONO;
}

void terminal_open(void)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &before) == 0) {
		raw = before;
		raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		changed = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
	}
	fputs(ENTER, stdout);
	fflush(stdout);
}

void terminal_close(void)
{
	fputs(LEAVE, stdout);
	fflush(stdout);
	if (changed)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
	changed = false;
}

void terminal_size(int *rows, int *cols)
{
	struct winsize w;

	*rows = 24;
	*cols = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 &&
		w.ws_col > 0) {
		*rows = w.ws_row;
		*cols = w.ws_col;
	}
}

static void on_signal(int number)
{
	if (number == SIGTSTP)
		suspend = 1;
	else if (number != SIGWINCH)
		stop = 1;
}

void live_catch_signals(bool screen)
{
	static const int always[] = { SIGINT, SIGTERM, SIGHUP };
	static const int with_screen[] = { SIGWINCH, SIGTSTP };
	const struct sigaction catch = { .sa_handler = on_signal };
	sigset_t blocked;

	stop = suspend = 0;
	sigemptyset(&blocked);
	for (int i = 0; i < 3; i++) {
		sigaction(always[i], &catch, NULL);
		sigaddset(&blocked, always[i]);
	}
	for (int i = 0; i < 2 && screen; i++) {
		sigaction(with_screen[i], &catch, NULL);
		sigaddset(&blocked, with_screen[i]);
	}
	sigprocmask(SIG_BLOCK, &blocked, &waiting);
}

/* Ctrl-Z: the shell gets its terminal as it was, we get ours again later. */
static void sleep_until_continued(void)
{
	suspend = 0;
	terminal_close();
	raise(SIGSTOP);
	terminal_open();
}

/* A terminal that has gone is a reason to end, like q. */
static char read_key(void)
{
	char key;
	ssize_t n = read(STDIN_FILENO, &key, 1);

	if (n < 0)
		return errno != EINTR && errno != EAGAIN ? 'q' : '\0';
	return n == 0 ? 'q' : key;
}

bool live_wait(int fd, char *key, int timeout_ms)
{
	struct timespec timeout = { timeout_ms / 1000,
		timeout_ms % 1000 * 1000000L };
	fd_set in;

	FD_ZERO(&in);
	if (fd >= 0)
		FD_SET(fd, &in);
	if (key)
		FD_SET(STDIN_FILENO, &in);
	int n = pselect((fd > STDIN_FILENO ? fd : STDIN_FILENO) + 1, &in, NULL,
		NULL, &timeout, &waiting);
	if (suspend)
		sleep_until_continued();
	if (!key)
		return !stop;
	*key = n > 0 && FD_ISSET(STDIN_FILENO, &in) ? read_key() : '\0';
	if (*key == 'q' || *key == 'Q')
		stop = 1;
	return !stop;
}
