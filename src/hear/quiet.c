/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quiet.c - keeps sound libraries from printing, and says what went wrong if
 * they abort or hang. */
#include "../run/language.h"
#include "quiet.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../run/exit_codes.h"

static const char *const hung =
	N_("sourdine-hear: the sound system does not answer; restart it, or "
	"choose a device that `sourdine devices` lists\n");
static const char *const aborted =
	N_("sourdine-hear: PortAudio gave up on the ALSA configuration of this "
	"machine; it needs a device named default (pcm.default in "
	"/etc/asound.conf or ~/.asoundrc)\n");

/* The same in the reader's language: no handler looks it up. */
static const char *hung_now, *aborted_now;

/* The real stderr meanwhile; -1 if there is none. */
static int kept = -1;

static void give_up(int signal_number)
{
	const char *line = signal_number == SIGALRM ? hung_now : aborted_now;
	ssize_t ignored = write(kept, line, strlen(line));

	(void)ignored;
	_exit(EXIT_INPUT);
}

static void on_trouble(void (*handler)(int))
{
	struct sigaction a = {.sa_handler = handler};

	sigemptyset(&a.sa_mask);
	sigaction(SIGABRT, &a, NULL);
	sigaction(SIGALRM, &a, NULL);
}

void quiet_begin(void)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	hung_now = _(hung);
	aborted_now = _(aborted);
	kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
	dup2(nothing, 2);
	close(nothing);
	on_trouble(give_up);
	alarm(QUIET_LONGEST_S);
}

void quiet_end(void)
{
	dup2(kept, 2);
	quiet_for_good();
}

void quiet_for_good(void)
{
	alarm(0);
	on_trouble(SIG_DFL);
	close(kept);
	kept = -1;
}
