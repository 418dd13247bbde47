/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_response_file.c - files as the makers write them, files that make no
 * sense, and the table of microphones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/hear/presets.h"
#include "../../src/hear/response_file.h"

static struct response_file file;

static bool read_bytes(const char *bytes, size_t n)
{
	FILE *f = tmpfile();
	bool good;

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	rewind(f);
	good = response_file_read(&file, f);
	fclose(f);
	return good;
}

static bool read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static void expect_point(size_t i, double hz, double db)
{
	assert_true(i < file.n);
	assert_float_equal(file.points[i].hz, (float)hz, 1e-4);
	assert_float_equal(file.points[i].db, (float)db, 1e-6);
}

static const char umik1[] =
	"\"Sens Factor =-1.378dB, SERNO: 7001234\"\r\n"
	"10.054\t-6.2841\r\n20.0\t-.6162\r\n1000.0\t.0000\r\n"
	"19901.0\t.58440\r\n";
static const char umik2[] =
	"\"Sens Factor =-13.47dB, AGain =18dB, SERNO: 810-5623\"\n"
	"\"Auto-generated 90-degree calibration file\"\n"
	"10.054\t-6.2841\n20.0\t-.6162\n1000.0\t.0000\n19901.0\t.58440\n";
static const char dayton[] =
	"*1000Hz  -36.0\n"
	"10.054  -6.2841\n20.00  -0.6162\n1000.00   0.0\n19901.0  0.5844\n";
static const char omnimic[] =
	"\"OmniMic V2 calibration, 1/24 octave\"\r\n"
	"10.054 -6.2841 0.00\r\n20 -0.6162 -12.5\r\n1000 0 3\r\n"
	"19901 0.5844 179.9\r\n";
static const char rew[] =
	"\xef\xbb\xbf* Measurement data\n; more\n# more\n"
	"Freq(Hz) SPL(dB) Phase(degrees)\n---- ---\n\n"
	"  10.054, -6.2841, 0.1\n20.0, -0.6162, 0.2\n1000, 0, 0.3\n"
	"19901.0, 0.5844, 0.4";
static const char commas[] =
	"10.054,-6.2841\n20,-0.6162\n1000,0\n19901,0.5844\n";
static const char semicolons[] =
	"Frequenz;Pegel\n10,054;-6,2841\n20;-0,6162\n1000;0\n19901;,5844\n";
static const char tabs_and_commas[] =
	"10,054\t-6,2841\t0,0\n20,0\t-0,6162\t0\n1000\t0\t0\n"
	"19901,0\t0,5844\t0\n";
static const char old_mac[] =
	"10.054 -6.2841\r20 -0.6162\r1000 0\r19901 5844e-4";

static void the_makers_files_are_understood(void **state)
{
	static const char *const files[] = {umik1, umik2, dayton, omnimic, rew,
		commas, semicolons, tabs_and_commas, old_mac};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		if (!read_text(files[i]))
			fail_msg("file %zu: %s", i, file.why);
		assert_string_equal(file.why, "");
		assert_int_equal(file.n, 4);
		expect_point(0, 10.054, -6.2841);
		expect_point(1, 20, -0.6162);
		expect_point(2, 1000, 0);
		expect_point(3, 19901, 0.5844);
	}
}

static void the_remarks_are_a_proposal(void **state)
{
	(void)state;
	assert_true(read_text(umik1));
	assert_float_equal(file.sens_factor_db, -1.378f, 1e-6);
	assert_string_equal(file.serial, "7001234");
	assert_true(read_text(umik2));
	assert_float_equal(file.sens_factor_db, -13.47f, 1e-6);
	assert_string_equal(file.serial, "810-5623");
	assert_true(read_text(dayton)); /* volts, nothing digital */
	assert_true(isnan(file.sens_factor_db));
	assert_string_equal(file.serial, "");
	assert_true(read_text("Sens Factor = nan dB SERNO: \n1 1\n2 2\n"));
	assert_true(isnan(file.sens_factor_db));
	assert_true(
		read_text("SERNO: 0123456789012345678901234567890123456789\n"
			  "1 1\n2 2\n"));
	assert_int_equal(strlen(file.serial), sizeof file.serial - 1);
}

/* Between the points straight in dB over log f, level beyond the ends. */
static void the_curve_lies_between_the_points(void **state)
{
	(void)state;
	assert_true(read_text("100 -4\n1000 0\n4000 6\n"));
	assert_float_equal(response_db(file.points, file.n, 10), -4, 1e-9);
	assert_float_equal(response_db(file.points, file.n, 100), -4, 1e-9);
	assert_float_equal(
		response_db(file.points, file.n, sqrt(1e5)), -2, 1e-6);
	assert_float_equal(response_db(file.points, file.n, 1000), 0, 1e-6);
	assert_float_equal(response_db(file.points, file.n, 2000), 3, 1e-6);
	assert_float_equal(response_db(file.points, file.n, 2e4), 6, 1e-9);
}

static void what_makes_no_sense_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text, *line, *remedy;
	} cases[] = {
		{"20 0\n10 0\n", "line 2 ", "sort"},
		{"20 0\n20 1\n", "line 2 ", "sort"},
		{"20 0\n30 40.1\n", "line 2 ", "40 dB"},
		{"20 0\n30 -41\n", "line 2 ", "40 dB"},
		{"* x\n20 94.2\n30 93.0\n", "line 2 ", "0 dB at 1 kHz"},
		{"20 0\n30 nan\n", "line 2 ", "no finite number"},
		{"20 0\nnan 1\n", "line 2 ", "no finite number"},
		{"20 0\n30 -inf\n", "line 2 ", "no finite number"},
		{"20 0\n30 1e999\n", "line 2 ", "no finite number"},
		{"1e999 0\n30 1\n", "line 1 ", "no finite number"},
		{"0 0\n30 1\n", "line 1 ", "above 0"},
		{"-20 0\n30 1\n", "line 1 ", "above 0"},
		{"1e-60 0\n30 1\n", "line 1 ", "above 0"},
		{"20 0\n2e6 1\n", "line 2 ", "in Hz"},
		{"20\n30\n", "line 1 ", "frequency and dB"},
		{"20 0\n30 1 2 3\n", "line 2 ", "three numbers"},
		{"20 0\n30 1dB\n", "line 2 ", "'1dB'"},
		{"20 0\n30 0x10\n", "line 2 ", "'0x10'"},
		{"20 0\n3 measurements\n", "line 2 ", "begins with *"},
		{"20,5,-1,2\n30,1,0,5\n", "line 1 ", "three numbers"},
		{"20.5\t1\n30,5\t-1\n", "line 2 ", "throughout"},
		{"1,000.5 0\n", "line 1 ", "throughout"},
		{"20,5,1\n30,1,2\n", "line 1 ", "two ways"},
		{"20;1,5,2\n", "line 1 ", "'1,5,2'"},
		{"", "holds 0", "2 or more"},
		{"hello\nworld\n", "holds 0", "2 or more"},
		{"20 0\n", "holds 1", "2 or more"},
		{"\"20.0\",\"1.0\"\n\"30.0\",\"2.0\"\n", "holds 0", "tab"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (read_text(cases[i].text))
			fail_msg("accepted: %s", cases[i].text);
		if (strncmp(file.why, cases[i].line, strlen(cases[i].line)) ||
			!strstr(file.why, cases[i].remedy))
			fail_msg("%s: %s", cases[i].text, file.why);
	}
}

static void what_is_no_text_is_refused(void **state)
{
	static const char wav[] = "RIFF\x24\0\0\0WAVE";
	static const char utf16[] = "\xff\xfe"
				    "2\0000\0";
	static char garbage[5000], lines[200000];
	uint32_t seed = 3;
	size_t at = 0;

	(void)state;
	assert_false(read_bytes(wav, sizeof wav - 1));
	assert_non_null(strstr(file.why, "line 1 is no text"));
	assert_false(read_bytes(utf16, sizeof utf16 - 1));
	assert_non_null(strstr(file.why, "line 1 is no text"));
	for (int k = 0; k < 200; k++) {
		for (size_t i = 0; i < sizeof garbage; i++) {
			seed = seed * 1664525u + 1013904223u;
			garbage[i] = (char)(seed >> 24);
		}
		assert_false(read_bytes(garbage, sizeof garbage));
	}
	memset(garbage, 'x', sizeof garbage);
	assert_false(read_bytes(garbage, sizeof garbage));
	assert_non_null(strstr(file.why, "longer than"));
	for (int i = 1; i <= RESPONSE_FILE_LINES; i++)
		at += (size_t)sprintf(lines + at, "%d 0.1\n", i);
	assert_true(read_text(lines));
	assert_int_equal(file.n, RESPONSE_FILE_LINES);
	sprintf(lines + at, "10001 0.1\n");
	assert_false(read_text(lines));
	assert_non_null(strstr(file.why, "line 10001 is more than"));
}

static void microphones_are_found_by_name(void **state)
{
	const struct preset *p = preset_find("ics-43434");
	char names[100], cut[12];

	(void)state;
	assert_non_null(p);
	assert_float_equal(preset_full_scale_db(p), 120, 1e-9);
	assert_float_equal(p->self_noise_db, 29, 1e-9);
	assert_float_equal(p->overload_db, 120, 1e-9);
	p = preset_find("IM72D128");
	assert_non_null(p);
	assert_float_equal(preset_full_scale_db(p), 130, 1e-9);
	assert_float_equal(p->overload_db, 128, 1e-9);
	assert_null(preset_find("ICS"));
	assert_null(preset_find(""));
	preset_names(names, sizeof names);
	assert_string_equal(
		names, "ICS-43432, ICS-43434, IM72D128, INMP441, SPH0645LM4H");
	preset_names(cut, sizeof cut);
	assert_string_equal(cut, "ICS-43432, ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_makers_files_are_understood),
		cmocka_unit_test(the_remarks_are_a_proposal),
		cmocka_unit_test(the_curve_lies_between_the_points),
		cmocka_unit_test(what_makes_no_sense_is_refused_with_its_line),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(microphones_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
