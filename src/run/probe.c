/* SPDX-License-Identifier: GPL-3.0-or-later */
/* probe.c - is there a microphone?  Asks sourdine-hear, the only program that
 * may open one, and reads its one-line answer. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exit_codes.h"
#include "house.h"
#include "language.h"

#define LONGEST_MS 10000

static void ask(const struct house *h, const int answer[2])
{
	char path[CONF_PATH + 32], channel[32], rate[32], at[32];
	const char *argv[] = { path, "--probe", "--device",
		h->conf.microphone, "--channel", channel, "--rate", rate,
		"--response", h->conf.microphone_response, "--response-at", at,
		NULL };
	int nothing = open("/dev/null", O_RDONLY);

	snprintf(path, sizeof path, "%s/sourdine-hear", h->programs);
	snprintf(channel, sizeof channel, "%ld", h->conf.channel);
	snprintf(rate, sizeof rate, "%ld", h->conf.sample_rate_hz);
	snprintf(at, sizeof at, "%ld", h->conf.microphone_response_at_hz);
	dup2(nothing, 0);
	dup2(answer[1], 1);
	dup2(answer[1], 2);
	close(answer[0]);
	close(answer[1]);
	execute(path, argv);
	_exit(EXIT_FAULT);
}

/* All that it says, until it ends or its time is over. */
static size_t listen_to(int fd, char *text, size_t size)
{
	size_t n = 0;

	for (int left = LONGEST_MS; left > 0 && n < size - 1; left -= 100) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, 100) <= 0)
			continue;
		ssize_t got = read(fd, text + n, size - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	text[n] = '\0';
	return n;
}

static bool has_line(const char *path, char *why, size_t size)
{
	if (access(path, R_OK) == 0)
		return true;
	snprintf(why, size, _("%s cannot be read (%s): is the node plugged in, "
		"and may this user read its line (group dialout)?"), path,
		strerror(errno));
	return false;
}

bool house_probe(struct house *h, char *why, size_t size)
{
	int answer[2], status = 0;
	char text[512];
	pid_t pid;

	if (house_has_node(h)) {
		strcpy(h->source, "raw"); /* nothing stands in between */
		return has_line(conf_line(&h->conf), why, size);
	}
	if (pipe(answer) != 0 || (pid = fork()) < 0) {
		snprintf(why, size, _("no pipe or process for the microphone"));
		return false;
	}
	if (pid == 0)
		ask(h, answer);
	close(answer[1]);
	listen_to(answer[0], text, sizeof text);
	close(answer[0]);
	/* Either it has ended, or its time is over. */
	struct timespec t = { 0, 200000000 };
	nanosleep(&t, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OK) {
		bool raw = strncmp(text, "raw ", 4) == 0;
		strcpy(h->source, raw ? "raw" : "server");
		return true;
	}
	text[strcspn(text, "\n")] = '\0';
	snprintf(why, size, "%s", *text ? text :
		_("sourdine-hear: the sound system gave no answer"));
	return false;
}
