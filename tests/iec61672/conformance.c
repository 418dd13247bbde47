/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance.c - the meter held against IEC 61672-1:2013, clause by clause.
 *
 * Made-up signals go in as samples, so this tests the computation (what the
 * standard calls electrical tests); microphone, case and sound field are not
 * in it.  It is not a type approval.  Each row has the class 1 limits and a
 * tighter bound of our own, around the exact value: both must hold. */
#include "bench.h"
#include "limits.h"

/* ------------------------------------------------- 5.5 frequency weighting */

static double analogue(double f, bool A)
{
	const double f1 = 20.598997058, f2 = 107.652648643;
	const double f3 = 737.862230736, f4 = 12194.217147998;
	double y = f * f / (f * f + f1 * f1) * (f4 * f4 / (f * f + f4 * f4));

	if (A)
		y *= f * f / sqrt((f * f + f2 * f2) * (f * f + f3 * f3));
	return 20 * log10(y);
}

static double exact_A(double f)
{
	return analogue(f, true) - analogue(1000, true);
}

static double exact_C(double f)
{
	return analogue(f, false) - analogue(1000, false);
}

/* A tone that swells and fades, so that its spectrum is a thin line; what it
 * measures less what it is.  Turning vectors make the sines. */
static void gains(uint32_t rate, double f, double g[3])
{
	double seconds = f < 20 ? 16 : f < 100 ? 6 : 1, energy = 0, true_level;
	size_t n = (size_t)(seconds * rate);
	float *x = malloc(n * sizeof *x);
	double re = 1, im = 0, slow_re = 1, slow_im = 0, turned;
	const double c = cos(2 * PI * f / rate), s = sin(2 * PI * f / rate);
	const double slow_c = cos(2 * PI / (double)n);
	const double slow_s = sin(2 * PI / (double)n);
	struct slm_summary all;

	for (size_t i = 0; i < n; i++) {
		x[i] = (float)(0.05 * (1 - slow_re) * im);
		energy += (double)x[i] * (double)x[i];
		turned = re * c - im * s;
		im = re * s + im * c;
		re = turned;
		turned = slow_re * slow_c - slow_im * slow_s;
		slow_im = slow_re * slow_s + slow_im * slow_c;
		slow_re = turned;
	}
	start(rate);
	hear(x, n);
	free(x);
	all = summary();
	true_level = FULL_SCALE + 10 * log10(2 * energy / (double)n);
	g[0] = (double)all.LAeq - true_level;
	g[1] = (double)all.LCeq - true_level;
	g[2] = (double)all.LZeq - true_level;
}

static void weightings_at_table_3(void)
{
	char what[64];

	heading("5.5 Frequency weightings, Table 3 (at 48 kHz)");
	for (int i = 0; i < TABLE_3_ROWS; i++) {
		const struct weighting_row *t = &table_3[i];
		double f = 1000 * pow(10, (i + TABLE_3_FIRST) / 10.0), g[3];

		gains(RATE, f, g);
		snprintf(what, sizeof what, "A at %s", t->nominal);
		row("5.5", what, t->A, t->low, t->high, exact_A(f), 0.005,
			g[0]);
		snprintf(what, sizeof what, "C at %s", t->nominal);
		row("5.5", what, t->C, t->low, t->high, exact_C(f), 0.005,
			g[1]);
		snprintf(what, sizeof what, "Z at %s", t->nominal);
		row("5.5", what, 0, t->low, t->high, 0, 0.001, g[2]);
	}
}

/* All rates, at Table 3's frequencies and half way between them.  The class 1
 * limits are the tightest of the table. */
static void weightings_at_all_rates(void)
{
	static const uint32_t rates[] = {
		22050, 32000, 42600, 44100, 48000, 64000, 88200, 96000, 192000};
	static const char *const name[3] = {"A", "C", "Z"};
	char what[64];

	heading("5.5 Error against Annex E, 10 Hz to 20 kHz, by rate");
	for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
		double top = fmin(20000, 0.46875 * rates[r]), worst[3] = {0};

		for (int i = 0; i < 2 * TABLE_3_ROWS - 1; i++) {
			double f = 1000 *
				   pow(10, (i / 2.0 + TABLE_3_FIRST) / 10),
			       g[3];

			if (f > top)
				break;
			gains(rates[r], f, g);
			g[0] -= exact_A(f);
			g[1] -= exact_C(f);
			for (int k = 0; k < 3; k++)
				if (!(fabs(g[k]) <= fabs(worst[k])))
					worst[k] = g[k];
		}
		for (int k = 0; k < 3; k++) {
			bool between = rates[r] == 22050 || rates[r] == 42600;

			snprintf(what, sizeof what, "%s, %u Hz, to %.0f Hz",
				name[k], rates[r], top);
			row("5.5", what, 0, -0.7, 0.7, 0,
				between ? 0.010 : 0.005, worst[k]);
		}
	}
}

static void weightings_agree(void)
{
	struct slm_summary s;

	heading("5.5.9, 5.8.3 Weightings agree at 1 kHz");
	start(RATE);
	hear_sine(1000, 94, 30);
	s = summary();
	row("5.5.9", "C less A", 0, -0.2, 0.2, 0, 0.003,
		(double)(s.LCeq - s.LAeq));
	row("5.5.9", "Z less A", 0, -0.2, 0.2, 0, 0.003,
		(double)(s.LZeq - s.LAeq));
	row("5.8.3", "S less F", 0, -0.1, 0.1, 0, 0.01,
		(double)(slm_LAS(&m) - slm_LAF(&m)));
	row("5.8.3", "averaged less F", 0, -0.1, 0.1, 0, 0.01,
		(double)(slm_second_db(&m) - slm_LAF(&m)));
}

/* ------------------------------------------------------- 5.6 linearity */

static void linearity(void)
{
	static const double frequencies[] = {31.622777, 1000, 8000};
	char what[64];

	heading("5.6 Level linearity, 30 dB to 120 dB in steps of 1 dB");
	for (int k = 0; k < 3; k++) {
		double f = frequencies[k], at[91], off = 0, step = 0, ten = 0;

		for (int i = 0; i < 91; i++)
			at[i] = steady_A(f, 30 + i - exact_A(f)) - 30 - i;
		for (int i = 0; i < 91; i++) {
			if (fabs(at[i] - at[64]) > fabs(off))
				off = at[i] - at[64]; /* from 94 dB */
			if (i >= 1 && fabs(at[i] - at[i - 1]) > fabs(step))
				step = at[i] - at[i - 1];
			if (i >= 10 && fabs(at[i] - at[i - 10]) > fabs(ten))
				ten = at[i] - at[i - 10];
		}
		snprintf(what, sizeof what, "%.1f Hz, worst of the range", f);
		row("5.6.5", what, 0, -0.8, 0.8, 0, 0.002, off);
		snprintf(what, sizeof what, "%.1f Hz, worst step of 1 dB", f);
		row("5.6.6", what, 0, -0.3, 0.3, 0, 0.002, step);
		snprintf(what, sizeof what, "%.1f Hz, worst step of 10 dB", f);
		row("5.6.6", what, 0, -0.3, 0.3, 0, 0.002, ten);
	}
}

/* ------------------------------------------------ 5.8 time weightings */

static void decay(void)
{
	const double per_s = 10 * log10(exp(1));
	double F[2], S[2], I[2];

	heading("5.8.2 Decay after a steady 4 kHz signal stops, dB/s");
	start(RATE);
	hear_sine(4000, 110, 10);
	hear_nothing(0.5);
	F[0] = (double)slm_LAF(&m);
	S[0] = (double)slm_LAS(&m);
	I[0] = (double)slm_LAI(&m);
	hear_nothing(1);
	F[1] = (double)slm_LAF(&m);
	S[1] = (double)slm_LAS(&m);
	I[1] = (double)slm_LAI(&m);
	row("5.8.2", "F", 34.7, -3.7, 3.8, per_s / 0.125, 0.02, F[0] - F[1]);
	row("5.8.2", "S", 4.3, -0.7, 0.8, per_s, 0.005, S[0] - S[1]);
	row("-", "I (IEC 60651, its peak holder)", 2.9, NAN, NAN, per_s / 1.5,
		0.005, I[0] - I[1]);
}

/* ----------------------------------------------------- 5.9 tonebursts */

static void burst(double f, double dB, double ms, int times, double period)
{
	start(RATE);
	hear_nothing(0.25);
	for (int i = 0; i < times; i++) {
		hear_sine(f, dB, ms / 1000);
		hear_nothing(period - ms / 1000);
	}
}

static void single_bursts(void)
{
	double LA = steady_A(4000, 110);
	char what[64];

	heading("5.9 Response to 4 kHz tonebursts, Table 4");
	for (int i = 0; i < TABLE_4_ROWS; i++) {
		const struct burst_row *t = &table_4[i];
		double s = t->ms / 1000;
		/* a short burst spreads over frequencies that A weighs
		 * otherwise */
		double own = t->ms < 1.5 ? 0.2 : 0.05;
		struct slm_summary all;

		burst(4000, 110, t->ms, 1, s + 1);
		all = summary();
		snprintf(what, sizeof what, "F, %g ms", t->ms);
		row("5.9", what, t->F, t->F_low, t->F_high,
			10 * log10(1 - exp(-s / 0.125)), own,
			(double)all.LAFmax - LA);
		if (!isnan(t->S)) {
			snprintf(what, sizeof what, "S, %g ms", t->ms);
			row("5.9", what, t->S, t->S_low, t->S_high,
				10 * log10(1 - exp(-s)), own,
				(double)all.LASmax - LA);
		}
		snprintf(what, sizeof what, "LAE, %g ms", t->ms);
		row("5.9", what, t->E, t->E_low, t->E_high, 10 * log10(s), own,
			(double)all.LAE - LA);
	}
}

static void repeated_bursts(void)
{
	static const struct {
		int row; /* of Table 4 */
		int times;
		double period_s;
	} series[] = {{2, 5, 0.8}, {5, 20, 0.1}, {7, 50, 0.02}, {8, 20, 0.1},
		{11, 100, 0.01}};
	double LA = steady_A(4000, 110);
	char what[64];

	heading("5.10 Response to repeated 4 kHz tonebursts");
	for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
		const struct burst_row *t = &table_4[series[i].row];
		double on = series[i].times * t->ms / 1000, goal;

		burst(4000, 110, t->ms, series[i].times, series[i].period_s);
		goal = 10 * log10(on / summary().duration_s);
		snprintf(what, sizeof what, "LAeq, %d bursts of %g ms",
			series[i].times, t->ms);
		row("5.10", what, goal, t->E_low, t->E_high, goal,
			t->ms < 1.5 ? 0.2 : 0.05, (double)summary().LAeq - LA);
	}
}

/* IEC 61672-1 has no I; its goals are those of IEC 60651.  A short burst
 * spreads over frequencies that A weighs otherwise: by how much, LAE tells,
 * which Table 4 has tested. */
static void impulse(void)
{
	static const struct {
		double ms;
		int times;
		double period_s, goal;
	} series[] = {{20, 1, 1, -3.6}, {5, 1, 1, -8.8}, {2, 1, 1, -12.6},
		{5, 100, 0.01, -2.7}, {5, 40, 0.05, -7.6}, {5, 4, 0.5, -8.8}};
	double LA = steady_A(2000, 110);
	char what[64];

	heading("I: response to 2 kHz tonebursts, IEC 60651 (withdrawn)");
	for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
		double s = series[i].ms / 1000, exact = 1 - exp(-s / 0.035);
		double spread;

		if (series[i].times > 1)
			exact /= 1 - exp(-series[i].period_s / 0.035);
		burst(2000, 110, series[i].ms, series[i].times,
			series[i].period_s);
		spread = (double)summary().LAE - LA -
			 10 * log10(series[i].times * s);
		snprintf(what, sizeof what, "I, %d x %g ms each %g ms",
			series[i].times, series[i].ms,
			1000 * series[i].period_s);
		row("-", what, series[i].goal, NAN, NAN,
			10 * log10(exact) + spread, 0.05,
			(double)summary().LAImax - LA);
	}
	start(RATE);
	hear_sine(2000, 110, 3);
	row("-", "I, steady sine", 0, NAN, NAN, 0, 0.05,
		(double)summary().LAImax - LA);
}

/* --------------------------------------------------- 5.13 C-weighted peak */

/* The cycle begins at a part of a sample. */
static double peak_of(const struct peak_row *t, uint32_t rate, double part)
{
	size_t n = rate / 2;
	float *x = calloc(n, sizeof *x);
	double peak;

	for (size_t i = 0; i < n; i++) {
		double time = ((double)i - 0.1 * rate - part) / rate;

		if (time > 0 && time < t->cycles / t->f)
			x[i] = (float)(t->sign * amplitude(110) *
				       sin(2 * PI * t->f * time));
	}
	start(rate);
	hear(x, n);
	free(x);
	peak = (double)summary().LCpeak;
	return peak - 110 - exact_C(t->f);
}

static void peaks(void)
{
	static const uint32_t rates[] = {44100, 48000, 96000};
	char what[64];

	heading("5.13 C-weighted peak, Table 5 (worst of 16 places in a "
		"sample)");
	for (int r = 0; r < 3; r++)
		for (int i = 0; i < TABLE_5_ROWS; i++) {
			const struct peak_row *t = &table_5[i];
			double worst = t->ideal;

			for (int k = 0; k < 16; k++) {
				double p = peak_of(t, rates[r], k / 16.0);

				if (!(fabs(p - t->ideal) <=
					    fabs(worst - t->ideal)))
					worst = p;
			}
			snprintf(what, sizeof what, "%s, %.1f kHz", t->what,
				rates[r] / 1000.0);
			row("5.13", what, t->goal, t->low, t->high, t->ideal,
				t->own, worst);
		}
}

/* ------------------------------------------------------- 5.14, 5.15 time */

static double drift(double dB, int seconds)
{
	const uint32_t rate = 32000;
	float *x = malloc(rate * sizeof *x);
	double first = 0;

	for (uint32_t i = 0; i < rate; i++)
		x[i] = (float)(amplitude(dB) * sin(2 * PI * 1000 * i / rate));
	start(rate);
	for (int s = 0; s < seconds; s++) {
		hear(x, rate);
		if (s == 1)
			first = (double)slm_second_db(&m);
	}
	free(x);
	return fabs((double)slm_second_db(&m) - first) +
	       fabs((double)summary().LAeq - first);
}

static void stability(void)
{
	heading("5.14, 5.15 Stability (LAeq,1s and LAeq of all)");
	row("5.14.2", "30 min of 94 dB", 0, -0.1, 0.1, 0, 0.001,
		drift(94, 1800));
	row("5.15.2", "5 min of 129 dB", 0, -0.1, 0.1, 0, 0.001,
		drift(129, 300));
}

int main(void)
{
	puts("IEC 61672-1:2013, class 1, in dB: electrical tests of the "
	     "computation, with made-up\nsamples.  Not a type approval: "
	     "microphone and case are not in it.");
	weightings_at_table_3();
	weightings_at_all_rates();
	weightings_agree();
	linearity();
	decay();
	single_bursts();
	repeated_bursts();
	impulse();
	peaks();
	stability();
	printf("\nconformance: %d passed, %d failed\n", passed, failed);
	return failed != 0;
}
