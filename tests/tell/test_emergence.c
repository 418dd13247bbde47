/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_emergence.c - which rule holds for which source, at its boundaries. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "../../src/tell/indicators/emergence.h"
#include "../../src/tell/local_time.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define PRO EMERGENCE_PROFESSIONAL
#define ICPE EMERGENCE_CLASSIFIED

/* Code de la sante publique R1336-7: upper bounds belong to the line. */
static void the_term_falls_with_the_duration(void **state)
{
	static const int table[][2] = { { 0, 6 }, { 10, 6 }, { 60, 6 },
		{ 61, 5 }, { 300, 5 }, { 301, 4 }, { 1200, 4 }, { 1201, 3 },
		{ 7200, 3 }, { 7201, 2 }, { 14400, 2 }, { 14401, 1 },
		{ 28800, 1 }, { 28801, 0 }, { 86400, 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(emergence_term(table[i][0]), table[i][1]);
}

static void each_source_has_its_rule(void **state)
{
	static const struct {
		enum emergence_source source;
		bool night, indoors;
		double ambient, residual;
		int64_t cumulated_s;
		int limit;                 /* -1: none */
		enum emergence_indication indication;
		enum emergence_reason reason;
	} table[] = {
		{ PRO, false, false, 50, 40, 28801, 5, EMERGENCE_ABOVE, 0 },
		{ PRO, true, false, 50, 40, 28801, 3, EMERGENCE_ABOVE, 0 },
		{ PRO, false, false, 50, 43, 28801, 5, EMERGENCE_TOO_CLOSE,
			0 },
		{ PRO, false, false, 50, 42.9, 28801, 5, EMERGENCE_ABOVE, 0 },
		{ PRO, false, false, 50, 47, 28801, 5, EMERGENCE_TOO_CLOSE,
			0 },
		{ PRO, false, false, 50, 47.1, 28801, 5, EMERGENCE_BELOW, 0 },
		/* looked for above 25 and 30 dB(A), not at them */
		{ PRO, true, true, 25, 15, 60, 9, 0,
			EMERGENCE_NOT_LOOKED_FOR },
		{ PRO, true, true, 25.1, 14, 60, 9, EMERGENCE_ABOVE, 0 },
		{ PRO, true, false, 30, 15, 60, 9, 0,
			EMERGENCE_NOT_LOOKED_FOR },
		{ EMERGENCE_DOMESTIC, true, true, 40, 30, 60, -1, 0,
			EMERGENCE_NO_LIMIT },
		{ EMERGENCE_UNKNOWN, true, true, 40, 30, 60, -1, 0,
			EMERGENCE_NO_LIMIT },
		{ EMERGENCE_AMPLIFIED, true, true, 20, 10, 60, 3,
			EMERGENCE_ABOVE, 0 },
		{ EMERGENCE_AMPLIFIED, true, false, 40, 30, 60, -1, 0,
			EMERGENCE_OUTSIDE },
		{ EMERGENCE_SITE, false, false, 70, 40, 60, -1, 0,
			EMERGENCE_NO_RULE },
		{ EMERGENCE_TRANSPORT, false, false, 70, 40, 60, -1, 0,
			EMERGENCE_NO_RULE },
		/* arrete of 23 January 1997, art. 3: no term */
		{ ICPE, false, false, 35, 20, 60, 6, 0,
			EMERGENCE_NOT_LOOKED_FOR },
		{ ICPE, false, false, 45, 36, 60, 6, EMERGENCE_ABOVE, 0 },
		{ ICPE, true, false, 45, 36, 60, 4, EMERGENCE_ABOVE, 0 },
		{ ICPE, false, false, 45.1, 43, 60, 5, EMERGENCE_BELOW, 0 },
		{ ICPE, true, false, 45.1, 43, 60, 3, EMERGENCE_TOO_CLOSE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct emergence_question q = {
			.source = table[i].source,
			.indoors = table[i].indoors };
		struct emergence_answer a = { .ambient = table[i].ambient,
			.residual = table[i].residual,
			.cumulated_s = table[i].cumulated_s,
			.period = table[i].night ? EMERGENCE_NIGHT :
				EMERGENCE_DAY };

		emergence_judge(&a, &q, NAN, NAN);
		assert_int_equal(a.limit, table[i].limit);
		assert_int_equal(a.indication, table[i].indication);
		assert_int_equal(a.reason, table[i].reason);
		assert_true(a.uncertainty >= 2);
		if (a.reason == EMERGENCE_NO_RULE)
			assert_true(isnan(a.emergence) != 0);
		else
			assert_true(fabs(a.emergence - table[i].ambient +
				table[i].residual) < 1e-6);
	}
}

/* Strictly above counts, and a difference of 9.0 is not above 9. */
static void a_limit_that_is_met_is_not_exceeded(void **state)
{
	const struct emergence_question q = { .source = PRO };
	struct emergence_answer a = { .ambient = 40.3, .residual = 35.3,
		.cumulated_s = 30000 };

	(void)state;
	emergence_judge(&a, &q, NAN, NAN);
	assert_false(a.exceeds);
	a.residual = 35.2;
	emergence_judge(&a, &q, NAN, NAN);
	assert_true(a.exceeds);
	assert_int_equal(a.indication, EMERGENCE_TOO_CLOSE);
}

static void a_microphone_says_what_it_cannot_tell(void **state)
{
	struct emergence_question q = { .source = PRO, .indoors = true,
		.self_noise = 29 };
	struct emergence_answer a = { .ambient = 36, .residual = 34,
		.cumulated_s = 30000, .period = EMERGENCE_NIGHT };

	(void)state;
	emergence_judge(&a, &q, NAN, NAN);
	assert_int_equal(a.reason, EMERGENCE_MICROPHONE);
	assert_false(a.looked_for_known);
	assert_int_equal(a.indication, EMERGENCE_NOTHING);
	assert_true(fabs(a.emergence - 2) < 1e-6);

	/* well above its noise there is no doubt about 25 dB(A), while the
	 * residual noise may be lower than it reads */
	a.ambient = 42;
	a.residual = 41.9;
	emergence_judge(&a, &q, NAN, NAN);
	assert_int_equal(a.indication, EMERGENCE_BELOW);
	a.ambient = 36.2;
	a.residual = 35.9;
	emergence_judge(&a, &q, NAN, NAN);
	assert_true(a.residual_at_most);
	assert_int_equal(a.indication, EMERGENCE_TOO_CLOSE);

	/* one with 17 dB(A) can tell */
	q.self_noise = 17;
	a.ambient = 26;
	a.residual = 24.5;
	emergence_judge(&a, &q, NAN, NAN);
	assert_int_equal(a.reason, EMERGENCE_GIVEN);

	q.uncalibrated = true;
	emergence_judge(&a, &q, NAN, NAN);
	assert_int_equal(a.reason, EMERGENCE_UNCALIBRATED);
	assert_true(fabs(a.emergence - 1.5) < 1e-6);
}

/* ICPE, annex 2.5: LAeq 50, L50 44: emergence is that of the L50. */
static void a_few_loud_moments_are_judged_by_L50(void **state)
{
	const struct emergence_question q = { .source = ICPE };
	struct emergence_answer a = { .ambient = 50, .residual = 42 };

	(void)state;
	emergence_judge(&a, &q, 44, 41);
	assert_true(a.by_L50);
	assert_true(fabs(a.emergence - 3) < 1e-6);
	emergence_judge(&a, &q, 45, 41);
	assert_false(a.by_L50);
	assert_true(fabs(a.emergence - 8) < 1e-6);
}

static int64_t at(int year, int month, int day, int hour)
{
	return local_utc(local_day_of((struct local_date){ year, month, day }),
		hour * 3600);
}

static void day_is_from_7_to_22(void **state)
{
	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	/* 2026-11-25 is a Wednesday, the 22nd a Sunday */
	assert_int_equal(emergence_period_of(PRO, at(2026, 11, 25, 7) - 1),
		EMERGENCE_NIGHT);
	assert_int_equal(emergence_period_of(PRO, at(2026, 11, 25, 7)),
		EMERGENCE_DAY);
	assert_int_equal(emergence_period_of(PRO, at(2026, 11, 25, 22) - 1),
		EMERGENCE_DAY);
	assert_int_equal(emergence_period_of(PRO, at(2026, 11, 25, 22)),
		EMERGENCE_NIGHT);
	assert_int_equal(emergence_period_of(PRO, at(2026, 11, 22, 12)),
		EMERGENCE_DAY);
	assert_int_equal(emergence_period_of(ICPE, at(2026, 11, 22, 12)),
		EMERGENCE_NIGHT);
	assert_int_equal(emergence_period_of(ICPE, at(2026, 11, 23, 12)),
		EMERGENCE_DAY);
	assert_int_equal(emergence_period_of(ICPE, at(2026, 7, 14, 12)),
		EMERGENCE_NIGHT);
}

static void holidays_are_where_the_calendar_has_them(void **state)
{
	static const int yes[][3] = { { 2026, 1, 1 }, { 2026, 4, 6 },
		{ 2026, 5, 1 }, { 2026, 5, 8 }, { 2026, 5, 14 },
		{ 2026, 5, 25 }, { 2026, 7, 14 }, { 2026, 8, 15 },
		{ 2026, 11, 1 }, { 2026, 11, 11 }, { 2026, 12, 25 },
		{ 2024, 4, 1 }, { 2025, 4, 21 }, { 2038, 4, 26 },
		{ 2008, 5, 1 }, { 2035, 3, 26 } };
	static const int no[][3] = { { 2026, 4, 3 }, { 2026, 4, 5 },
		{ 2026, 12, 26 }, { 2026, 6, 1 }, { 2025, 4, 7 } };
	int n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(yes); i++)
		assert_true(emergence_holiday(local_day_of((struct local_date)
			{ yes[i][0], yes[i][1], yes[i][2] })));
	for (size_t i = 0; i < COUNT(no); i++)
		assert_false(emergence_holiday(local_day_of((struct local_date)
			{ no[i][0], no[i][1], no[i][2] })));
	for (int64_t day = local_day_of((struct local_date){ 2026, 1, 1 });
		day < local_day_of((struct local_date){ 2027, 1, 1 }); day++)
		n += emergence_holiday(day);
	assert_int_equal(n, 11);
}

static void octaves_have_limits_of_their_own(void **state)
{
	static const double ambient[] = { 40, 40, 40, 40, 40, 40 };
	static const double residual[] = { 33, 32.9, 35, 34.9, 39, 30 };
	struct emergence_question equipment = { .source = PRO,
		.indoors = true };
	struct emergence_question music = { .source = EMERGENCE_AMPLIFIED,
		.indoors = true };
	double e[EMERGENCE_OCTAVES];
	bool above[EMERGENCE_OCTAVES];

	(void)state;
	emergence_octaves(e, above, &equipment, ambient, residual);
	assert_true(fabs(e[1] - 7.1) < 1e-6);
	assert_false(above[0] || above[2] || above[4]);
	assert_true(above[1] && above[3] && above[5]);
	emergence_octaves(e, above, &music, ambient, residual);
	assert_true(above[0] && above[2] && !above[4]);

	/* Elsewhere, and of other sources, no rule looks at them. */
	for (int s = 0; s < EMERGENCE_SOURCES; s++)
		for (int in = 0; in < 2; in++) {
			struct emergence_question q = { .indoors = in,
				.source = (enum emergence_source)s };
			bool rule = in && (s == PRO || s == EMERGENCE_AMPLIFIED);

			emergence_octaves(e, above, &q, ambient, residual);
			assert_int_equal(emergence_octave_limit(&q, 5) >= 0,
				rule);
			assert_int_equal(above[5], rule);
			assert_true(fabs(e[1] - 7.1) < 1e-6);
		}
}

/* Levels of one kind for so many seconds from t on. */
static int64_t add(struct emergence_levels *e, int64_t t, int interval_s,
	int n, double L, enum emergence_mark mark)
{
	for (int i = 0; i < n; i++, t += interval_s)
		emergence_add(e, t, interval_s, interval_s, L, mark);
	return t;
}

static void marked_seconds_give_ambient_and_residual(void **state)
{
	const struct emergence_question q = { .source = PRO,
		.cumulated_s = -1 };
	struct emergence_levels *e = emergence_levels_new(PRO);
	struct emergence_answer a;
	int64_t t;

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	/* half an hour on each side of 22 h, less a second before */
	t = at(2026, 11, 25, 22) - 1799;
	t = add(e, t, 1, 899, 40, EMERGENCE_RESIDUAL);
	t = add(e, t, 1, 900, 50, EMERGENCE_PARTICULAR);
	t = add(e, t, 1, 900, 50, EMERGENCE_PARTICULAR);
	t = add(e, t, 1, 1, 90, EMERGENCE_EXCEPTIONAL);
	add(e, t, 1, 900, 40, EMERGENCE_RESIDUAL);

	emergence_ask(&a, e, EMERGENCE_DAY, &q);
	assert_int_equal(a.reason, EMERGENCE_SHORT);
	assert_true(isnan(a.emergence) != 0);
	emergence_ask(&a, e, EMERGENCE_NIGHT, &q);
	assert_int_equal(a.reason, EMERGENCE_GIVEN);
	assert_true(fabs(a.emergence - 10) < 1e-6);
	assert_int_equal(a.cumulated_s, 900);
	assert_int_equal(a.limit, 3 + 4);
	assert_int_equal(a.indication, EMERGENCE_ABOVE);
	assert_true(fabs(emergence_LN(e, EMERGENCE_NIGHT, EMERGENCE_RESIDUAL,
		50) - 40) < 1e-6);
	emergence_levels_free(e);
}

static void records_count_when_they_lie_wholly_inside(void **state)
{
	const struct emergence_question q = { .source = PRO,
		.cumulated_s = -1 };
	struct emergence_levels *e = emergence_levels_new(PRO);
	struct emergence_answer a;
	int64_t t = at(2026, 11, 25, 10);

	(void)state;
	t = add(e, t, 900, 3, 40, EMERGENCE_RESIDUAL);
	t = add(e, t, 900, 1, 50, EMERGENCE_MIXED);
	emergence_ask(&a, e, EMERGENCE_DAY, &q);
	assert_int_equal(a.reason, EMERGENCE_RECORDS);
	assert_true(emergence_has(e, EMERGENCE_DAY));
	assert_int_equal(emergence_left_out(e, EMERGENCE_DAY), 1);

	t = add(e, t, 900, 2, 50, EMERGENCE_PARTICULAR);
	emergence_forget_durations(e);
	emergence_add_duration(e, at(2026, 11, 25, 10), 2345);
	emergence_ask(&a, e, EMERGENCE_DAY, &q);
	assert_true(fabs(a.emergence - 10) < 1e-6);
	assert_int_equal(a.cumulated_s, 2345);
	assert_true(isnan(emergence_LN(e, EMERGENCE_DAY,
		EMERGENCE_PARTICULAR, 50)) != 0);

	/* one that lies across 22 h belongs to neither */
	emergence_add(e, at(2026, 11, 25, 22) - 450, 900, 900, 90,
		EMERGENCE_PARTICULAR);
	emergence_ask(&a, e, EMERGENCE_DAY, &q);
	assert_true(fabs(a.emergence - 10) < 1e-6);
	assert_int_equal(emergence_left_out(e, EMERGENCE_DAY), 2);

	struct emergence_levels *none = emergence_levels_new(PRO);
	add(none, t, 900, 3, 40, EMERGENCE_PARTICULAR);
	emergence_ask(&a, none, EMERGENCE_DAY, &q);
	assert_int_equal(a.reason, EMERGENCE_NO_RESIDUAL);
	assert_false(emergence_has(none, EMERGENCE_NIGHT));
	emergence_levels_free(none);
	emergence_levels_free(e);
}

/* Minutes of 40 and 80 dB in turn: 100 of them, so that s is 20.1 dB and the
 * mean of their levels known to 2.01 dB; twice that. */
static void what_varies_is_less_sure(void **state)
{
	const struct emergence_question q = { .source = PRO,
		.cumulated_s = -1 };
	struct emergence_levels *e = emergence_levels_new(PRO);
	struct emergence_answer a;
	int64_t t = at(2026, 11, 25, 10);

	(void)state;
	for (int i = 0; i < 50; i++) {
		t = add(e, t, 1, 60, 40, EMERGENCE_RESIDUAL);
		t = add(e, t, 1, 60, 80, EMERGENCE_RESIDUAL);
	}
	for (int i = 0; i < 50; i++)
		t = add(e, t, 1, 60, 80, EMERGENCE_PARTICULAR);
	emergence_ask(&a, e, EMERGENCE_DAY, &q);
	/* s^2 = 400 * 100 / 99; 2 sqrt(s^2 / 100) */
	assert_true(fabs(a.uncertainty - 2 * sqrt(4 * 100 / 99.0)) < 1e-6);
	emergence_levels_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_term_falls_with_the_duration),
		cmocka_unit_test(each_source_has_its_rule),
		cmocka_unit_test(a_limit_that_is_met_is_not_exceeded),
		cmocka_unit_test(a_microphone_says_what_it_cannot_tell),
		cmocka_unit_test(a_few_loud_moments_are_judged_by_L50),
		cmocka_unit_test(day_is_from_7_to_22),
		cmocka_unit_test(holidays_are_where_the_calendar_has_them),
		cmocka_unit_test(octaves_have_limits_of_their_own),
		cmocka_unit_test(marked_seconds_give_ambient_and_residual),
		cmocka_unit_test(records_count_when_they_lie_wholly_inside),
		cmocka_unit_test(what_varies_is_less_sure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
