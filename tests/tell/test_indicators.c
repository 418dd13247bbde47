/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_indicators.c - Lden and its relatives, of days whose levels are simple
 * enough to work them out by hand. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/tell/indicators/indicators.h"
#include "../../src/tell/local_time.h"

#define DAY_S 86400
#define SHARE INDICATORS_COVERAGE

static const struct indicators_rule french = { 6, 18, 22 };
static const struct indicators_rule directive = { 7, 19, 23 };

static int64_t date(int year, int month, int day)
{
	return local_utc(local_day_of((struct local_date){ year, month, day }),
		0);
}

static void near(double value, double want)
{
	if (!(fabs(value - want) < 1e-6))
		print_message("%.7f instead of %.7f\n", value, want);
	assert_true(fabs(value - want) < 1e-6);
}

/* One level for each hour that clocks show. */
static void fill(struct indicators *i, const double by_hour[24], int step_s)
{
	for (int64_t t = i->from_utc_s; t < i->to_utc_s; t += step_s)
		indicators_add(i, t, step_s, step_s,
			by_hour[local_second(t) / 3600]);
}

/* 60 dB by day, 55 in the evening, 50 at night, on French hours. */
static const double street[24] = { 50, 50, 50, 50, 50, 50, 60, 60, 60, 60, 60,
	60, 60, 60, 60, 60, 60, 60, 55, 55, 55, 55, 50, 50 };

static double mean_of(double a, double hours_a, double b, double hours_b)
{
	return 10 * log10((hours_a * pow(10, a / 10) +
		hours_b * pow(10, b / 10)) / (hours_a + hours_b));
}

static void lden_is_the_formula_of_the_directive(void **state)
{
	struct indicators i;
	struct indicators_den d;

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	indicators_begin(&i, date(2026, 11, 23), date(2026, 11, 24), NULL);
	fill(&i, street, 60);
	d = indicators_den(&i, &french, SHARE);
	near(d.Lday.value, 60);
	near(d.Levening.value, 55);
	near(d.Lnight.value, 50);
	/* day, evening + 5 and night + 10 are 60 dB each */
	near(d.Lden.value, 60);

	d = indicators_den(&i, &directive, SHARE);
	near(d.Lday.value, mean_of(60, 11, 55, 1));
	near(d.Levening.value, mean_of(55, 3, 50, 1));
	near(d.Lnight.value, mean_of(50, 7, 60, 1));
	near(d.Lden.value, 10 * log10((12 * pow(10, d.Lday.value / 10) +
		4 * pow(10, d.Levening.value / 10 + 0.5) +
		8 * pow(10, d.Lnight.value / 10 + 1)) / 24));
	near(indicators_between(&i, 6, 22, SHARE).value,
		mean_of(60, 12, 55, 4));
	near(indicators_between(&i, 22, 6, SHARE).value, 50);
	near(indicators_between(&i, 7, 22, SHARE).value,
		mean_of(60, 11, 55, 4));
	near(indicators_between(&i, 22, 7, SHARE).value,
		mean_of(50, 8, 60, 1));
	near(indicators_between(&i, 0, 24, SHARE).value,
		indicators_LAeq(&i, SHARE).value);
}

/* Between two periods clocks are set: the night's mean is one of the hours
 * that it had, while Lden keeps its 12, 4 and 8. */
static void nights_have_the_hours_that_they_had(void **state)
{
	static const struct {
		const char *zone;
		struct local_date date;
		double hours[2]; /* of the night at 1 and 2 h, together; all */
	} table[] = {
		{ "Europe/Paris", { 2026, 3, 29 }, { 1, 7 } },
		{ "Europe/Paris", { 2026, 10, 25 }, { 3, 9 } },
		{ "Europe/Paris", { 2026, 11, 23 }, { 2, 8 } },
		{ "Australia/Lord_Howe", { 2026, 4, 5 }, { 2.5, 8.5 } },
		{ "Australia/Lord_Howe", { 2026, 10, 4 }, { 1.5, 7.5 } },
		{ "UTC", { 2026, 3, 29 }, { 2, 8 } },
	};
	double levels[24];

	(void)state;
	memcpy(levels, street, sizeof levels);
	levels[1] = levels[2] = 80;
	for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
		const double *hours = table[k].hours;
		struct indicators i;
		struct indicators_den d;

		assert_true(local_time_use(table[k].zone));
		int64_t day = local_day_of(table[k].date);
		indicators_begin(&i, local_utc(day, 0), local_utc(day + 1, 0),
			NULL);
		fill(&i, levels, 60);
		near(i.length_s, (hours[1] + 16) * 3600);
		assert_int_equal(i.days, 1);
		d = indicators_den(&i, &french, SHARE);
		near(d.Lnight.value, mean_of(80, hours[0], 50,
			hours[1] - hours[0]));
		near(d.Lnight.coverage, 1);
		near(d.Lday.value, 60);
		near(d.Lden.value, 10 * log10((16e6 +
			8 * pow(10, d.Lnight.value / 10 + 1)) / 24));
	}
}

static void a_day_that_never_was_counts_for_nothing(void **state)
{
	struct indicators i;

	(void)state;
	assert_true(local_time_use("Pacific/Apia"));
	indicators_begin(&i, date(2011, 12, 29), date(2012, 1, 1), NULL);
	assert_int_equal(i.days, 2);
	near(i.length_s, 2 * DAY_S);
	fill(&i, street, 600);
	near(indicators_den(&i, &french, SHARE).Lden.value, 60);
	near(indicators_LAeq(&i, SHARE).coverage, 1);
}

/* A record across 22 h is shared out by time, one across the window's edge
 * is cut. */
static void a_record_across_an_edge_is_shared_out(void **state)
{
	struct indicators i;
	int64_t day;

	(void)state;
	assert_true(local_time_use("UTC"));
	day = date(2026, 11, 23);
	indicators_begin(&i, day, day + DAY_S, NULL);
	indicators_add(&i, day - 1800, 3600, 3600, 50);
	indicators_add(&i, day + 22 * 3600 - 900, 3600, 1800, 70);
	near(i.all.weight, 1800 + 1800);
	near(i.hour[0].weight, 1800);
	near(i.hour[21].weight, 450);
	near(i.hour[22].weight, 1350);
	assert_int_equal(i.records, 2);
	/* no level, or none of the window: nothing */
	indicators_add(&i, day + 3600, 60, 0, NAN);
	indicators_add(&i, day + DAY_S, 60, 60, 90);
	indicators_add(&i, day - 60, 60, 60, 90);
	near(i.all.weight, 3600);
}

static void too_little_is_not_computed(void **state)
{
	struct indicators i;
	struct indicators_den d;
	char why[INDICATOR_REASON_SIZE];
	int64_t day;

	(void)state;
	assert_true(local_time_use("UTC"));
	day = date(2026, 11, 23);
	indicators_begin(&i, day, day + DAY_S, NULL);
	/* all but two hours and one second of the eight of the night */
	fill(&i, street, 3600);
	i.hour[3] = i.hour[23] = (struct level_mean){ 0 };
	near(indicators_den(&i, &french, SHARE).Lnight.value, 50);
	i.hour[4].weight--;
	i.hour[4].energy -= pow(10, 5);
	d = indicators_den(&i, &french, SHARE);
	assert_true(isnan(d.Lnight.value) && isnan(d.Lden.value));
	assert_int_equal(d.Lden.reason, INDICATOR_COVERAGE);
	near(d.Lden.coverage, 21599 / 28800.0);
	near(d.Lday.value, 60);
	indicator_explain(why, &d.Lden);
	assert_string_equal(why,
		"Lnight: covered 74 % of the time, less than 75 %");
	near(indicators_den(&i, &french, 0.7).Lday.value, 60);
	near(indicators_den(&i, &french, 0.7).Lden.value, 60);

	/* an hour of a night is no night */
	indicators_begin(&i, day + 22 * 3600, day + 23 * 3600, NULL);
	fill(&i, street, 60);
	near(indicators_LAeq(&i, SHARE).value, 50);
	d = indicators_den(&i, &french, SHARE);
	near(d.Lnight.coverage, 1 / 8.0);
	assert_true(isnan(d.Lnight.value));
	assert_int_equal(d.Lday.reason, INDICATOR_NOTHING);
	indicator_explain(why, &d.Lday);
	assert_string_equal(why, "Lday: nothing was measured");
	/* even who asks for no coverage gets no level out of nothing */
	assert_true(isnan(indicators_den(&i, &french, 0).Lden.value));
}

/* A year is the energy mean of its nights, not the mean of 365 Lden. */
static void a_year_is_one_mean_of_energy(void **state)
{
	struct indicators i;
	double loud[24];

	(void)state;
	memcpy(loud, street, sizeof loud);
	for (int h = 0; h < 24; h++)
		loud[h] += 20;
	assert_true(local_time_use("Europe/Paris"));
	indicators_begin(&i, date(2026, 1, 1), date(2027, 1, 1), NULL);
	assert_int_equal(i.days, 365);
	near(i.length_s, 365.0 * DAY_S);
	for (int64_t t = i.from_utc_s; t < i.to_utc_s; t += 3600)
		indicators_add(&i, t, 3600, 3600, (t < date(2026, 1, 11) ?
			loud : street)[local_second(t) / 3600]);
	near(indicators_den(&i, &french, SHARE).Lday.value,
		mean_of(80, 10, 60, 355));
	near(indicators_den(&i, &french, SHARE).Lden.value,
		mean_of(80, 10, 60, 355));
}

static void percentiles_are_of_all_seconds(void **state)
{
	static struct indicators_seconds seconds;
	struct indicators i;

	(void)state;
	assert_true(local_time_use("UTC"));
	indicators_begin(&i, 0, 1000, &seconds);
	for (int t = 0; t < 1000; t++)
		indicators_add_second(&i, t, 30 + (t * 7 % 1000) / 20.0);
	/* 30.00 to 79.95 in steps of 0.05: 100 of them reach 75.00 */
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 10, SHARE).value, 75);
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 90, SHARE).value, 35);
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 0, SHARE).value, 79.95);
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 100, SHARE).value, 30);
	near(indicators_above(&i, 75, SHARE).value, 99);
	near(indicators_above(&i, 10, SHARE).value, 1000);
	near(indicators_above(&i, -30, SHARE).value, 1000);
	near(indicators_above(&i, 80, SHARE).value, 0);
	near(i.loudest_s, 79.95);
	near(i.quietest_s, 30);
	assert_true(indicators_from_seconds(&i));
	/* in the hour of the day only 1000 of 3600 s are known */
	assert_int_equal(indicators_LN(&i, 0, 50, SHARE).reason,
		INDICATOR_COVERAGE);
	near(indicators_LN(&i, 0, 90, 0.2).value, 35);
}

static void classes_are_interpolated(void **state)
{
	uint16_t a[LEVEL_CLASSES] = { [40] = 1800, [50] = 1800 };
	uint16_t b[LEVEL_CLASSES] = { [50] = 3600 };
	struct indicators i;

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	indicators_begin(&i, 7200, 14400, NULL);
	indicators_add(&i, 7200, 7200, 7200, 50);
	indicators_add_classes(&i, 7200, a);
	indicators_add_classes(&i, 10800, b);
	indicators_add_classes(&i, 14400, a); /* not in the window */
	/* 5400 s from 49.5 to 50.5 dB: the loudest 720 s are 0.133 of them */
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 10, SHARE).value,
		50.5 - 720 / 5400.0);
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 90, SHARE).value,
		40.5 - (6480 - 5400) / 1800.0);
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 100, SHARE).value, 39.5);
	near(indicators_above(&i, 50, SHARE).value, 2700);
	near(indicators_above(&i, 45, SHARE).value, 5400);
	near(indicators_LN(&i, 4, 50, SHARE).value, 50); /* 3 h UTC */
	assert_false(indicators_from_seconds(&i));
	assert_false(i.classes_cut);
}

static void percentiles_that_nobody_can_know_are_not_given(void **state)
{
	uint16_t n[LEVEL_CLASSES] = { [40] = 3600 };
	char why[INDICATOR_REASON_SIZE];
	struct indicators i;
	struct indicator v;

	(void)state;
	assert_true(local_time_use("Europe/Paris"));
	indicators_begin(&i, 0, 3600, NULL);
	v = indicators_LN(&i, INDICATORS_ALL_HOURS, 90, SHARE);
	assert_int_equal(v.reason, INDICATOR_NOTHING);
	/* only records */
	indicators_add(&i, 0, 3600, 3600, 40);
	v = indicators_LN(&i, INDICATORS_ALL_HOURS, 90, SHARE);
	assert_int_equal(v.reason, INDICATOR_NO_SECONDS);
	assert_true(isnan(v.value));
	indicator_explain(why, &v);
	assert_string_equal(why, "LN: percentiles of records cannot be "
		"averaged; it takes LAeq,1s or hourly histograms");

	/* half an hour of a histogram's hour */
	indicators_begin(&i, 1800, 7200, NULL);
	indicators_add(&i, 1800, 5400, 5400, 40);
	indicators_add_classes(&i, 0, n);
	indicators_add_classes(&i, 3600, n);
	v = indicators_LN(&i, INDICATORS_ALL_HOURS, 90, SHARE);
	assert_int_equal(v.reason, INDICATOR_CUT_HOURS);

	/* where clocks are 5:45 ahead an hour of the day has no histogram, the
	 * whole has */
	assert_true(local_time_use("Asia/Kathmandu"));
	indicators_begin(&i, 0, 7200, NULL);
	indicators_add(&i, 0, 7200, 7200, 40);
	indicators_add_classes(&i, 0, n);
	indicators_add_classes(&i, 3600, n);
	near(indicators_LN(&i, INDICATORS_ALL_HOURS, 50, SHARE).value, 40);
	v = indicators_LN(&i, 6, 50, SHARE);
	assert_int_equal(v.reason, INDICATOR_NO_SECONDS);
}

static void extremes_keep_what_there_was(void **state)
{
	struct indicators i;

	(void)state;
	assert_true(local_time_use("UTC"));
	indicators_begin(&i, 0, 3600, NULL);
	assert_true(isnan(i.loudest) && isnan(i.quietest));
	indicators_add_extremes(&i, NAN, NAN);
	indicators_add_extremes(&i, 70.1, 40);
	indicators_add_extremes(&i, 65, NAN);
	indicators_add_extremes(&i, 71, 39.9);
	near(i.loudest, 71);
	near(i.quietest, 39.9);
}

static void hours_have_to_make_three_periods(void **state)
{
	static const struct indicators_rule good[] = { { 6, 18, 22 },
		{ 7, 19, 23 }, { 0, 12, 23 }, { 8, 20, 24 } };
	static const struct indicators_rule bad[] = { { 6, 6, 22 },
		{ 6, 18, 18 }, { 18, 6, 22 }, { -1, 18, 22 }, { 6, 18, 25 },
		{ 0, 0, 0 }, { 0, 12, 24 } };

	(void)state;
	for (size_t k = 0; k < sizeof good / sizeof *good; k++)
		assert_true(indicators_rule_makes_sense(&good[k]));
	for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
		assert_false(indicators_rule_makes_sense(&bad[k]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lden_is_the_formula_of_the_directive),
		cmocka_unit_test(nights_have_the_hours_that_they_had),
		cmocka_unit_test(a_day_that_never_was_counts_for_nothing),
		cmocka_unit_test(a_record_across_an_edge_is_shared_out),
		cmocka_unit_test(too_little_is_not_computed),
		cmocka_unit_test(a_year_is_one_mean_of_energy),
		cmocka_unit_test(percentiles_are_of_all_seconds),
		cmocka_unit_test(classes_are_interpolated),
		cmocka_unit_test(
			percentiles_that_nobody_can_know_are_not_given),
		cmocka_unit_test(extremes_keep_what_there_was),
		cmocka_unit_test(hours_have_to_make_three_periods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
