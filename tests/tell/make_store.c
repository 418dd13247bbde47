/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_store.c - a store as a test describes it: make_store FILE < LINES
 *
 *     series PLACE HEIGHT_CM SOURCE SELF_NOISE CALIBRATED INTERVAL MICROPHONE
 *     record START COVERED FLAGS LAeq LAFmax LAF1 10 50 90 95 LAFmin
 *     hour START CLASS:SECONDS CLASS:SECONDS ...
 *     levels START LAeq,1s LAeq,1s ...       of up to an hour, in a study
 *     diary FROM TO CATEGORY WORDS           TO may be "-"
 *     moved [AT]
 *     op AT KEY VALUE                        stated by the operator (stated.h)
 *     calibration AT HUNDREDTHS_DB SOURCE MICROPHONE
 *     key                                    signed here, with FILE.key
 *     Study UNTIL NAME                       that began a day before
 *
 * Levels are in tenths of a dB, -1 for none.  A record belongs to the series
 * above it; one of "+" starts where the one before ended. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/keep/seal.h"
#include "../../src/keep/stated.h"
#include "../../src/tell/iso_time.h"

static struct store *store;
static const char *store_path;
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

static int add_hour(const char *line)
{
	struct store_histogram h = { .series = series.id };
	int class, n, used;

	if (sscanf(line, "hour %" SCNd64 "%n", &h.hour_utc_s, &used) != 1)
		return -1;
	for (; sscanf(line += used, " %d:%d%n", &class, &n, &used) == 2;)
		h.seconds[class] = (uint16_t)n;
	return store_add_histograms(store, &h, 1);
}

static int add_levels(const char *line)
{
	static struct store_seconds s;
	int level, used;

	s = (struct store_seconds){ .series = series.id };
	if (sscanf(line, "levels %" SCNd64 "%n", &s.start_utc_s, &used) != 1)
		return -1;
	for (; sscanf(line += used, " %d%n", &level, &used) == 1; s.count++) {
		struct slm_second one = { (slm_tenth_db)level, SLM_STATE_OK };

		s.second[s.count] = level < 0 ? STORE_NO_SECOND :
			store_pack(&one);
	}
	return store_add_seconds(store, &s);
}

static int add_diary(const char *line)
{
	struct store_journal j = store_event(STORE_DIARY, 1764000000);
	char to[24];

	if (sscanf(line, "diary %" SCNd64 " %23s %127s %2047[^\n]",
			&j.from_utc_s, to, j.subject, j.text) < 3)
		return -1;
	if (strcmp(to, "-") != 0)
		j.to_utc_s = strtoll(to, NULL, 10);
	return store_note(store, &j);
}

static int sign(void)
{
	struct seal_key key;
	int error = seal_key_load(&key, store_path, true);

	if (!error)
		error = seal_announce(store, &key);
	return error ? error : seal_sign(store, &key, 1764000000);
}

static int add_stated(const char *line)
{
	char key[32], value[512] = "";
	const struct stated x = { key, value };
	int64_t at;

	return sscanf(line, "op %" SCNd64 " %31s %511[^\n]", &at, key,
		value) < 2 ? -1 : stated_note(store, at, &x, 1);
}

/* As `sourdine run` takes it from calibrations.csv. */
static int add_calibration(const char *line)
{
	struct store_journal j = store_event(STORE_CALIBRATION, 0);
	char source[32], time[ISO_TIME_SIZE], *to = j.text;

	if (sscanf(line, "calibration %" SCNd64 " %" SCNd64 " %31s %127[^\n]",
			&j.utc_s, &j.value, source, j.subject) != 4)
		return -1;
	iso_time_format(time, j.utc_s);
	to += sprintf(to, "%s,%s,94.00,1000.0,1,%.2f,,\"", time, source,
		(double)j.value / 100);
	for (const char *p = j.subject; *p; p++) {
		if (*p == '"')
			*to++ = '"';
		*to++ = *p;
	}
	strcpy(to, "\",");
	return store_note(store, &j);
}

static int add_study(const char *line)
{
	char name[128];
	int64_t until;

	if (sscanf(line, "Study %" SCNd64 " %127[^\n]", &until, name) != 2)
		return -1;
	return store_study_begin(store, name, until - 86400, until);
}

static int add(const char *line)
{
	struct store_journal moved = store_event(STORE_MOVED, 1764000000);

	switch (line[0]) {
	case 'c':
		return add_calibration(line);
	case 'S':
		return add_study(line);
	case 's':
		return add_series(line);
	case 'h':
		return add_hour(line);
	case 'l':
		return add_levels(line);
	case 'd':
		return add_diary(line);
	case 'k':
		return sign();
	case 'o':
		return add_stated(line);
	case 'm':
		(void)sscanf(line, "moved %" SCNd64, &moved.utc_s);
		return store_note(store, &moved);
	default:
		return add_record(line);
	}
}

/* A year is half a million lines: not each its own transaction. */
#define TOGETHER 2000

int main(int argc, char **argv)
{
	static char line[65536];
	int error = argc == 2 ? store_create(&store, argv[1]) : -1;
	int n = 0;

	store_path = argv[1];
	for (; !error && fgets(line, sizeof line, stdin); n++) {
		if (n > 0 && n % TOGETHER == 0)
			error = store_end(store, STORE_OK);
		if (n % TOGETHER == 0 && !error)
			error = store_begin(store);
		if (!error)
			error = add(line);
	}
	if (n > 0)
		error = store_end(store, error);
	store_close(store);
	if (error)
		fprintf(stderr, "make_store: error %d\n", error);
	return error ? 1 : 0;
}
