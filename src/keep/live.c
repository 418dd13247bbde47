/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live.c - the lines of the live socket, and the reader's end of it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "live.h"

static const char *const state_names[SLM_STATES] = {
	[SLM_STATE_OK] = "ok",
	[SLM_STATE_OVERLOAD] = "overload",
	[SLM_STATE_UNDER_RANGE] = "under-range",
	[SLM_STATE_GAP] = "gap",
	[SLM_STATE_DEAD] = "dead",
	[SLM_STATE_START] = "start",
};

const char *live_state_name(uint8_t state)
{
	return state < SLM_STATES ? state_names[state] : "?";
}

size_t live_format(char line[LIVE_LINE_SIZE], const struct live_second *s)
{
	char level[8] = "-";
	int n;

	if (s->second.LAeq != SLM_NO_LEVEL)
		snprintf(level, sizeof level, "%d", s->second.LAeq);
	n = snprintf(line, LIVE_LINE_SIZE, "%" PRId64 " %s %s\n", s->utc_s,
		level, live_state_name(s->second.state));
	return (size_t)n;
}

/* Reads the fields, checks them, writes them again and compares, so that
 * there is one way only to write a second. */
bool live_parse(struct live_second *s, const char *line)
{
	struct live_second r = { .second.LAeq = SLM_NO_LEVEL };
	char level[8], state[16], again[LIVE_LINE_SIZE];
	size_t length = strcspn(line, "\n");
	char *end;

	errno = 0;
	r.utc_s = strtoll(line, &end, 10);
	if (errno || sscanf(end, " %7s %15s", level, state) != 2)
		return false;
	if (strcmp(level, "-") != 0) {
		long l = strtol(level, &end, 10);

		if (*end || l < 0 || l > SLM_LOUDEST)
			return false;
		r.second.LAeq = (slm_tenth_db)l;
	}
	while (strcmp(state, live_state_name(r.second.state)) != 0)
		if (++r.second.state == SLM_STATES)
			return false;
	if ((r.second.state < SLM_STATE_GAP) !=
		(r.second.LAeq != SLM_NO_LEVEL))
		return false;
	if (live_format(again, &r) != length + 1 ||
		memcmp(again, line, length) != 0 ||
		(line[length] == '\n' && line[length + 1] != '\0'))
		return false;
	*s = r;
	return true;
}

int live_connect(const char *socket_path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd, reason;

	if (strlen(socket_path) >= sizeof a.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(a.sun_path, socket_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	reason = errno;
	close(fd);
	errno = reason;
	return -1;
}
