/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_progress.c - what a person at a terminal sees meanwhile. */
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"

#define WIDTH  72 /* columns, less than the narrowest usual terminal */
#define BAR    20
#define EACH_S 0.2

static double now_s(void)
{
	struct timespec t = {0};

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void progress_begin(struct progress *p, const struct recording *r, bool on)
{
	*p = (struct progress){
		.on = on && isatty(STDERR_FILENO),
		.name = r->name,
		.frames = r->frames,
		.rate = r->info.samplerate,
		.began_s = now_s(),
	};
	p->said_s = p->began_s;
}

void progress_say(struct progress *p, int64_t heard)
{
	char name[24], past[24], left[24], line[256];
	char bar[BAR + 1];
	double now;

	if (!p->on || (now = now_s()) - p->said_s < EACH_S)
		return;
	p->said_s = now;
	p->shown = true;
	measure_printable(name, sizeof name, p->name);

	double took = now - p->began_s;
	double sound_s = (double)heard / (double)p->rate;

	measure_time(past, sizeof past, sound_s);
	if (p->frames > 0) {
		double done = (double)heard / (double)p->frames;

		done = done > 1.0 ? 1.0 : done;
		memset(bar, '.', BAR);
		memset(bar, '#', (size_t)(done * BAR));
		bar[BAR] = '\0';
		measure_time(left, sizeof left, took / done - took);
		snprintf(line, sizeof line,
			"%s [%s] %3.0f %%, %.0f x real "
			"time, %s left",
			name, bar, 100.0 * done, sound_s / took, left);
	} else {
		snprintf(line, sizeof line, "%s %s of sound, %.0f x real time",
			name, past, sound_s / took);
	}
	fprintf(stderr, "\r%-*.*s", WIDTH, WIDTH, line);
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r%*s\r", WIDTH, "");
}
