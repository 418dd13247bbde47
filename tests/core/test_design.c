/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_design.c - the weightings at every rate that a meter accepts, from
 * the sections' own coefficients. */
#include <complex.h>

#include "cmocka_with.h"
#include "sound.h"

struct error {
	double A, C, at_Hz;
};

static double analogue_dB(double f, bool A)
{
	const double f1 = 20.598997058, f2 = 107.652648643;
	const double f3 = 737.862230736, f4 = 12194.217147998;
	double y = f * f / (f * f + f1 * f1) * (f4 * f4 / (f * f + f4 * f4));

	if (A)
		y *= f * f / sqrt((f * f + f2 * f2) * (f * f + f3 * f3));
	return 20 * log10(y);
}

/* What the floats in w do to a sine. */
static void response(
	const struct weighting *w, double rate, double f, double *A, double *C)
{
	double complex back = cexp(-I * 2 * PI * f / rate), y = 1;
	const double low[4] = {
		(double)w->sections.c1, (double)w->sections.c1, (double)w->sections.c2, (double)w->sections.c3};

	for (int i = 0; i < 4; i++)
		y *= (1 - (double)w->sections.zero[i] * back) /
		     (1 - (double)w->sections.pole[i] * back);
	for (int i = 0; i < 4; i++) {
		y *= (1 - back) / (1 - (1 - low[i]) * back);
		if (i == 1)
			*C = 20 * log10(cabs(y)) + w->gain_C;
	}
	*A = 20 * log10(cabs(y)) + w->gain_A;
}

static struct error worst_at(uint32_t rate, double top, double step)
{
	struct error worst = {0, 0, 0};
	struct weighting w;

	weighting_init(&w, rate);
	for (double f = 10; f <= top; f *= step) {
		double A = NAN, C = NAN;

		response(&w, rate, f, &A, &C);
		A = fabs(A - analogue_dB(f, true) + analogue_dB(1000, true));
		C = fabs(C - analogue_dB(f, false) + analogue_dB(1000, false));
		if (!(A <= worst.A)) {
			worst.A = A;
			worst.at_Hz = f;
		}
		if (!(C <= worst.C))
			worst.C = C;
	}
	return worst;
}

static void test_usual_rates(void **state)
{
	static const struct {
		uint32_t rate;
		double top;
	} row[] = {
		{32000, 15000},
		{44100, 20000},
		{48000, 20000},
		{88200, 20000},
		{96000, 20000},
		{192000, 20000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct error e = worst_at(row[i].rate, row[i].top, 1.002);

		if (!(e.A <= 0.005 && e.C <= 0.005))
			fail_msg("%u Hz: A %.4f (%.0f Hz), C %.4f dB",
				row[i].rate, e.A, e.at_Hz, e.C);
		print_message("%6u Hz: A within %.4f, C within %.4f dB\n",
			row[i].rate, e.A, e.C);
	}
}

static void test_every_rate(void **state)
{
	double most = 0;
	uint32_t where = 0;

	(void)state;
	for (uint32_t rate = SLM_RATE_MIN_HZ; rate <= SLM_RATE_MAX_HZ;
		rate += rate < 70000 ? 25 : 500) {
		double top = fmin(20000, 0.46875 * rate);
		struct error e = worst_at(rate, top, 1.01);

		if (most < fmax(e.A, e.C)) {
			most = fmax(e.A, e.C);
			where = rate;
		}
		if (!(e.A <= 0.006 && e.C <= 0.007))
			fail_msg("%u Hz: A %.4f (%.0f Hz), C %.4f dB", rate,
				e.A, e.at_Hz, e.C);
	}
	print_message("worst of all rates: %.4f dB at %u Hz\n", most, where);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual_rates),
		cmocka_unit_test(test_every_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
