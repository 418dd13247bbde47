/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_month.c - a store with a month of known truth:
 *   make_month FILE [DAYS [FROM_DAY TENTHS [MOVED_ON_DAY]]]
 *
 * Records of a minute from 2026-03-01 00:00 in Paris.  Each second of a record
 * has the record's level: 42 dB from 7 to 22 h CET, 28 dB at night, 2 dB more
 * or less by turns.  A pump adds up to 38 dB in each third night from 23:30 to
 * 01:10 CET, which the diary notes.  Nothing on the 8th, nothing from 10 to
 * 14 h CET on the 12th; from the 16th to the 22nd the meter was not
 * calibrated; the night of the 29th has 23 hours.  A study ran from the 5th to
 * the 9th.  From day FROM_DAY (0 is the first) all is lower by so many tenths
 * of a dB; on MOVED_ON_DAY the microphone moved.  A store that is there already
 * goes on where it ends. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/keep/seal.h"

#define BEGIN INT64_C(1772319600) /* 2026-03-01 00:00 CET */
#define DAY   86400
#define PUMP_FROM (23 * 3600 + 1800)
#define PUMP_TO   (25 * 3600 + 600)

static int64_t lower_from = INT64_MAX, moved_on = INT64_MAX;
static int lower_by;
static struct store *store;
static struct store_series series;
static struct store_histogram hour;

static void check(int error)
{
	char why[512];

	if (!error)
		return;
	store_explain(why, sizeof why, error, "the store");
	fprintf(stderr, "make_month: %s\n", why);
	exit(1);
}

static bool pump(int64_t s)
{
	int64_t day = s / DAY, second = s % DAY;

	return (day % 3 == 0 && second >= PUMP_FROM) ||
		(day % 3 == 1 && second < PUMP_TO - DAY);
}

static slm_tenth_db level(int64_t s)
{
	int64_t second = s % DAY;
	int base = second >= 7 * 3600 && second < 22 * 3600 ? 420 : 280;
	int turn = (int)(s / 60 % 5) * 10 - 20;

	return (slm_tenth_db)((pump(s) ? 380 : base + turn) -
		(s / DAY >= lower_from ? lower_by : 0));
}

static bool missing(int64_t s)
{
	int64_t day = s / DAY, second = s % DAY;

	return day == 7 || (day == 11 && second >= 10 * 3600 &&
		second < 14 * 3600);
}

static bool calibrated(int64_t s)
{
	return s / DAY < 15 || s / DAY >= 22;
}

static void begin_series(int64_t s)
{
	memset(&series, 0, sizeof series);
	series.since_utc_s = BEGIN + s;
	strcpy(series.place, "indoors");
	series.height_cm = s / DAY >= moved_on ? 400 : 150;
	strcpy(series.description, "chambre sur cour, fenêtre fermée");
	strcpy(series.microphone, "UMIK-2: USB Audio (hw:1,0)");
	strcpy(series.source, "raw");
	series.full_scale = 1200;
	series.self_noise = 120;
	series.calibrated = calibrated(s);
	series.interval_s = 60;
	strcpy(series.software, "0.1.0");
	check(store_begin_series(store, &series));
}

static void calibration(int64_t s, int value)
{
	struct store_journal j = store_event(STORE_CALIBRATION, BEGIN + s);

	strcpy(j.subject, "UMIK-2: USB Audio (hw:1,0)");
	j.value = value;
	check(store_note(store, &j));
}

static void diary(int64_t day)
{
	struct store_journal j = store_event(STORE_DIARY,
		BEGIN + (day + 1) * DAY + 8 * 3600);

	j.from_utc_s = BEGIN + day * DAY + PUMP_FROM;
	j.to_utc_s = BEGIN + day * DAY + PUMP_TO;
	strcpy(j.subject, "source");
	strcpy(j.text, "pompe à chaleur <derrière> le mur & dans la cour");
	check(store_note(store, &j));
}

static void end_hour(int64_t s)
{
	hour.series = series.id;
	hour.hour_utc_s = BEGIN + s - 3600;
	check(store_add_histograms(store, &hour, 1));
	memset(&hour, 0, sizeof hour);
}

static void minute(int64_t s)
{
	struct store_record r = { .series = series.id,
		.start_utc_s = BEGIN + s, .interval_s = 60, .covered_s = 60,
		.flags = calibrated(s) ? 0 : SLM_FLAG_UNCALIBRATED };
	slm_tenth_db L = r.LAeq = level(s);

	r.spread = (struct slm_spread){ (slm_tenth_db)(L + 60),
		(slm_tenth_db)(L + 40), (slm_tenth_db)(L + 20), L,
		(slm_tenth_db)(L - 20), (slm_tenth_db)(L - 30),
		(slm_tenth_db)(L - 40) };
	check(store_add(store, &r, NULL, 0));
	hour.seconds[(L + 5) / 10] += 60;
}

static void begin_store(const struct seal_key *key)
{
	check(seal_announce(store, key));
	check(store_study_begin(store, "nuits de mars", BEGIN + 4 * DAY,
		BEGIN + 9 * DAY));
	check(store_study_end(store, BEGIN + 8 * DAY));
	check(store_begin(store));
	calibration(-3 * DAY, 12000);
}

int main(int argc, char **argv)
{
	struct store_record last;
	struct seal_key key;
	int64_t begin = 0;
	int64_t days = argc > 2 ? strtoll(argv[2], NULL, 10) : 31;

	if (argc > 4) {
		lower_from = strtoll(argv[3], NULL, 10);
		lower_by = (int)strtol(argv[4], NULL, 10);
	}
	if (argc > 5)
		moved_on = strtoll(argv[5], NULL, 10);
	if (argc < 2)
		return 2;
	check(store_create(&store, argv[1]));
	check(seal_key_load(&key, argv[1], true));
	if (store_last(store, &last))
		begin = last.start_utc_s + last.interval_s - BEGIN;
	if (begin == 0)
		begin_store(&key);
	else
		check(store_begin(store));
	for (int64_t s = begin; s < days * DAY; s += 60) {
		if (s == begin || calibrated(s) != calibrated(s - 60) ||
			(s % DAY == 0 && s / DAY == moved_on))
			begin_series(s);
		if (s == 22 * DAY)
			calibration(s, 12020);
		if (s % DAY == 0 && s / DAY % 3 == 0)
			diary(s / DAY);
		if (!missing(s))
			minute(s);
		if ((s + 60) % 3600 == 0 && !missing(s))
			end_hour(s + 60);
	}
	check(store_end(store, STORE_OK));
	check(seal_sign(store, &key, BEGIN + days * DAY + 60));
	store_close(store);
	return 0;
}
