/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain.h - `sourdine live` where nothing can be drawn: a line a
 * second. */
#ifndef LIVE_PLAIN_H
#define LIVE_PLAIN_H

#include "view.h"

struct live_options {
	bool json, plain;
	int64_t seconds; /* to watch; 0: until told to stop */
};

/* Write lines until it is time to end; an exit code.  The feed is open. */
int live_plain(struct live_feed *f, const char *store_path,
	const struct live_options *o);

#endif
