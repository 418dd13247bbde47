/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_web_query.c - the period of time that a request asks for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "../../src/tell/web/query.h"

#define NOW INT64_C(1795464000) /* 2026-11-23T20:00:00Z */
#define DAY WEB_DAY_S

static void a_period_is_the_last_day_unless_it_is_said(void **state)
{
	static const struct {
		const char *from, *to;
		int64_t begin, end;
	} table[] = {
		{ NULL, NULL, NOW - DAY, NOW },
		{ "2026-11-23T19:00:00Z", NULL, NOW - 3600, NOW },
		{ "2026-11-23", NULL, NOW - 20 * 3600, NOW },
		{ "2026-11-23T20:30:00+01:00", NULL, NOW - 1800, NOW },
		{ NULL, "2026-11-22", NOW - 20 * 3600 - 2 * DAY,
			NOW - 20 * 3600 - DAY },
		{ "2026-11-23T20:00:00Z", "2026-11-23T20:00:01Z", NOW, NOW + 1 },
		{ "1970-01-01", "1971-01-02", 0, 366 * DAY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct web_period p;
		char why[200];

		assert_true(web_period_parse(&p, table[i].from, table[i].to,
			NOW, why, sizeof why));
		assert_int_equal(p.from_utc_s, table[i].begin);
		assert_int_equal(p.to_utc_s, table[i].end);
	}
}

static void a_bad_period_is_refused_with_what_would_be_right(void **state)
{
	static const struct {
		const char *from, *to, *says;
	} table[] = {
		{ "yesterday", NULL, "from has to be a time like 2026-" },
		{ "", NULL, "from has to be a time like 2026-" },
		{ "2026-11-23 20:00:00Z", NULL, "from has to be a time" },
		{ "2026-11-23T20:00:00 01:00", NULL, "write + as %2B" },
		{ NULL, "2026-11-31", "to has to be a time like 2026-" },
		{ NULL, "1795464000", "to has to be a time like 2026-" },
		{ "2026-11-23", "2026-11-23", "earlier than to" },
		{ "2026-11-24", "2026-11-23", "earlier than to" },
		{ "2026-11-24", NULL, "which is now unless" },
		{ "2025-11-22", "2026-11-23T00:00:01Z", "366 days" },
		{ "1970-01-01", NULL, "366 days" },
		{ "1970-01-01", "9998-12-31", "366 days" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct web_period p;
		char why[200] = "";

		if (web_period_parse(&p, table[i].from, table[i].to, NOW, why,
			sizeof why))
			fail_msg("taken: %zu", i);
		if (!strstr(why, table[i].says))
			fail_msg("%zu says: %s", i, why);
	}
}

static void the_longest_period_is_exactly_366_days(void **state)
{
	struct web_period p;
	char why[200];

	(void)state;
	assert_true(web_period_parse(&p, "2025-11-22", "2026-11-23", NOW, why,
		sizeof why));
	assert_int_equal(p.to_utc_s - p.from_utc_s, 366 * DAY);
	assert_false(web_period_parse(&p, "2025-11-21T23:59:59Z", "2026-11-23",
		NOW, why, sizeof why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_period_is_the_last_day_unless_it_is_said),
		cmocka_unit_test(
			a_bad_period_is_refused_with_what_would_be_right),
		cmocka_unit_test(the_longest_period_is_exactly_366_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
