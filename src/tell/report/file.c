/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.c - reads a whole file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "file.h"

#define LONGEST (64L << 20)

char *report_read_file(const char *path, size_t *length)
{
	FILE *f = fopen(path, "rb");
	char *all = NULL;
	long n = -1;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0)
		n = ftell(f);
	rewind(f);
	if (n > LONGEST)
		errno = EFBIG;
	else if (n >= 0)
		all = malloc((size_t)n + 1);
	if (all && fread(all, 1, (size_t)n, f) != (size_t)n) {
		free(all);
		all = NULL;
		errno = EIO;
	}
	fclose(f);
	if (all) {
		all[n] = '\0';
		*length = (size_t)n;
	}
	return all;
}
