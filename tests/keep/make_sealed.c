/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make_sealed.c - a store with something of everything, signed each hour:
 *
 *     make_sealed FILE RECORDS [prune UTC | erase UTC]
 *
 * Records are minutes from 2026-03-02T00:00:00Z on.  A study runs during the
 * first two hours; after 100 records the microphone is calibrated anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/keep/seal.h"

#define T0 INT64_C(1772409600)

static struct store *s;
static struct seal_key key;
static struct store_series series;
static int bad;

static int64_t note(int32_t kind, int64_t utc_s, int64_t refers,
	int64_t value, const char *subject, const char *text)
{
	struct store_journal j = store_event(kind, utc_s);

	j.refers = refers;
	j.value = value;
	if (kind == STORE_DIARY || kind == STORE_DIARY_EDIT) {
		j.from_utc_s = utc_s - 600;
		j.to_utc_s = utc_s;
	}
	snprintf(j.subject, sizeof j.subject, "%s", subject);
	snprintf(j.text, sizeof j.text, "%s", text);
	bad |= store_note(s, &j);
	return j.n;
}

static void begin_series(int64_t utc_s, int32_t full_scale)
{
	series = (struct store_series){ .since_utc_s = utc_s,
		.place = "window", .height_cm = 400, .description =
		"Fen\xc3\xaatre \"cour\"", .microphone = "UMIK-1",
		.source = "raw", .full_scale = full_scale, .self_noise = 290,
		.calibrated = 1, .interval_s = 60, .software = "0.1.0" };
	note(STORE_CALIBRATION, utc_s, 0, 10 * full_scale, "UMIK-1",
		"94 dB, 1000 Hz");
	bad |= store_begin_series(s, &series);
}

static void add_minute(int i)
{
	slm_tenth_db l = (slm_tenth_db)(300 + i * 37 % 500);
	struct store_record r = { .series = series.id,
		.start_utc_s = T0 + 60 * i, .interval_s = 60,
		.covered_s = i % 7 ? 60 : 0,
		.flags = i % 7 ? 0 : SLM_FLAG_GAP,
		.LAeq = i % 7 ? l : SLM_NO_LEVEL,
		.spread = SLM_NO_SPREAD };
	static struct store_seconds x;
	struct store_histogram h = { .series = series.id,
		.hour_utc_s = T0 + i / 60 * 3600 };
	bool hour = i % 60 == 59;

	if (i % 7 && i % 5)
		r.spread = (struct slm_spread){ (slm_tenth_db)(l + 90),
			(slm_tenth_db)(l + 50), (slm_tenth_db)(l + 20), l,
			(slm_tenth_db)(l - 20), (slm_tenth_db)(l - 40),
			(slm_tenth_db)(l - 60) };
	for (int c = 30; c < 80; c++)
		h.seconds[c] = (uint16_t)(i % 60 + c);
	x = (struct store_seconds){ .series = series.id,
		.start_utc_s = T0 + 60 * i, .count = 60 };
	for (int k = 0; k < 60; k++)
		x.second[k] = k == 7 ? STORE_NO_SECOND : (uint16_t)(l + k);
	if (i < 120)
		bad |= store_add_seconds(s, &x);
	bad |= store_add(s, &r, &h, hour);
	if (hour)
		bad |= seal_sign(s, &key, T0 + 60 * i + 60);
}

int main(int argc, char **argv)
{
	int64_t diary, removed;
	int records;

	if (argc < 3)
		return 2;
	records = atoi(argv[2]);
	bad = store_create(&s, argv[1]);
	if (bad || (bad = seal_key_load(&key, argv[1], true)) ||
		(bad = store_begin(s)))
		return 1;
	bad = seal_announce(s, &key);
	note(STORE_START, T0, 0, 1700000000000, "boot-1", "Sourdine 0.1.0");
	begin_series(T0, 1200);
	bad |= store_study_begin(s, "spring", T0, T0 + 7200);
	for (int i = 0; i < records; i++) {
		if (i == 100)
			begin_series(T0 + 6000, 1203);
		if (i == 90) {
			diary = note(STORE_DIARY, T0 + 5400, 0, 0, "pump",
				"the pump, again \xe2\x80\x93 until late");
			note(STORE_DIARY_EDIT, T0 + 5401, diary, 0, "pump",
				"the pump");
		}
		add_minute(i);
	}
	note(STORE_STOP, T0 + 60 * records, 0, 0, "", "");
	bad |= seal_sign(s, &key, T0 + 60 * records);
	bad = store_end(s, bad);
	if (!bad && argc > 4 && strcmp(argv[3], "prune") == 0)
		bad = seal_prune(s, &key, strtoll(argv[4], NULL, 10),
			T0 + 60 * records, &removed);
	if (!bad && argc > 4 && strcmp(argv[3], "erase") == 0) {
		bad = seal_erase(s, strtoll(argv[4], NULL, 10));
		bad |= seal_sign(s, &key, T0 + 60 * records + 1);
	}
	store_close(s);
	if (bad)
		fprintf(stderr, "make_sealed: error %d\n", bad);
	return bad != 0;
}
