/* SPDX-License-Identifier: GPL-3.0-or-later */
/* year.c - a made-up year in a store: year FILE [CSV]
 *
 * 525,600 records of a minute, the histograms of 8,760 hours, 31,536,000
 * seconds; a street by day and by night.  With CSV, the seconds as a file,
 * too.  Says the energy mean that it made. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/keep/store.h"

#define YEAR_UTC_S INT64_C(1767222000) /* 2026-01-01 in Paris */
#define HOURS 8760

static uint64_t state = 1;

/* Uniform in [0, 1): xorshift64*, so that each year is the same. */
static double uniform(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (double)(state * UINT64_C(2685821657736338717) >> 11) / 0x1p53;
}

/* Tenths of a dB: louder by day, with a car now and then. */
static int level_at(int64_t hour)
{
	double day = sin((double)(hour % 24 - 9) * 0.2617993878);
	double L = 520 + 80 * day + 60 * (uniform() + uniform() - 1);

	return (int)(uniform() < 0.02 ? L + 150 * uniform() : L);
}

static double energy[1401];
static double sum;

static int add_minute(struct store *s, const struct store_seconds *x, int m,
	int64_t series)
{
	int least = 1400, most = 0;
	double e = 0;

	for (int i = 60 * m; i < 60 * m + 60; i++) {
		struct slm_second one;

		(void)store_unpack(&one, x->second[i]);
		e += energy[one.LAeq];
		least = one.LAeq < least ? one.LAeq : least;
		most = one.LAeq > most ? one.LAeq : most;
	}
	sum += e;
	slm_tenth_db L = (slm_tenth_db)lround(100 * log10(e / 60));
	slm_tenth_db low = (slm_tenth_db)(least - 10);
	struct store_record r = {
		.series = series,
		.start_utc_s = x->start_utc_s + 60 * m,
		.interval_s = 60,
		.covered_s = 60,
		.LAeq = L,
		.spread = { (slm_tenth_db)(most + 30), (slm_tenth_db)(most + 9),
			(slm_tenth_db)most, (slm_tenth_db)((most + least) / 2),
			(slm_tenth_db)least, low, low },
	};

	return store_add(s, &r, NULL, 0);
}

static int add_hour(struct store *s, int64_t hour, int64_t series, FILE *csv)
{
	static struct store_seconds x;
	struct store_histogram h = { .series = series,
		.hour_utc_s = YEAR_UTC_S + 3600 * hour };
	int error = store_begin(s);

	if (error)
		return error;
	x = (struct store_seconds){ .series = series,
		.start_utc_s = h.hour_utc_s, .count = STORE_SECONDS };
	for (int i = 0; i < STORE_SECONDS; i++) {
		int L = level_at(hour);
		struct slm_second one = { (slm_tenth_db)L, SLM_STATE_OK };

		x.second[i] = store_pack(&one);
		h.seconds[(L + 5) / 10]++;
		if (csv)
			fprintf(csv, "%" PRId64 ",%d.%d\n", 3600 * hour + i,
				L / 10, L % 10);
	}
	for (int m = 0; m < 60 && !error; m++)
		error = add_minute(s, &x, m, series);
	if (!error)
		error = store_add_seconds(s, &x);
	if (!error)
		error = store_add_histograms(s, &h, 1);
	return store_end(s, error);
}

int main(int argc, char **argv)
{
	struct store_series series = { .since_utc_s = YEAR_UTC_S,
		.place = "outdoors", .height_cm = 400, .microphone = "made up",
		.source = "raw", .full_scale = 1200, .calibrated = 1,
		.interval_s = 60, .software = "bench" };
	FILE *csv = argc > 2 ? fopen(argv[2], "w") : NULL;
	struct store *s;
	int error = argc > 1 ? store_create(&s, argv[1]) : -1;

	if (error || (argc > 2 && !csv))
		return 1;
	for (int i = 0; i <= 1400; i++)
		energy[i] = pow(10, i / 100.0);
	if (csv)
		fputs("second,LAeq_1s\n", csv);
	error = store_begin_series(s, &series);
	for (int64_t hour = 0; hour < HOURS && !error; hour++)
		error = add_hour(s, hour, series.id, csv);
	store_close(s);
	if (csv && fclose(csv) != 0)
		error = 1;
	printf("%.4f\n", 10 * log10(sum / (HOURS * 3600.0)));
	return error ? 1 : 0;
}
