/* SPDX-License-Identifier: GPL-3.0-or-later */
/* breaches.c - how often the gate was closed, and how long it stays closed. */
#include "breaches.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "language.h"

#define FIRST_S	  10
#define LONGEST_S 600
#define DAY_S	  86400

#define FORM "breaches %" SCNd64 "\nin a row %" SCNd64 "\nuntil %" SCNd64 "%c"

void breaches_read(struct breaches *b, const char *path)
{
	FILE *f = fopen(path, "re");
	char end = 0;

	memset(b, 0, sizeof *b);
	snprintf(b->path, sizeof b->path, "%s", path);
	if (!f && errno == ENOENT)
		return;
	if (f && fscanf(f, FORM, &b->count, &b->in_a_row, &b->start_utc_s,
			 &end) == 4 &&
		end == '\n' && b->count > 0 && b->in_a_row > 0 &&
		b->start_utc_s > 0) {
		fclose(f);
		return;
	}
	fprintf(stderr, _("sourdine: %s: cannot be read as the count of the "
			"gate's breaches; one is counted\n"), path);
	if (f)
		fclose(f);
	b->count = b->in_a_row = b->start_utc_s = 1;
}

static int64_t length_s(const struct breaches *b)
{
	int64_t s = FIRST_S;

	for (int64_t i = 1; i < b->in_a_row && s < LONGEST_S; i++)
		s *= 2;
	return s < LONGEST_S ? s : LONGEST_S;
}

/* Written beside and renamed: a power cut leaves the old one or the new. */
static bool write_down(const struct breaches *b)
{
	char beside[sizeof b->path + 8];
	FILE *f;
	bool done;

	snprintf(beside, sizeof beside, "%s.new", b->path);
	f = fopen(beside, "we");
	if (!f)
		return false;
	done = fprintf(f, "breaches %" PRId64 "\nin a row %" PRId64
			"\nuntil %" PRId64 "\n", b->count, b->in_a_row,
			b->start_utc_s) > 0 &&
		fflush(f) == 0 && fsync(fileno(f)) == 0;
	done = fclose(f) == 0 && done;
	return done && rename(beside, b->path) == 0;
}

void breaches_add(struct breaches *b, int64_t utc_s)
{
	int64_t wait;

	b->in_a_row = breaches_recent(b, utc_s) ? b->in_a_row + 1 : 1;
	b->count++;
	wait = length_s(b);
	b->start_utc_s = (utc_s / wait + 1) * wait;
	if (!write_down(b))
		fprintf(stderr, _("sourdine: %s: %s; the gate's breach is "
			"forgotten when the meter stops\n"), b->path,
			reason(errno));
}

int64_t breaches_wait_s(const struct breaches *b, int64_t utc_s)
{
	int64_t left = b->start_utc_s - utc_s, most = length_s(b);

	if (b->count == 0 || left <= 0)
		return 0;
	return left < most ? left : most;
}

bool breaches_recent(const struct breaches *b, int64_t utc_s)
{
	return b->count > 0 && utc_s - b->start_utc_s < DAY_S;
}
