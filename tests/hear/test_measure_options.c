/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_measure_options.c - the command line of sourdine-measure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <getopt.h>
#include <string.h>

#include "../../src/hear/measure.h"
#include "../../src/run/exit_codes.h"

#define WORDS 8

/* Reads a command line of blank-separated words. */
static int read_line(struct options *o, const char *line)
{
	static char text[200];
	static char program[] = "sourdine-measure";
	char *argv[WORDS + 2] = {program};
	int argc = 1;

	assert_true(strlen(line) < sizeof text);
	strcpy(text, line);
	for (char *w = strtok(text, " "); w; w = strtok(NULL, " ")) {
		assert_true(argc <= WORDS);
		argv[argc++] = w;
	}
	optind = 0; /* begin anew */
	return measure_options(o, argc, argv);
}

static void full_scale_in_all_its_forms(void **state)
{
	static const struct {
		const char *line;
		double full_scale_db;
		bool calibrated;
	} cases[] = {
		{"f.wav", 120.0, false},
		{"--full-scale 117.5 f.wav", 117.5, true},
		{"--full-scale=60 f.wav", 60.0, true},
		{"--full-scale 180 f.wav", 180.0, true},
		{"--sensitivity -26 f.wav", 120.0, true},
		{"--sensitivity -38.5 f.wav", 132.5, true},
		{"--sensitivity=+3 f.wav", 91.0, true},
		{"--default-full-scale 111 f.wav", 111.0, true},
		{"--full-scale 99 --default-full-scale 111 f.wav", 99.0, true},
		{"--default-full-scale 111 --sensitivity -30 f.wav", 124.0,
			true},
	};
	struct options o;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_line(&o, cases[i].line), -1);
		assert_true(o.full_scale_db == cases[i].full_scale_db);
		assert_int_equal(o.calibrated, cases[i].calibrated);
	}
}

static void the_others(void **state)
{
	struct options o;

	(void)state;
	assert_int_equal(read_line(&o, "f.wav"), -1);
	assert_int_equal(o.channel, 1);
	assert_false(o.channel_stated || o.bands || o.json || o.quiet);
	assert_true(o.self_noise_db == 0.0 && o.overload_db == 0.0);

	assert_int_equal(read_line(&o, "--channel 8 --bands --json f.wav"), -1);
	assert_int_equal(o.channel, 8);
	assert_true(o.channel_stated && o.bands && o.json && !o.quiet);

	assert_int_equal(read_line(&o, "--quiet --self-noise 29.5 --overload "
				       "116 -"),
		-1);
	assert_true(o.quiet && o.self_noise_db == 29.5);
	assert_true(o.overload_db == 116.0);
	assert_int_equal(optind, 6);
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const char *const lines[] = {
		"",
		"--json",
		"--no-such-option f.wav",
		"--full-scale",
		"--full-scale loud f.wav",
		"--full-scale 93,5 f.wav",
		"--full-scale 120dB f.wav",
		"--full-scale 1e2 f.wav",
		"--full-scale 0x60 f.wav",
		"--full-scale nan f.wav",
		"--full-scale inf f.wav",
		"--full-scale= f.wav",
		"--full-scale 120.5.5 f.wav",
		"--full-scale 120-3 f.wav",
		"--full-scale - f.wav",
		"--full-scale 59.9 f.wav",
		"--full-scale 180.1 f.wav",
		"--default-full-scale 30 f.wav",
		"--sensitivity 35 f.wav",
		"--sensitivity -87 f.wav",
		"--full-scale 120 --sensitivity -26 f.wav",
		"--channel 0 f.wav",
		"--channel -1 f.wav",
		"--channel 1.5 f.wav",
		"--channel two f.wav",
		"--channel 99999999999 f.wav",
		"--self-noise -1 f.wav",
		"--self-noise 81 f.wav",
		"--full-scale 60 --self-noise 70 f.wav",
		"--overload -3 f.wav",
		"--overload 300 f.wav",
	};
	struct options o;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (read_line(&o, lines[i]) != EXIT_USAGE)
			fail_msg("accepted: %s", lines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_scale_in_all_its_forms),
		cmocka_unit_test(the_others),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
