/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filtered.c - has a process its filter?  /proc shows that of every process,
 * whoever asks. */
#include "filtered.h"

#include <stdio.h>
#include <string.h>

bool is_filtered(int pid)
{
	char path[64], line[128];
	bool filtered = false;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	f = fopen(path, "re");
	while (f && !filtered && fgets(line, sizeof line, f))
		filtered = strncmp(line, "Seccomp:\t2", 10) == 0;
	if (f)
		fclose(f);
	return filtered;
}
