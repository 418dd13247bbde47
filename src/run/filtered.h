/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filtered.h - has a process its filter?  The kernel is asked, not the process. */
#ifndef FILTERED_H
#define FILTERED_H

enum filtered {
	FILTERED_NO,
	FILTERED_YES,
	FILTERED_HIDDEN, /* /proc does not show it, as under the systemd unit */
};

/* The threads of a program share it (sandbox_filter.c), so one is asked. */
enum filtered is_filtered(int pid);

#endif
