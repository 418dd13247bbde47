/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench.h - the test bench: a meter, made-up signals, and the table. */
#ifndef BENCH_H
#define BENCH_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slm.h"

#define PI	   3.14159265358979323846
#define FULL_SCALE 130.0
#define RATE	   48000u

static slm_meter m;
static int passed, failed;

/* ------------------------------------------------------------- the table */

static void heading(const char *text)
{
	printf("\n%s\n%-6s %-40s %8s %13s %8s %6s %9s %7s\n", text, "clause",
		"", "goal", "class 1", "exact", "own", "measured", "margin");
}

static const char *limits(double low, double high)
{
	static char s[32];

	if (isnan(low))
		return "-";
	if (isinf(low))
		snprintf(s, sizeof s, "%+.1f/-inf", high);
	else
		snprintf(s, sizeof s, "%+.1f/%+.1f", high, low);
	return s;
}

/* `margin` is the distance to the nearest class 1 limit. */
static void row(const char *clause, const char *what, double goal, double low,
	double high, double exact, double own, double measured)
{
	double off = measured - goal;
	double margin = fmin(off - low, high - off);
	bool ok = fabs(measured - exact) <= own && !(margin < 0);

	printf("%-6s %-40s %8.2f %13s %8.3f %6.3f %9.3f ", clause, what, goal,
		limits(low, high), exact, own, measured);
	if (isnan(margin))
		printf("%7s", "-");
	else
		printf("%7.2f", margin);
	puts(ok ? "" : "  FAILED");
	passed += ok;
	failed += !ok;
}

/* ------------------------------------------------------------ the signals */

static void start(uint32_t rate)
{
	struct slm_config c = {
		.sample_rate_hz = rate, .full_scale_db = (float)FULL_SCALE};

	if (slm_init(&m, &c) != SLM_OK)
		exit(2);
}

static double amplitude(double dB)
{
	return pow(10, (dB - FULL_SCALE) / 20);
}

static void hear(const float *x, size_t n)
{
	float buffer[4800];
	struct slm_second s;

	while (n > 0) {
		size_t part = n < 4800 ? n : 4800, done = 0;

		memcpy(buffer, x, part * sizeof *x);
		while (done < part) {
			done += slm_consume(&m, buffer + done, part - done);
			slm_take_second(&m, &s);
		}
		x += part;
		n -= part;
	}
}

static void hear_sine(double f, double dB, double seconds)
{
	size_t n = (size_t)(seconds * RATE + 0.5);
	float *x = malloc(n * sizeof *x);

	for (size_t i = 0; i < n; i++)
		x[i] = (float)(amplitude(dB) *
			       sin(2 * PI * f * (double)i / RATE));
	hear(x, n);
	free(x);
}

static void hear_nothing(double seconds)
{
	hear_sine(0, 0, seconds);
}

static struct slm_summary summary(void)
{
	struct slm_summary s;

	slm_summarise(&m, &s);
	return s;
}

/* The A-weighted level of a steady sine. */
static double steady_A(double f, double dB)
{
	start(RATE);
	hear_sine(f, dB, 3);
	return (double)slm_second_db(&m);
}

#endif
