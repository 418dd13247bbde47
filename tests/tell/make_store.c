/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_store.c - a store as a test describes it: make_store FILE < LINES
 *
 *     series PLACE HEIGHT_CM SOURCE SELF_NOISE CALIBRATED INTERVAL MICROPHONE
 *     record START COVERED FLAGS LAeq LAFmax LAF1 10 50 90 95 LAFmin
 *
 * Levels are in tenths of a dB, -1 for none.  A record belongs to the series
 * above it; one of "+" starts where the one before ended. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/keep/store.h"

static struct store *store;
static struct store_series series;
static struct store_record record;

static int add_series(const char *line)
{
	memset(&series, 0, sizeof series);
	series.since_utc_s = 1764000000;
	series.full_scale = 1200;
	strcpy(series.software, "test");
	strcpy(series.description, "a \"test\", on\ttwo\nlines");
	if (sscanf(line, "series %15s %" SCNd32 " %15s %" SCNd32 " %" SCNd32
			" %" SCNd32 " %127[^\n]", series.place,
			&series.height_cm, series.source, &series.self_noise,
			&series.calibrated, &series.interval_s,
			series.microphone) != 7)
		return -1;
	return store_begin_series(store, &series);
}

static int add_record(const char *line)
{
	struct slm_spread *l = &record.spread;
	char start[24];

	record.series = series.id;
	if (sscanf(line, "record %23s %" SCNd32 " %" SCNu32 " %hd %hd %hd %hd"
			" %hd %hd %hd %hd", start, &record.covered_s,
			&record.flags, &record.LAeq, &l->LAFmax, &l->LAF1,
			&l->LAF10, &l->LAF50, &l->LAF90, &l->LAF95,
			&l->LAFmin) != 11)
		return -1;
	record.start_utc_s = strcmp(start, "+") ? strtoll(start, NULL, 10) :
		record.start_utc_s + record.interval_s;
	record.interval_s = series.interval_s;
	return store_add(store, &record, NULL, 0);
}

int main(int argc, char **argv)
{
	char line[512];
	int error = argc == 2 ? store_create(&store, argv[1]) : -1;

	while (!error && fgets(line, sizeof line, stdin))
		error = line[0] == 's' ? add_series(line) : add_record(line);
	store_close(store);
	if (error)
		fprintf(stderr, "make_store: error %d\n", error);
	return error ? 1 : 0;
}
