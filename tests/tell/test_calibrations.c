/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_calibrations.c - what lies between two calibrations that differ is
 * doubtful, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/tell/calibrations.h"

static struct calibration_event events[] = {
	{ 1000, 120.00, false, "a" },
	{ 1500, 90.00, false, "other" },
	{ 2000, 120.50, false, "a" }, /* 0.50 is not over 0.5 */
	{ 3000, 121.01, false, "a" }, /* 0.51 is */
	{ 4000, 120.60, false, "a" },
	{ 5000, 122.00, true, "a" },  /* by comparison: 3 dB say nothing */
	{ 6000, 125.10, true, "a" },
	{ 7000, 125.20, false, "a" },
	{ 8000, 124.00, false, "a" }, /* down counts as up does */
};

static void test_what_lies_between(void **state)
{
	const struct calibrations c = { events, 9 };
	static const struct {
		int64_t from, to;
		bool doubt;
	} cases[] = {
		{ 0, 500, false },       /* before the first */
		{ 0, 1000, false },
		{ 900, 1100, false },
		{ 1400, 1600, false },   /* the other microphone is another */
		{ 1000, 2000, false },
		{ 1999, 2000, false },
		{ 2000, 2060, true },
		{ 1990, 2001, true },    /* reaches in by a second */
		{ 2940, 3000, true },
		{ 2999, 3060, true },
		{ 3000, 3060, false },
		{ 3500, 4500, false },
		{ 4000, 5000, false },
		{ 5000, 5060, true },    /* 3.1 dB between comparisons */
		{ 6000, 7000, false },
		{ 7000, 7001, true },
		{ 8000, 9000, false },   /* after the last */
		{ 0, 9000, true },
		{ 2500, 2500, true },    /* a moment */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(calibrations_doubt(&c, "a", cases[i].from,
			cases[i].to), cases[i].doubt);
	assert_false(calibrations_doubt(&c, "other", 0, 9000));
	assert_false(calibrations_doubt(&c, "none", 0, 9000));
}

static void test_none(void **state)
{
	const struct calibrations none = { NULL, 0 }, one = { events, 1 };

	(void)state;
	assert_false(calibrations_doubt(&none, "a", 0, INT64_MAX));
	assert_false(calibrations_doubt(&one, "a", 0, INT64_MAX));
}

static char folder[] = "/tmp/sourdine-calibrations-XXXXXX";

static void write_file(const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/calibrations.csv", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void read_back(struct calibrations *c)
{
	char store[128];

	snprintf(store, sizeof store, "%s/store.db", folder);
	calibrations_read(c, store);
}

static void test_the_file(void **state)
{
	struct calibrations c;

	(void)state;
	assert_non_null(mkdtemp(folder));
	read_back(&c);
	assert_int_equal(c.n, 0);
	write_file(CALIBRATION_HEADER
		"2026-11-20T10:00:00Z,live,94.00,1000.0,1,120.00,,\"USB, \"\""
		"x\"\"\",\"\"\n"
		"2026-11-22T10:00:00Z,comparison,65.00,0.0,0,121.00,1.00,"
		"\"mic\",\"a,b.wav\"\r\n"
		"nonsense\n"
		"2026-11-22T10:00:00Z,live,94,1000,1,1200,,\"mic\",\"\"\n"
		"22.11.2026,live,94,1000,1,120,,\"mic\",\"\"\n"
		/* the clock was wrong */
		"2026-11-21T10:00:00Z,file,94.00,1000.0,2,119.00,-1.0,\"mic\","
		"\"\"\n");
	read_back(&c);
	assert_int_equal(c.n, 3);
	assert_string_equal(c.event[0].microphone, "USB, \"x\"");
	assert_int_equal(c.event[0].utc_s, 1795168800);
	assert_true(c.event[1].full_scale_db == 119.0);
	assert_false(c.event[1].by_comparison);
	assert_true(c.event[2].by_comparison);
	calibrations_free(&c);
	assert_int_equal(c.n, 0);
	write_file("");
	read_back(&c);
	assert_int_equal(c.n, 0);
}

static int remove_folder(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof path, "%s/calibrations.csv", folder);
	(void)unlink(path);
	(void)rmdir(folder);
	return 0;
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(calibration_kind_name(CALIBRATION_NONE), "none");
	assert_string_equal(calibration_kind_name(1), "calibrator");
	assert_string_equal(calibration_kind_name(2), "comparison");
	assert_string_equal(calibration_kind_name(3), "?");
	assert_string_equal(calibration_kind_name(-1), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_lies_between),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_the_file),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("calibrations", tests, NULL,
		remove_folder);
}
