/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filtered.c - has a process its filter?  /proc shows that of every process to
 * whoever asks, unless it is told to hide those of others. */
#include "filtered.h"

#include <stdio.h>
#include <string.h>

enum filtered is_filtered(int pid)
{
	enum filtered filtered = FILTERED_NO;
	char path[64], line[128];
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	f = fopen(path, "re");
	if (!f)
		return FILTERED_HIDDEN;
	while (!filtered && fgets(line, sizeof line, f))
		if (strncmp(line, "Seccomp:\t2", 10) == 0)
			filtered = FILTERED_YES;
	fclose(f);
	return filtered;
}
