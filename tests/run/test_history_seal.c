/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_history_seal.c - what calibrate noted comes into the store's journal,
 * once, and a series names the calibration that its level is from. */
#include "../keep/scratch.h"

#include "../../src/run/calibrate.h"

static const char text[] =
	"time_utc,source,level_db,frequency_hz,class,full_scale_db,drift_db,"
	"microphone,file\n"
	"2025-11-01T10:00:00Z,live,94.00,1000.2,1,120.10,,\"UMIK \"\"1\"\"\",\n"
	"no line of calibrate\n"
	"2025-12-01T10:00:00Z,file,94.00,999.8,2,120.31,0.21,\"UMIK "
	"\"\"1\"\"\",\"a, b.wav\"\n";

static bool see(void *user, const struct store_journal *j)
{
	struct store_journal *seen = user;

	while (seen->n)
		seen++;
	*seen = *j;
	return true;
}

static void add_text(const char *more)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/calibrations.csv", scratch);
	f = fopen(path, "a");
	assert_non_null(f);
	fputs(more, f);
	assert_int_equal(fclose(f), 0);
}

static void calibrations_are_sealed_once(void **state)
{
	static struct store_journal seen[4];
	struct store_series series = a_series();
	struct store *s;

	(void)state;
	history_seal(store_path); /* none yet: nothing is made */
	assert_int_equal(access(store_path, F_OK), -1);
	add_text(text);
	history_seal(store_path);
	history_seal(store_path);
	assert_int_equal(store_create(&s, store_path), STORE_OK);
	assert_int_equal(store_journal(s, 0, see, seen), STORE_OK);
	assert_int_equal(seen[2].n, 0);
	assert_int_equal(seen[0].kind, STORE_CALIBRATION);
	assert_int_equal(seen[0].utc_s, 1761991200);
	assert_int_equal(seen[0].value, 12010);
	assert_string_equal(seen[0].subject, "UMIK \"1\"");
	assert_int_equal(seen[1].value, 12031);
	assert_non_null(strstr(seen[1].text, "\"a, b.wav\""));
	strcpy(series.microphone, "UMIK \"1\"");
	series.full_scale = 1203;
	assert_int_equal(store_begin_series(s, &series), STORE_OK);
	assert_int_equal(series.calibration, seen[1].n);
	store_close(s);
	add_text("2026-01-01T10:00:00Z,live,94.00,1000.0,1,120.40,0.09,m,\n");
	history_seal(store_path);
	assert_int_equal(store_open(&s, store_path), STORE_OK);
	memset(seen, 0, sizeof seen);
	assert_int_equal(store_journal(s, STORE_CALIBRATION, see, seen),
		STORE_OK);
	assert_int_equal(seen[2].value, 12040);
	assert_int_equal(seen[3].n, 0);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(calibrations_are_sealed_once,
			make_scratch, remove_scratch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
