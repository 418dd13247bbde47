/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_web_json.c - what the page's interface says, byte for byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/tell/local_time.h"
#include "../../src/tell/web/json.h"

#define T INT64_C(1795464000) /* 2026-11-23T20:00:00Z */

static void says(json_t *j, const char *want)
{
	char *text = web_json_text(j);

	assert_non_null(text);
	assert_string_equal(text, want);
	free(text);
}

static void a_second_has_its_level_or_null(void **state)
{
	struct live_second s = { T, { 532, SLM_STATE_OK } };

	(void)state;
	says(web_json_second(&s), "{\"time\":\"2026-11-23T20:00:00Z\","
		"\"LAeq_1s\":53.2,\"state\":\"ok\"}");
	s.second = (struct slm_second){ SLM_NO_LEVEL, SLM_STATE_GAP };
	says(web_json_second(&s), "{\"time\":\"2026-11-23T20:00:00Z\","
		"\"LAeq_1s\":null,\"state\":\"gap\"}");
}

static void words_in_another_coding_do_not_silence_the_rest(void **state)
{
	(void)state;
	says(web_json_words("caf\xc3\xa9"), "\"caf\xc3\xa9\"");
	says(web_json_words("caf\xe9"), "\"?\"");
	says(web_json_words(""), "\"\"");
}

/* Every tenth from 0.0 to 140.0 with one decimal: no 53.200000000000003. */
static void all_levels_are_written_with_one_decimal(void **state)
{
	(void)state;
	for (int16_t l = 0; l <= SLM_LOUDEST; l++) {
		struct live_second s = { T, { l, SLM_STATE_OK } };
		char *text = web_json_text(web_json_second(&s));
		char want[40];

		snprintf(want, sizeof want, "\"LAeq_1s\":%d.%d,", l / 10,
			l % 10);
		if (!strstr(text, want))
			fail_msg("%s is not in %s", want, text);
		free(text);
	}
}

static const struct store_record full = { .sequence = 7, .series = 2,
	.start_utc_s = T, .interval_s = 60, .covered_s = 59,
	.flags = SLM_FLAG_GAP | SLM_FLAG_SIMULATED, .LAeq = 651,
	.spread = { 800, 791, 702, 600, 505, 500, 480 } };

#define FULL_TEXT "{\"sequence\":7,\"series\":2," \
	"\"start\":\"2026-11-23T20:00:00Z\",\"interval_s\":60," \
	"\"covered_s\":59,\"coverage\":0.983," \
	"\"flags\":[\"gap\",\"simulated\"],\"LAeq\":65.1,\"LAFmax\":80.0," \
	"\"LAF1\":79.1,\"LAF10\":70.2,\"LAF50\":60.0,\"LAF90\":50.5," \
	"\"LAF95\":50.0,\"LAFmin\":48.0}"

static void a_record_has_all_its_fields(void **state)
{
	(void)state;
	says(web_json_record(&full), FULL_TEXT);
}

static void a_record_without_levels_says_null(void **state)
{
	struct store_record r = { .sequence = 1, .series = 1,
		.start_utc_s = T, .interval_s = 900, .LAeq = SLM_NO_LEVEL,
		.flags = SLM_FLAG_DEAD,
		.spread = { -1, -1, -1, -1, -1, -1, -1 } };

	(void)state;
	says(web_json_record(&r), "{\"sequence\":1,\"series\":1,"
		"\"start\":\"2026-11-23T20:00:00Z\",\"interval_s\":900,"
		"\"covered_s\":0,\"coverage\":0.0,\"flags\":[\"dead\"],"
		"\"LAeq\":null,\"LAFmax\":null,\"LAF1\":null,\"LAF10\":null,"
		"\"LAF50\":null,\"LAF90\":null,\"LAF95\":null,"
		"\"LAFmin\":null}");
}

/* 3599 of 3600 seconds are not all of them. */
static void coverage_is_never_rounded_up_to_one(void **state)
{
	struct store_record r = full;
	char *text;

	(void)state;
	r.interval_s = 3600;
	r.covered_s = 3599;
	text = web_json_text(web_json_record(&r));
	assert_non_null(strstr(text, "\"coverage\":0.999,"));
	free(text);
	r.covered_s = 3600;
	text = web_json_text(web_json_record(&r));
	assert_non_null(strstr(text, "\"coverage\":1.0,"));
	free(text);
}

static void the_present_says_what_the_operator_stated(void **state)
{
	struct store_series series = { .place = "window", .source = "server",
		.calibrated = 1, .interval_s = 900, .self_noise = 290,
		.description = "a private word" };
	struct store_study study = { .name = "night trains",
		.until_utc_s = T };
	struct web_now now = { .utc_s = T, .state = "ok",
		.seconds_shown = true, .LAeq_1s = 532, .LAeq_minute = 540,
		.LAeq_hour = SLM_NO_LEVEL, .LAeq_today = 58.4499999,
		.today_coverage = 0.9999, .utc_offset_s = 3600,
		.series = &series, .last = &full, .study = &study,
		.meter = "corner" };

	(void)state;
	says(web_json_now(&now), "{\"time\":\"2026-11-23T20:00:00Z\","
		"\"state\":\"ok\",\"seconds_shown\":true,\"LAeq_1s\":53.2,"
		"\"LAeq_minute\":54.0,\"LAeq_hour\":null,"
		"\"LAeq_today\":58.4,\"today_coverage\":0.999,"
		"\"utc_offset_s\":3600,\"simulated\":false,\"calibrated\":true,"
		"\"by_comparison\":false,\"interval_s\":900,"
		"\"place\":\"window\",\"source\":\"server\","
		"\"self_noise\":29.0,\"record\":" FULL_TEXT ","
		"\"study\":{\"name\":\"night trains\","
		"\"until\":\"2026-11-23T20:00:00+00:00\"},\"meter\":\"corner\"}");
	strcpy(series.source, "simulated");
	series.self_noise = 0;
	char *text = web_json_text(web_json_now(&now));
	assert_non_null(strstr(text, "\"simulated\":true,"));
	assert_non_null(strstr(text, "\"self_noise\":null,"));
	free(text);
}

static void what_is_not_known_is_null(void **state)
{
	struct web_now now = { .utc_s = T, .state = "stopped",
		.LAeq_1s = SLM_NO_LEVEL, .LAeq_minute = SLM_NO_LEVEL,
		.LAeq_hour = SLM_NO_LEVEL, .LAeq_today = NAN,
		.today_coverage = NAN };

	(void)state;
	says(web_json_now(&now), "{\"time\":\"2026-11-23T20:00:00Z\","
		"\"state\":\"stopped\",\"seconds_shown\":false,"
		"\"LAeq_1s\":null,\"LAeq_minute\":null,\"LAeq_hour\":null,"
		"\"LAeq_today\":null,\"today_coverage\":null,"
		"\"utc_offset_s\":0,\"simulated\":null,\"calibrated\":null,"
		"\"by_comparison\":null,\"interval_s\":null,"
		"\"place\":null,\"source\":null,\"self_noise\":null,"
		"\"record\":null,\"study\":null,\"meter\":null}");
}

static void an_error_is_one_sentence(void **state)
{
	(void)state;
	says(web_json_error("not \"this\""), "{\"error\":\"not \\\"this\\\"\"}");
}

static void no_text_comes_of_nothing(void **state)
{
	(void)state;
	assert_null(web_json_text(NULL));
	/* not UTF-8: there is no such string in JSON */
	assert_null(web_json_error("\xff"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			words_in_another_coding_do_not_silence_the_rest),
		cmocka_unit_test(a_second_has_its_level_or_null),
		cmocka_unit_test(all_levels_are_written_with_one_decimal),
		cmocka_unit_test(a_record_has_all_its_fields),
		cmocka_unit_test(a_record_without_levels_says_null),
		cmocka_unit_test(coverage_is_never_rounded_up_to_one),
		cmocka_unit_test(the_present_says_what_the_operator_stated),
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(an_error_is_one_sentence),
		cmocka_unit_test(no_text_comes_of_nothing),
	};

	local_time_use("UTC");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
