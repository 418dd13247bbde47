/* SPDX-License-Identifier: GPL-3.0-or-later */
/* live.h - the last ten minutes of seconds, in memory and on a local socket.
 *
 * keep listens on a Unix stream socket.  Whoever connects gets the seconds
 * kept so far, oldest first, and then one line a second:
 *
 *     UTC LEVEL STATE\n        1764000000 532 ok
 *
 * UTC is the start of the second, s since 1970; LEVEL is LAeq,1s in tenths of
 * a dB, or - ; STATE is ok, overload, under-range, gap, dead or start.  keep
 * reads nothing from the socket.  A client that does not read in time is cut
 * off: it can never hold up the meter. */
#ifndef LIVE_H
#define LIVE_H

#include <stddef.h>
#include <stdint.h>

#include "slm_message.h"

#define LIVE_SECONDS   600
#define LIVE_LINE_SIZE 64 /* longest line with its newline and a NUL */

struct live_second {
	int64_t utc_s;
	struct slm_second second;
};

/* Write one line with newline and NUL; returns its length. */
size_t live_format(char line[LIVE_LINE_SIZE], const struct live_second *s);

/* Read one line, with or without its newline; false if it is not one. */
bool live_parse(struct live_second *s, const char *line);

/* "ok", "overload", ...; "?" outside the range. */
const char *live_state_name(uint8_t state);

/* Connect to keep; the descriptor (non-blocking), or -1 and errno. */
int live_connect(const char *socket_path);

#endif
