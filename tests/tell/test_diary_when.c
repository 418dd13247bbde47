/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_diary_when.c - times as people write them, in two languages, seen from
 * Thursday 2026-10-29 at 9:00 in Paris; both nights when clocks are set. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/tell/diary/when.h"
#include "../../src/tell/local_time.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define NOW INT64_C(1793260800) /* 2026-10-29T09:00:00+01:00 */

static void shown(char out[64], const struct diary_when *w)
{
	char from[LOCAL_TIME_SIZE], to[LOCAL_TIME_SIZE] = "";

	local_time_format(from, w->from_utc_s);
	if (w->to_utc_s != STORE_NO_TIME)
		local_time_format(to, w->to_utc_s);
	/* to the minute, with the offset's hours */
	snprintf(out, 64, "%.16s%.3s %.16s%.3s", from, from + 19, to,
		*to ? to + 19 : "");
}

static void people_are_understood(void **state)
{
	static const struct {
		const char *text, *means;
	} table[] = {
		{ "hier 22h30–1h10", "2026-10-28T22:30+01 2026-10-29T01:10+01" },
		{ "hier 22h30-1h10", "2026-10-28T22:30+01 2026-10-29T01:10+01" },
		{ "Hier, de 22 h 30 à 23 h",
			"2026-10-28T22:30+01 2026-10-28T23:00+01" },
		{ "yesterday 10:30 pm to 1:10 am",
			"2026-10-28T22:30+01 2026-10-29T01:10+01" },
		{ "22h30–1h10", "2026-10-28T22:30+01 2026-10-29T01:10+01" },
		{ "7h - 8h15", "2026-10-29T07:00+01 2026-10-29T08:15+01" },
		{ "aujourd’hui 7h à 8h", "2026-10-29T07:00+01 2026-10-29T08:00+01" },
		{ "avant-hier 14:00 / 15:30",
			"2026-10-27T14:00+01 2026-10-27T15:30+01" },
		{ "lundi 7h à mardi 6h", "2026-10-26T07:00+01 2026-10-27T06:00+01" },
		{ "jeudi 7h-8h", "2026-10-29T07:00+01 2026-10-29T08:00+01" },
		{ "friday 7am until 8 am", "2026-10-23T07:00+02 2026-10-23T08:00+02" },
		{ "2026-10-20 22:30 - 2026-10-21 01:00",
			"2026-10-20T22:30+02 2026-10-21T01:00+02" },
		{ "25/12 20h-21h", "2025-12-25T20:00+01 2025-12-25T21:00+01" },
		{ "14 février 2026 20h–minuit",
			"2026-02-14T20:00+01 2026-02-15T00:00+01" },
		{ "le 3 août 12h à 13h", "2026-08-03T12:00+02 2026-08-03T13:00+02" },
		{ "on 3 May midi to 12:45", "2026-05-03T12:00+02 2026-05-03T12:45+02" },
		{ "3.5.26 12:00-12:45", "2026-05-03T12:00+02 2026-05-03T12:45+02" },
		{ "hier 23h-24h", "2026-10-28T23:00+01 2026-10-29T00:00+01" },
		{ "hier 12:30 am", "2026-10-28T00:30+01 " },
		{ "8h50", "2026-10-29T08:50+01 " },
		/* the night of the 25th: 3 h become 2 h */
		{ "2026-10-25 02:10 CEST", "2026-10-25T02:10+02 " },
		{ "2026-10-25 02:10 CET", "2026-10-25T02:10+01 " },
		{ "2026-10-25 2h10 heure d'été à 2h10 heure d'hiver",
			"2026-10-25T02:10+02 2026-10-25T02:10+01" },
		{ "2026-10-25 2:10 summer time - 2:40 winter time",
			"2026-10-25T02:10+02 2026-10-25T02:40+01" },
		{ "2026-10-25T02:10:00+01:00", "2026-10-25T02:10+01 " },
		{ "2026-10-25T00:10:00Z - 2026-10-25T01:10:00Z",
			"2026-10-25T02:10+02 2026-10-25T02:10+01" },
		{ "2026-10-24 23:00-4:00",
			"2026-10-24T23:00+02 2026-10-25T04:00+01" },
		{ "2026-03-28 23:00-4:00",
			"2026-03-28T23:00+01 2026-03-29T04:00+02" },
	};

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	for (size_t i = 0; i < COUNT(table); i++) {
		struct diary_when w;
		char why[DIARY_WHY] = "", got[64] = "";

		if (diary_when(&w, table[i].text, NOW, why))
			shown(got, &w);
		if (strcmp(got, table[i].means) != 0)
			print_message("%s: %s %s\n", table[i].text, got, why);
		assert_string_equal(got, table[i].means);
	}
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} table[] = {
		{ "", "time of day" },
		{ "hier", "time of day" },
		{ "hier 25h", "time of day" },
		{ "hier 22:60-23:00", "time of day" },
		{ "22-23", "time of day" },
		{ "hier 22h30-1h10 bruit", "did not show 'bruit'" },
		{ "hier 22h30-1h10 22h", "not understood" },
		{ "2026-02-30 10:00-11:00", "no such day" },
		{ "31/11 10h-11h", "no such day" },
		{ "demain 10h-11h", "time of day" },
		{ "2026-10-25 02:10", "say CEST or CET" },
		{ "2026-10-25 01:00-02:10", "say CEST or CET" },
		{ "2026-10-25 02:10 EST", "did not show 'est'" },
		{ "2026-10-26 02:10 CEST", "but CET" },
		{ "2026-03-29 02:30-04:00", "clocks skipped 02:30" },
		{ "2026-03-29 01:30-02:30", "clocks skipped 02:30" },
		{ "aujourd'hui 22h-23h", "begins in the future" },
		{ "8h-10h", "ends in the future" },
		{ "2026-10-20 10:00 - 2026-10-19 11:00", "before it begins" },
		{ "2026-01-20 10:00 - 2026-10-19 11:00", "31 days" },
	};

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	for (size_t i = 0; i < COUNT(table); i++) {
		struct diary_when w;
		char why[DIARY_WHY] = "", long_one[300];

		assert_false(diary_when(&w, table[i].text, NOW, why));
		if (!strstr(why, table[i].why))
			print_message("%s: %s\n", table[i].text, why);
		assert_non_null(strstr(why, table[i].why));
		memset(long_one, 'h', sizeof long_one - 1);
		long_one[sizeof long_one - 1] = '\0';
		assert_false(diary_when(&w, long_one, NOW, why));
	}
}

/* Any bytes at all: an answer, no crash, and within what may be. */
static void noise_is_no_time(void **state)
{
	static const char pieces[][12] = { "22h30", "-", "hier", "2026-10-25",
		" ", "24:00", "pm", "CEST", "à", "\xc3", "\xe2\x80", "99999",
		"/", "lundi", "h", ":", "T", "é", "ete", "0" };
	unsigned state_ = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[160] = "", why[DIARY_WHY];
		struct diary_when w;

		for (int k = 0; k < 8; k++) {
			state_ = state_ * 1664525u + 1013904223u;
			strcat(text, pieces[(state_ >> 16) % COUNT(pieces)]);
		}
		if (diary_when(&w, text, NOW, why)) {
			assert_true(w.from_utc_s <= NOW);
			assert_true(w.to_utc_s == STORE_NO_TIME ||
				(w.to_utc_s > w.from_utc_s &&
					w.to_utc_s <= NOW));
		} else {
			assert_true(strlen(why) > 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_understood),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(noise_is_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
