/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limits.h - goals and class 1 acceptance limits, IEC 61672-1:2013, in dB. */
#ifndef LIMITS_H
#define LIMITS_H

#include <math.h>

#define NONE INFINITY /* no limit on this side */

/* Table 3; f = 1000 * 10^(n / 10) Hz.  The goal of Z is 0 dB. */
struct weighting_row {
	const char *nominal;
	double A, C, low, high;
};

#define TABLE_3_FIRST (-20)
static const struct weighting_row table_3[] = {
	{"10 Hz", -70.4, -14.3, -NONE, 3.0},
	{"12.5 Hz", -63.4, -11.2, -NONE, 2.5},
	{"16 Hz", -56.7, -8.5, -4.0, 2.0},
	{"20 Hz", -50.5, -6.2, -2.0, 2.0},
	{"25 Hz", -44.7, -4.4, -1.5, 2.0},
	{"31.5 Hz", -39.4, -3.0, -1.5, 1.5},
	{"40 Hz", -34.6, -2.0, -1.0, 1.0},
	{"50 Hz", -30.2, -1.3, -1.0, 1.0},
	{"63 Hz", -26.2, -0.8, -1.0, 1.0},
	{"80 Hz", -22.5, -0.5, -1.0, 1.0},
	{"100 Hz", -19.1, -0.3, -1.0, 1.0},
	{"125 Hz", -16.1, -0.2, -1.0, 1.0},
	{"160 Hz", -13.4, -0.1, -1.0, 1.0},
	{"200 Hz", -10.9, 0.0, -1.0, 1.0},
	{"250 Hz", -8.6, 0.0, -1.0, 1.0},
	{"315 Hz", -6.6, 0.0, -1.0, 1.0},
	{"400 Hz", -4.8, 0.0, -1.0, 1.0},
	{"500 Hz", -3.2, 0.0, -1.0, 1.0},
	{"630 Hz", -1.9, 0.0, -1.0, 1.0},
	{"800 Hz", -0.8, 0.0, -1.0, 1.0},
	{"1 kHz", 0.0, 0.0, -0.7, 0.7},
	{"1.25 kHz", 0.6, 0.0, -1.0, 1.0},
	{"1.6 kHz", 1.0, -0.1, -1.0, 1.0},
	{"2 kHz", 1.2, -0.2, -1.0, 1.0},
	{"2.5 kHz", 1.3, -0.3, -1.0, 1.0},
	{"3.15 kHz", 1.2, -0.5, -1.0, 1.0},
	{"4 kHz", 1.0, -0.8, -1.0, 1.0},
	{"5 kHz", 0.5, -1.3, -1.5, 1.5},
	{"6.3 kHz", -0.1, -2.0, -2.0, 1.5},
	{"8 kHz", -1.1, -3.0, -2.5, 1.5},
	{"10 kHz", -2.5, -4.4, -3.0, 2.0},
	{"12.5 kHz", -4.3, -6.2, -5.0, 2.0},
	{"16 kHz", -6.6, -8.5, -16.0, 2.5},
	{"20 kHz", -9.3, -11.2, -NONE, 3.0},
};
#define TABLE_3_ROWS (int)(sizeof table_3 / sizeof *table_3)

/* Table 4: response to a single burst of 4 kHz, less the steady level. */
struct burst_row {
	double ms;
	double F, F_low, F_high;
	double S, S_low, S_high; /* NAN below 2 ms */
	double E, E_low, E_high; /* sound exposure; repeated bursts too */
};

static const struct burst_row table_4[] = {
	{1000, 0, -0.5, 0.5, -2.0, -0.5, 0.5, 0, -0.5, 0.5},
	{500, -0.1, -0.5, 0.5, -4.1, -0.5, 0.5, -3, -0.5, 0.5},
	{200, -1.0, -0.5, 0.5, -7.4, -0.5, 0.5, -7, -0.5, 0.5},
	{100, -2.6, -1.0, 1.0, -10.2, -1.0, 1.0, -10, -1.0, 1.0},
	{50, -4.8, -1.0, 1.0, -13.1, -1.0, 1.0, -13, -1.0, 1.0},
	{20, -8.3, -1.0, 1.0, -17.0, -1.5, 1.0, -17, -1.0, 1.0},
	{10, -11.1, -1.0, 1.0, -20.0, -2.0, 1.0, -20, -1.0, 1.0},
	{5, -14.1, -1.0, 1.0, -23.0, -2.5, 1.0, -23, -1.0, 1.0},
	{2, -18.0, -1.5, 1.0, -27.0, -3.0, 1.0, -27, -1.5, 1.0},
	{1, -21.0, -2.0, 1.0, NAN, 0, 0, -30, -2.0, 1.0},
	{0.5, -24.0, -2.5, 1.0, NAN, 0, 0, -33, -2.5, 1.0},
	{0.25, -27.0, -3.0, 1.0, NAN, 0, 0, -36, -3.0, 1.0},
};
#define TABLE_4_ROWS (int)(sizeof table_4 / sizeof *table_4)

/* Table 5: LCpeak less the steady LC.  `ideal` is what the analogue filter of
 * Annex E gives for the continuous wave; the table's 2.4 is rounded up. */
struct peak_row {
	const char *what;
	double f, cycles, sign, goal, low, high, ideal, own;
};

static const struct peak_row table_5[] = {
	{"1 cycle of 31.5 Hz", 31.622777, 1, 1, 2.5, -2, 2, 2.50, 0.02},
	{"1 cycle of 500 Hz", 501.187234, 1, 1, 3.5, -1, 1, 3.53, 0.02},
	{"1 cycle of 8 kHz", 7943.282347, 1, 1, 3.4, -2, 2, 3.42, 0.25},
	{"positive half cycle of 500 Hz", 501.187234, 0.5, 1, 2.4, -1, 1, 2.33,
		0.02},
	{"negative half cycle of 500 Hz", 501.187234, 0.5, -1, 2.4, -1, 1, 2.33,
		0.02},
};
#define TABLE_5_ROWS (int)(sizeof table_5 / sizeof *table_5)

#endif
