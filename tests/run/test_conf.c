/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration: what is taken, and what is refused with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "../../src/run/conf.h"

static void values_are_taken_or_refused(void **state)
{
	static const struct {
		const char *key, *value;
		bool legal;
	} row[] = {
		{ "microphone", "USB Audio: - (hw:1,0)", true },
		{ "microphone", "", true },
		{ "microphone", "a\tb", false },
		{ "description", "caf\xc3\xa9, 5 \xe2\x82\xac, \xf0\x9f\x94\x87", true },
		{ "operator", "caf\xe9", false },
		{ "operator", "caf\xc3", false },
		{ "operator", "\xc0\xaf", false },
		{ "operator", "\xed\xa0\x80", false },
		{ "more", "\xc2\x9b" "31m", false },
		{ "channel", "1", true },
		{ "channel", "64", true },
		{ "channel", "0", false },
		{ "channel", "65", false },
		{ "channel", "1.5", false },
		{ "channel", "", false },
		{ "channel", "1x", false },
		{ "sample_rate_hz", "44100", true },
		{ "sample_rate_hz", "96000", true },
		{ "sample_rate_hz", "22050", false },
		{ "sample_rate_hz", "4410", false },
		{ "microphone_response", "", true },
		{ "microphone_response", "/etc/mic.txt", true },
		{ "microphone_response", "mic.txt", false },
		{ "microphone_response_at_hz", "250", true },
		{ "microphone_response_at_hz", "100", false },
		{ "store", "", false },
		{ "full_scale_db", "119.7", true },
		{ "full_scale_db", "119,7", false },
		{ "full_scale_db", "nan", false },
		{ "full_scale_db", "inf", false },
		{ "full_scale_db", "1e999", false },
		{ "full_scale_db", "20", false },
		{ "calibrated", "yes", true },
		{ "calibrated", "no", true },
		{ "calibrated", "comparison", true },
		{ "calibrated", "compa", false },
		{ "calibrated", "no|yes", false },
		{ "calibrated", "", false },
		{ "calibrated", "true", false },
		{ "interval_s", "60", true },
		{ "interval_s", "3600", true },
		{ "interval_s", "1", false },
		{ "interval_s", "60|90", false },
		{ "interval_s", "70", false },
		{ "interval_s", "7200", false },
		{ "place", "window", true },
		{ "place", "kitchen", false },
		{ "place", "outdoors|indoors", false },
		{ "page_access", "local|network", false },
		{ "place", "", false },
		{ "height_m", "4", true },
		{ "height_m", "-1", true },
		{ "height_m", "-2", false },
		{ "store", "/tmp/x.db", true },
		{ "store", "x.db", false },
		{ "listen", "[::1]:8094", true },
		{ "listen", "127.0.0.1", false },
		{ "listen", ":8094", false },
		{ "listen", "127.0.0.1:0", false },
		{ "listen", "127.0.0.1:99999", false },
		{ "listen", "127.0.0.1:80x", false },
		{ "colour", "red", false },
		{ "", "x", false },
	};
	(void)state;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct conf c, before;
		char why[512] = "";
		memset(&c, 0, sizeof c);
		conf_defaults(&c);
		before = c;
		bool ok = conf_set(&c, row[i].key, row[i].value, why,
			sizeof why);
		if (ok != row[i].legal)
			fail_msg("%s = %s", row[i].key, row[i].value);
		if (!ok) {
			assert_true(strlen(why) > 10);
			assert_memory_equal(&c, &before, sizeof c);
		}
	}
}

/* Read `text` as a file; what went to stderr is in `said`. */
static bool read_text(struct conf *c, const char *text, char *said,
	size_t size)
{
	char path[] = "/tmp/sourdine-conf-XXXXXX";
	char err[] = "/tmp/sourdine-err-XXXXXX";
	int fd = mkstemp(path), efd = mkstemp(err), keep = dup(2);
	FILE *f = fdopen(fd, "w");

	fputs(text, f);
	fclose(f);
	fflush(stderr);
	dup2(efd, 2);
	bool ok = conf_read(c, path, true);
	fflush(stderr);
	dup2(keep, 2);
	close(keep);
	lseek(efd, 0, SEEK_SET);
	ssize_t n = read(efd, said, size - 1);
	said[n > 0 ? n : 0] = '\0';
	close(efd);
	unlink(path);
	unlink(err);
	return ok;
}

static void a_bad_line_is_named(void **state)
{
	static const struct {
		const char *text, *says;
	} row[] = {
		{ "# fine\n\nchannel = 2\nvolume = 11\n", ":4: there is no key" },
		{ "channel 2\n", ":1: a line is `key = value`" },
		{ "place = outdoors\nplace = indoors\n", ":2: place stands" },
		{ "interval_s = 61\n", ":1: interval_s is one of 60|" },
		{ "\n\n\nfull_scale_db = loud\n", ":4: full_scale_db is a" },
		{ "[meter a]\nfull_scale_db = loud\n", ":2: full_scale_db is" },
		{ "[meter a]\nchannel = 1\nchannel = 2\n", ":3: channel stands" },
		{ "[meter a]\n[meter b]\n[meter a]\n", ":3: [meter a] stands" },
		{ "[meter]\n", ":1: in square brackets stands [meter NAME]" },
		{ "[meter a] b\n", ":1: in square brackets" },
		{ "[meter -a]\n", ":1: in square brackets" },
		{ "[meter a.b]\n", ":1: in square brackets" },
		{ "[meter abcdefghijklmnopqrstuvwxyz012345]\n",
			":1: in square brackets" },
		{ "[node a]\n", ":1: in square brackets" },
	};
	char said[512];
	(void)state;

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct conf c;
		conf_forget();
		conf_defaults(&c);
		assert_false(read_text(&c, row[i].text, said, sizeof said));
		if (!strstr(said, row[i].says))
			fail_msg("'%s' does not say '%s'", said, row[i].says);
		/* one line, naming the file */
		assert_ptr_equal(strchr(said, '\n'), strrchr(said, '\n'));
		assert_non_null(strstr(said, "/tmp/sourdine-conf-"));
	}
}

/* As a file that is read once for all, and once for one of them. */
static void each_meter_has_its_own(void **state)
{
	static const char text[] = "height_m = 4\nplace = indoors\n"
		"[meter a]\nheight_m = 5\nchannel = 2\n"
		"[meter b]\nchannel = 3\n";
	char path[] = "/tmp/sourdine-conf-XXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");
	struct conf all, a, b;
	(void)state;

	fputs(text, f);
	fclose(f);
	conf_forget();
	conf_defaults(&all);
	assert_true(conf_read(&all, path, true));
	assert_true(all.height_m == 4 && all.channel == 1);
	assert_string_equal(conf_meter(0), "a");
	assert_string_equal(conf_meter(1), "b");
	assert_null(conf_meter(2));
	a = b = all;
	assert_true(conf_read_meter(&a, path, "a"));
	assert_true(a.height_m == 5 && a.channel == 2);
	assert_true(conf_is_own("channel", "a"));
	assert_false(conf_is_own("place", "a"));
	assert_true(conf_read_meter(&b, path, "b"));
	assert_true(b.height_m == 4 && b.channel == 3);
	assert_false(conf_is_own("height_m", "b"));
	assert_string_equal(b.place, "indoors");
	unlink(path);
	conf_forget();
	assert_null(conf_meter(0));
}

/* Notepad and its like begin a file with one. */
static void a_byte_order_mark_is_no_key(void **state)
{
	struct conf c;
	char said[512];
	(void)state;

	conf_defaults(&c);
	if (!read_text(&c, "\xef\xbb\xbf" "channel = 2\n", said, sizeof said))
		fail_msg("%s", said);
	assert_int_equal(c.channel, 2);
	assert_false(read_text(&c, "\n\xef\xbb\xbf" "channel = 2\n", said,
		sizeof said));
}

static void what_is_written_is_read_back(void **state)
{
	struct conf a, b;
	char *text = NULL, said[512];
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	(void)state;

	memset(&a, 0, sizeof a);
	memset(&b, 0, sizeof b);
	conf_defaults(&a);
	a.channel = 2;
	a.full_scale_db = 119.25;
	a.calibrated = true;
	a.interval_s = 900;
	strcpy(a.place, "indoors");
	strcpy(a.description, "chambre, fen\xc3\xaatre ferm\xc3\xa9" "e");
	conf_write(&a, f, false);
	fclose(f);
	conf_defaults(&b);
	if (!read_text(&b, text, said, sizeof said))
		fail_msg("%s", said);
	free(text);
	assert_memory_equal(&a, &b, sizeof a);
}

static void interval_follows_the_place(void **state)
{
	static const struct {
		const char *place;
		long want;
	} row[] = { { "outdoors", 60 }, { "indoors", 900 }, { "window", 900 } };
	char why[256];
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		struct conf c;
		conf_defaults(&c);
		assert_true(conf_set(&c, "place", row[i].place, why,
			sizeof why));
		assert_true(conf_finish(&c, why, sizeof why));
		assert_int_equal(c.interval_s, row[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_taken_or_refused),
		cmocka_unit_test(a_bad_line_is_named),
		cmocka_unit_test(each_meter_has_its_own),
		cmocka_unit_test(a_byte_order_mark_is_no_key),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(interval_follows_the_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
