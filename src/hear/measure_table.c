/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_table.c - the levels of a recording for a person to read. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "measure.h"

void measure_say(const char *name, const char *sentence)
{
	char plain[SENTENCE];

	measure_printable(plain, sizeof plain, name);
	fprintf(stderr, "sourdine-measure: %s: %s\n", plain, sentence);
}

void measure_printable(char *out, size_t size, const char *name)
{
	size_t n = 0;

	if (strcmp(name, "-") == 0)
		name = "standard input";
	for (; *name && n + 1 < size; name++)
		out[n++] = iscntrl((unsigned char)*name) ? '?' : *name;
	out[n] = '\0';
}

void measure_time(char *out, size_t size, double seconds)
{
	/* Beyond a century an estimate says nothing. */
	long s = seconds < 3e9 ? (long)(seconds + 0.5) : 3000000000;

	if (s >= 3600)
		snprintf(out, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60,
			s % 60);
	else
		snprintf(out, size, "%ld:%02ld", s / 60, s % 60);
}

/* "      65.3 dB"; a level under the limit is an upper bound. */
static void level(char out[24], double db, double limit)
{
	if (isnan(db))
		snprintf(out, 24, "%10s   ", "-");
	else if (isinf(db))
		snprintf(out, 24, "%10s   ", "silence");
	else if (db < limit)
		snprintf(out, 24, "%4s≤ %4.1f dB", "", db);
	else
		snprintf(out, 24, "%10.1f dB", db);
}

static void row(FILE *to, const char *name, double db, double limit,
	const char *meaning)
{
	char text[24];

	level(text, db, limit);
	fprintf(to, "  %-7s%s   %s\n", name, text, meaning);
}

static void head(const struct measurement *m, const struct recording *r,
	const struct options *o, FILE *to)
{
	char name[SENTENCE], length[24];

	measure_printable(name, sizeof name, r->name);
	fprintf(to, "%s\n", name);
	if (m->all.duration_s < 60.0)
		snprintf(length, sizeof length, "%.3f s", m->all.duration_s);
	else
		measure_time(length, sizeof length, m->all.duration_s);
	fprintf(to, "  %s at %d Hz", length, r->info.samplerate);
	if (r->bits)
		fprintf(to, ", %d bits", r->bits);
	fprintf(to, ", channel %d of %d\n", o->channel, r->info.channels);
	fprintf(to, "  a full-scale sine is %.2f dB%s\n", o->full_scale_db,
		o->calibrated ? "" : ": ASSUMED");
	if (o->response) {
		measure_printable(name, sizeof name, o->response);
		fprintf(to, "  corrected for the response in %s\n", name);
	}
	if (!o->calibrated)
		fputs("  UNCALIBRATED: the levels may be off by any amount; "
		      "give --full-scale\n  or --sensitivity\n",
			to);
}

static void flags(const struct measurement *m, double limit, FILE *to)
{
	if (m->truncated)
		fputs("  CUT SHORT: the file is damaged or ends early; these "
		      "levels are of the rest\n",
			to);
	if (m->all.overload)
		fputs("  OVERLOAD: the signal was clipped; the true levels may "
		      "be higher\n",
			to);
	if (m->under_range)
		fprintf(to,
			"  UNDER-RANGE: below %.1f dB(A) the microphone's "
			"own noise counts: read ≤ as\n  \"at most\"\n",
			limit);
	if (m->no_signal_s)
		fprintf(to, "  NO SIGNAL during %zu s: nothing moved at all\n",
			m->no_signal_s);
}

static void percentiles(const struct measurement *m, double limit, FILE *to)
{
	fputs("\n  exceeded during   LAF each 10 ms      LAeq of each second\n",
		to);
	for (int i = 0; i < 7; i++) {
		char detector[24], second[24];

		level(detector, (double)m->all.LAFN[i], limit);
		level(second, (double)m->LAeq_1s_N[i], limit);
		fprintf(to, "  L%-2d %9d %%   %s       %s\n",
			measure_percents[i], measure_percents[i], detector,
			second);
	}
}

/* An octave stands beside the third in its middle. */
static const struct band *octave_at(const struct bands *b, double hz)
{
	for (size_t i = 0; i < b->n_octaves; i++)
		if (b->octaves[i].nominal_hz == hz)
			return &b->octaves[i];
	return NULL;
}

static void bands(const struct bands *b, FILE *to)
{
	fputs("\n  band, Hz    third octave         octave   (not weighted)\n",
		to);
	for (size_t i = 0; i < b->n_thirds; i++) {
		const struct band *third = &b->thirds[i];
		const struct band *octave = octave_at(b, third->nominal_hz);
		char text[24];

		level(text, (double)third->db, -INFINITY);
		fprintf(to, "  %8g   %s", third->nominal_hz, text);
		if (octave) {
			level(text, (double)octave->db, -INFINITY);
			fprintf(to, "  %s", text);
		}
		fputc('\n', to);
	}
}

void measure_table(const struct measurement *m, const struct recording *r,
	const struct options *o, FILE *to)
{
	const struct slm_summary *s = &m->all;
	double limit = measure_limit_db(o);
	/* LAE is as true as the LAeq that it comes from. */
	double limit_LAE = (double)s->LAeq < limit ? INFINITY : -INFINITY;

	head(m, r, o, to);
	flags(m, limit, to);
	fputc('\n', to);
	row(to, "LAeq", (double)s->LAeq, limit, "mean level, A-weighted");
	row(to, "LCeq", (double)s->LCeq, -INFINITY, "the same, C-weighted");
	row(to, "LZeq", (double)s->LZeq, -INFINITY, "the same, unweighted");
	row(to, "LAE", (double)s->LAE, limit_LAE,
		"exposure: all its energy within one second");
	row(to, "LAFmax", (double)s->LAFmax, limit,
		"highest level, Fast (125 ms)");
	row(to, "LAFmin", (double)s->LAFmin, limit,
		"lowest level, Fast, after 0.625 s");
	row(to, "LASmax", (double)s->LASmax, limit,
		"highest level, Slow (1 s)");
	row(to, "LASmin", (double)s->LASmin, limit,
		"lowest level, Slow, after 5 s");
	row(to, "LAImax", (double)s->LAImax, limit,
		"highest level, Impulse (35 ms, held)");
	row(to, "LCpeak", (double)s->LCpeak, -INFINITY,
		"highest peak of the wave, C-weighted");
	percentiles(m, limit, to);
	if (o->bands)
		bands(&m->bands, to);
}
