/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance.c - the octave and third-octave bands against IEC 61260-1:2014,
 * clause by clause: requirement, class 1 limit, measured, margin.
 *
 * usage: conformance [RATE...].  All signals are computed and go in through
 * the same function as a microphone's; all levels are what a user is told. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "slm.h"

#include "../../src/core/bands.h"
#include "mask.h"
#include "verdict.h"

#define PI	  3.14159265358979323846
#define BLOCK	  512
#define PER_THIRD 12  /* frequencies in a third; its edges are among them */
#define FROM_HZ	  5.0 /* the lowest of them */
#define MOST	  640 /* no more than this many */
#define TOP	  (15.0 / 32) /* a band ends there at the latest */

/* ---------------------------------------------------------------- banks */

struct bank {
	int fraction;
	struct slm_bands fresh, b;
	size_t bands;
	double middle[SLM_BANDS_MAX];
	double gain[MOST][SLM_BANDS_MAX]; /* dB, at each frequency measured */
	double linear[SLM_BANDS_MAX], sweep[SLM_BANDS_MAX];
};

static struct bank bank[2];
static double freq[MOST];
static size_t freqs;

static void hand_in(const float *x, size_t n)
{
	for (int k = 0; k < 2; k++)
		slm_bands_consume(&bank[k].b, x, n);
}

/* A sine that runs on from one call to the next. */
struct sine {
	double cos_turn, sin_turn, c, s;
	size_t at, fade; /* samples so far; and of the fading in */
};

static struct sine sine(double hz, double amplitude, size_t fade)
{
	double turn = 2 * PI * hz / rate_hz;

	return (struct sine){cos(turn), sin(turn), amplitude, 0, 0, fade};
}

static float next(struct sine *w)
{
	double c = w->c * w->cos_turn - w->s * w->sin_turn;
	double gain = 1;

	w->s = w->c * w->sin_turn + w->s * w->cos_turn;
	w->c = c;
	if (w->at < w->fade)
		gain = 0.5 - 0.5 * cos(PI * (double)w->at / (double)w->fade);
	w->at++;
	return (float)(gain * w->s);
}

static void play(struct sine *w, size_t n)
{
	float x[BLOCK];

	while (n > 0) {
		size_t m = n < BLOCK ? n : BLOCK;

		for (size_t i = 0; i < m; i++)
			x[i] = next(w);
		hand_in(x, m);
		n -= m;
	}
}

/* A number of samples, at least 60 periods and 0.4 s, that is a whole number
 * of half periods and of samples at the rate of the bands around it. */
static size_t whole(double hz)
{
	double at_least = fmax(60 * rate_hz / hz, 0.4 * rate_hz);
	size_t unit = 1, best = 0;
	double least = 1;

	while ((double)unit * 2 * hz < 0.25 * rate_hz)
		unit *= 2;
	size_t n = (size_t)(at_least / (double)unit + 1) * unit;

	for (int k = 0; k < 40; k++, n += unit) {
		double half = 2 * hz * (double)n / rate_hz;
		double off = fabs(half - round(half));

		if (off < least) {
			least = off;
			best = n;
		}
	}
	return best;
}

/* Leaves both banks with the levels of a steady sine. */
static void measure_sine(double hz, double amplitude)
{
	size_t fade = (size_t)(30 * rate_hz / hz + 0.1 * rate_hz);
	struct sine w = sine(hz, amplitude, fade);

	for (int k = 0; k < 2; k++)
		bank[k].b = bank[k].fresh;
	play(&w, 2 * fade);
	for (int k = 0; k < 2; k++)
		slm_bands_restart(&bank[k].b);
	play(&w, whole(hz));
}

/* ---------------------------------------------------------- measurements */

static void measure_response(void)
{
	freqs = 0;
	for (int j = (int)ceil(10 * PER_THIRD * log10(FROM_HZ / 1000));; j++) {
		double hz = 1000 * pow(10, j / (10.0 * PER_THIRD));

		if (hz >= 0.4999 * rate_hz || freqs == MOST)
			break;
		measure_sine(hz, 1);
		for (int k = 0; k < 2; k++)
			for (size_t i = 0; i < bank[k].bands; i++)
				bank[k].gain[freqs][i] =
					(double)slm_bands_db(&bank[k].b, i, 0);
		freq[freqs++] = hz;
	}
}

/* From full scale to 100 dB below, at mid-band: what strays most from the
 * level at -20 dB. */
static void measure_linearity(struct bank *k)
{
	for (size_t i = 0; i < k->bands; i++) {
		double level[6], stray = 0;

		for (int step = 0; step < 6; step++) {
			measure_sine(k->middle[i], pow(10, -step));
			level[step] =
				(double)slm_bands_db(&k->b, i, 0) + 20 * step;
		}
		for (int step = 0; step < 6; step++) {
			double off = level[step] - level[1];

			if (!(fabs(off) <= fabs(stray)))
				stray = off;
		}
		k->linear[i] = stray;
	}
}

/* An exponential sweep passes each band in the time that its bandwidth says;
 * 3 s of silence follow, so that the slow bands end. */
static void measure_sweep(void)
{
	const double from = 2, to = 0.4999 * rate_hz, decade_s = 5;
	const double length_s = decade_s * log10(to / from) + 3;
	const size_t n = (size_t)(length_s * rate_hz);
	double phase = 0;
	float x[BLOCK];

	for (int k = 0; k < 2; k++)
		bank[k].b = bank[k].fresh;
	for (size_t i = 0; i < n;) {
		size_t m = 0;

		for (; m < BLOCK && i < n; m++, i++) {
			double t = (double)i / rate_hz;
			double hz = from * pow(10, t / decade_s);

			x[m] = hz < to ? (float)sin(phase) : 0;
			/* Fades in over the first third of a decade. */
			if (t < decade_s / 3)
				x[m] *= (float)(0.5 - 0.5 * cos(PI * t * 3 /
								    decade_s));
			phase += 2 * PI * hz / rate_hz;
		}
		hand_in(x, m);
	}
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < bank[k].bands; i++) {
			double pass_s = decade_s * 0.3 / bank[k].fraction;

			bank[k].sweep[i] =
				(double)slm_bands_db(&bank[k].b, i, 0) -
				10 * log10(pass_s / length_s);
		}
}

/* -------------------------------------------------------------- reports */

/* The bands that must be there: from 10 Hz (16 Hz for octaves) on, those
 * whose upper edge lies below the top. */
static void report_present(const struct bank *k)
{
	size_t want = 0, wrong = 0;

	for (int x = k->fraction == 1 ? -18 : -20; x <= 13;
		x += 3 / k->fraction) {
		double middle = 1000 * pow(10, x / 10.0);

		if (middle * pow(10, 0.15 / k->fraction) > TOP * rate_hz)
			break;
		if (want >= k->bands ||
			fabs(k->middle[want] / middle - 1) > 1e-9)
			wrong++;
		want++;
	}
	if (k->bands != want)
		wrong++;
	judge(PRESENT, (double)wrong, wrong ? -1 : 0, true, 0);
	printf("%s, %d Hz: %zu bands of %zu%s\n",
		k->fraction == 1 ? "octaves" : "thirds", rate_hz, k->bands,
		want, wrong ? "  FAILED" : "");
}

/* Table 1 inside or outside the edges, which belong to both. */
static void report_mask(const struct bank *k, size_t i, enum clause c)
{
	double closest = INFINITY, at = NAN, value = NAN, limit = NAN;
	const double edge = pow(10, 0.15 / k->fraction);

	for (size_t j = 0; j < freqs; j++) {
		double least, most, a = -k->gain[j][i];
		double ratio = freq[j] / k->middle[i];
		double off = fmax(ratio, 1 / ratio) / edge - 1;

		if (c == INSIDE ? off > 1e-9 : off < -1e-9)
			continue;
		mask_limits(ratio, k->fraction, &least, &most);
		if (c == OUTSIDE)
			most = INFINITY;
		if (!(fmin(a - least, most - a) >= closest)) {
			closest = fmin(a - least, most - a);
			limit = a - least < most - a ? least : most;
			at = ratio;
			value = a;
		}
	}
	judge(c, value, closest, closest >= clauses[c].own_least, k->middle[i]);
	printf(" %6.3f %6.2f %6.2f %6.2f |", at, value, limit, closest);
}

/* 10 lg of the integral of the relative transmission over ln f, against that
 * of the ideal band. */
static double effective_width(const struct bank *k, size_t i)
{
	double sum = 0;

	for (size_t j = 0; j < freqs; j++)
		sum += pow(10, k->gain[j][i] / 10);
	return 10 * log10(sum / PER_THIRD * k->fraction / 3);
}

static void report_band(const struct bank *k, size_t i)
{
	double v[] = {effective_width(k, i), k->linear[i], k->sweep[i]};

	failures = 0;
	printf("%8.1f |", slm_bands_nominal_hz(&k->fresh, i));
	report_mask(k, i, INSIDE);
	report_mask(k, i, OUTSIDE);
	for (int c = WIDTH; c <= SWEEP; c++)
		printf(" %8.4f %6.3f |", v[c - WIDTH],
			judge_value(
				(enum clause)c, v[c - WIDTH], k->middle[i]));
	puts(failures ? " FAILED" : " ok");
}

/* Between the lowest and the highest mid-band the levels of all bands add up
 * to the level of the sine.  The standard allows +0.8 and -1.8 dB, but which
 * is subtracted from which is in dispute: we keep to what both allow. */
static void report_sum(const struct bank *k)
{
	double least = INFINITY, most = -INFINITY, at[2] = {NAN, NAN};

	failures = 0;
	for (size_t j = 0; j < freqs; j++) {
		double sum = 0;

		if (freq[j] < k->middle[0] * 0.9999 ||
			freq[j] > k->middle[k->bands - 1] * 1.0001)
			continue;
		for (size_t i = 0; i < k->bands; i++)
			sum += pow(10, k->gain[j][i] / 10);
		sum = 10 * log10(sum);
		if (!(sum >= least)) {
			least = sum;
			at[0] = freq[j];
		}
		if (!(sum <= most)) {
			most = sum;
			at[1] = freq[j];
		}
	}
	judge_value(SUM, least, at[0]);
	judge_value(SUM, most, at[1]);
	printf("  5.16 sum of the bands less the sine, limit %s: "
	       "%.3f to %.3f dB%s\n\n",
		clauses[SUM].limit, least, most, failures ? "  FAILED" : "");
}

static void report(const struct bank *k)
{
	report_present(k);
	puts("    band | 5.10 inside, closest at:    | 5.10 outside, closest "
	     "at:"
	     "   | 5.12 bandwidth  | 5.13 linearity  | 5.14 sweep      |\n"
	     "      Hz |   f/fm     dB  limit margin |   f/fm     dB  limit "
	     "margin"
	     " |      dB  margin |      dB  margin |      dB  margin |");
	for (size_t i = 0; i < k->bands; i++)
		report_band(k, i);
	report_sum(k);
}

static void measure_rate(int hz)
{
	rate_hz = hz;
	for (int n = 0; n < 2; n++) {
		struct bank *k = &bank[n];

		k->fraction = n == 0 ? 1 : 3;
		slm_bands_init(&k->fresh, (uint32_t)hz, k->fraction);
		k->bands = slm_bands_count(&k->fresh);
		for (size_t i = 0; i < k->bands; i++) {
			double nominal = slm_bands_nominal_hz(&k->fresh, i);

			k->middle[i] =
				1000 *
				pow(10, round(10 * log10(nominal / 1000)) / 10);
		}
	}
	measure_response();
	measure_sweep();
	for (int n = 0; n < 2; n++) {
		measure_linearity(&bank[n]);
		report(&bank[n]);
	}
}

static int summary(void)
{
	int passed = 0, failed = 0;

	puts("IEC 61260-1:2014, class 1: what came closest to its limit");
	puts("clause   requirement                        limit    measured"
	     "  margin  at Hz     rate");
	for (int c = 0; c < CLAUSES; c++) {
		printf("%-8s %-34s %-8s %8.3f %7.3f  %-9.6g %6d  %s\n",
			clauses[c].number, clauses[c].text, clauses[c].limit,
			worst[c].value, worst[c].margin, worst[c].where,
			worst[c].rate_hz, worst[c].failed ? "FAILED" : "ok");
		passed += worst[c].passed;
		failed += worst[c].failed;
	}
	puts("An electrical test of the computation on signals that were "
	     "computed as well.\nNot a type approval: that judges a whole "
	     "instrument, its microphone included.");
	printf("conformance-bands: %d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const int rates[] = {32000, 44100, 48000, 96000, 192000};

	for (int i = 1; i < argc; i++)
		if (atoi(argv[i]) < SLM_RATE_MIN_HZ ||
			atoi(argv[i]) > SLM_RATE_MAX_HZ) {
			fprintf(stderr, "conformance: %s: not a sample rate\n",
				argv[i]);
			return 2;
		}
	for (int c = 0; c < CLAUSES; c++)
		worst[c].margin = INFINITY;

	for (int i = 1; i < argc; i++)
		measure_rate(atoi(argv[i]));
	for (size_t i = 0; argc == 1 && i < sizeof rates / sizeof *rates; i++)
		measure_rate(rates[i]);
	return summary();
}
