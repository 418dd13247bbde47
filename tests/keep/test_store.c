/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store.c - what goes into a store comes out of it, and stays. */
#include "scratch.h"

#include <sqlite3.h>

struct seen {
	int64_t series;
	int first, step, count;
};

static bool see(void *user, const struct store_record *r)
{
	struct seen *seen = user;
	int i = seen->first + seen->step * seen->count++;
	struct store_record want = a_record(seen->series, i);

	want.sequence = i + 1;
	assert_same_record(r, &want);
	return true;
}

static void every_field_comes_back(void **state)
{
	struct store_series series, again;
	struct store *s = new_store(&series), *reader;
	struct seen seen = { series.id, 0, 1, 0 };
	struct store_record r;

	(void)state;
	assert_int_equal(store_count(s), 0);
	assert_false(store_last(s, &r));
	add_records(s, series.id, 0, 1000);
	assert_int_equal(store_open(&reader, store_path), STORE_OK);
	assert_int_equal(store_records(reader, INT64_MIN, INT64_MAX, see,
		&seen), STORE_OK);
	assert_int_equal(seen.count, 1000);
	assert_int_equal(store_count(reader), 1000);
	assert_true(store_last(reader, &r));
	assert_int_equal(r.sequence, 1000);
	assert_true(store_series(reader, series.id, &again));
	assert_same_series(&again, &series);
	assert_false(store_series(reader, 2, &again));
	store_close(reader);
	store_close(s);
}

static bool see_three(void *user, const struct store_record *r)
{
	(void)r;
	return ++*(int *)user < 3;
}

static void a_period_is_half_open(void **state)
{
	static const struct {
		int64_t from, to;
		int first, count;
	} row[] = {
		{ 0, 60, 0, 1 },
		{ 0, 61, 0, 2 },
		{ 1, 60, 0, 0 },
		{ 60, 600, 1, 9 },
		{ 17999, 9999999, 300, 700 },
		{ 9999999, 0, 0, 0 },
		{ -999, 0, 0, 0 },
	};
	struct store_series series;
	struct store *s = new_store(&series);
	int n = 0;

	(void)state;
	add_records(s, series.id, 0, 1000);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		struct seen seen = { series.id, row[i].first, 1, 0 };

		assert_int_equal(store_records(s, 1764000000 + row[i].from,
			1764000000 + row[i].to, see, &seen), STORE_OK);
		assert_int_equal(seen.count, row[i].count);
	}
	assert_int_equal(store_records(s, 0, INT64_MAX, see_three, &n),
		STORE_OK);
	assert_int_equal(n, 3);
	store_close(s);
}

static bool see_sequence(void *user, const struct store_record *r)
{
	int64_t *last = user;

	assert_true(r->sequence > *last);
	assert_true(r->start_utc_s < 1764000000 + 60 * 100);
	*last = r->sequence;
	return true;
}

/* The clock is set back after 800 records: order is that of storing. */
static void order_is_of_sequence_when_the_clock_was_set(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);
	int64_t last = 0;

	(void)state;
	add_records(s, series.id, 0, 800);
	for (int i = 0; i < 50; i++) {
		struct store_record r = a_record(series.id, i);

		assert_int_equal(store_add(s, &r, NULL, 0), STORE_OK);
		assert_int_equal(r.sequence, 801 + i);
	}
	assert_int_equal(store_records(s, 0, 1764000000 + 60 * 100,
		see_sequence, &last), STORE_OK);
	assert_int_equal(last, 850);
	store_close(s);
}

static void sequence_has_no_hole_across_opening(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);
	struct seen seen = { series.id, 0, 1, 0 };

	(void)state;
	for (int i = 0; i < 20; i++) {
		add_records(s, series.id, 10 * i, 10 * i + 10);
		store_close(s);
		s = new_store(&series);
		assert_int_equal(series.id, 1);
	}
	assert_int_equal(store_records(s, 0, INT64_MAX, see, &seen), STORE_OK);
	assert_int_equal(seen.count, 200);
	store_close(s);
}

/* Change one property after the other: each begins a series; the same ones
 * again continue the newest only. */
static void another_property_is_another_series(void **state)
{
	struct store_series series, v[10], last;
	struct store *s = new_store(&series);

	(void)state;
	for (int i = 0; i < 10; i++) {
		v[i] = i > 0 ? v[i - 1] : series;
		switch (i) {
		case 0: strcpy(v[i].place, "outdoors"); break;
		case 1: v[i].height_cm = -1; break;
		case 2: v[i].description[3] = 'n'; break;
		case 3: v[i].microphone[0] = 'A'; break;
		case 4: strcpy(v[i].source, "simulated"); break;
		case 5: v[i].full_scale++; break;
		case 6: v[i].self_noise = 0; break;
		case 7: v[i].calibrated = 0; break;
		case 8: v[i].interval_s = 900; break;
		case 9: strcpy(v[i].software, "0.1.1"); break;
		}
	}
	for (int i = 0; i < 10; i++) {
		v[i].since_utc_s = 1764000001 + i;
		assert_int_equal(store_begin_series(s, &v[i]), STORE_OK);
		assert_int_equal(v[i].id, 2 + i);
		assert_int_equal(v[i].since_utc_s, 1764000001 + i);
		struct store_series same = v[i];
		same.since_utc_s = 1;
		same.id = 0;
		assert_int_equal(store_begin_series(s, &same), STORE_OK);
		assert_same_series(&same, &v[i]);
	}
	assert_true(store_last_series(s, &last));
	assert_same_series(&last, &v[9]);
	last = a_series(); /* as the first one, which is not the newest */
	assert_int_equal(store_begin_series(s, &last), STORE_OK);
	assert_int_equal(last.id, 12);
	store_close(s);
}

static void histograms_of_an_hour_add_up(void **state)
{
	struct store_series series, other = a_series();
	struct store *s = new_store(&series);
	struct store_record r = a_record(series.id, 1);
	struct store_histogram h[3] = { { .hour_utc_s = 1764000000 },
		{ .hour_utc_s = 1764000000 }, { .hour_utc_s = 1764003600 } };
	struct store_histogram sum;

	(void)state;
	other.height_cm++;
	assert_int_equal(store_begin_series(s, &other), STORE_OK);
	for (int k = 0; k < 3; k++) {
		h[k].series = series.id;
		for (int i = 0; i < STORE_CLASSES; i++)
			h[k].seconds[i] = (uint16_t)(i * i % 3601 * (k + 1));
	}
	assert_int_equal(store_add(s, &r, h, 1), STORE_OK);
	assert_int_equal(store_add_histograms(s, h + 1, 2), STORE_OK);
	assert_int_equal(store_add_histograms(s, NULL, 0), STORE_OK);
	assert_int_equal(store_hour(s, series.id, 1764000000, &sum), STORE_OK);
	for (int i = 0; i < STORE_CLASSES; i++)
		assert_int_equal(sum.seconds[i], 3 * (i * i % 3601));
	assert_int_equal(store_hour(s, other.id, 1764000000, &sum), STORE_OK);
	for (int i = 0; i < STORE_CLASSES; i++)
		assert_int_equal(sum.seconds[i], 0);
	store_close(s);
}

/* A refused histogram takes its record with it. */
static void a_transaction_is_whole(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);
	struct store_record r = a_record(series.id, 1);
	struct store_histogram h[2] = {
		{ series.id, 1764000000, { 1 } },
		{ series.id, 1764000001, { 1 } }, /* not an hour */
	}, sum;

	(void)state;
	assert_int_not_equal(store_add(s, &r, h, 2), STORE_OK);
	assert_int_equal(store_count(s), 0);
	assert_int_equal(store_hour(s, series.id, 1764000000, &sum), STORE_OK);
	assert_int_equal(sum.seconds[0], 0);
	assert_int_equal(store_add(s, &r, h, 1), STORE_OK);
	assert_int_equal(r.sequence, 1);
	store_close(s);
}

static void what_cannot_be_is_refused(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);

	(void)state;
	for (int i = 0; i < 22; i++) {
		struct store_record r = a_record(series.id, 1);
		slm_tenth_db *spread[7] = { &r.spread.LAFmax, &r.spread.LAF1,
			&r.spread.LAF10, &r.spread.LAF50, &r.spread.LAF90,
			&r.spread.LAF95, &r.spread.LAFmin };

		switch (i) {
		case 0: r.series = 2; break;
		case 1: r.interval_s = 59; break;
		case 2: r.covered_s = 61; break;
		case 3: r.flags = 128; break;
		case 4: r.LAeq = 1401; break;
		case 5: r.LAeq = SLM_NO_LEVEL; break;
		case 6: r.covered_s = 0; break;
		case 7: r.covered_s = -1; break;
		case 8: r.interval_s = 3601; break;
		default: /* one is missing, or above the one before it */
			if (i < 16)
				*spread[i - 9] = SLM_NO_LEVEL;
			else
				*spread[i - 15] = (slm_tenth_db)
					(*spread[i - 16] + 1);
		}
		assert_int_not_equal(store_add(s, &r, NULL, 0), STORE_OK);
	}
	assert_int_equal(store_count(s), 0);
	store_close(s);
}

/* Whoever opens the file with SQLite itself finds it closed to changes. */
static void rows_are_only_ever_added(void **state)
{
	static const char *const row[] = {
		"UPDATE record SET LAeq = 300",
		"UPDATE record SET flags = 0 WHERE sequence = 1",
		"DELETE FROM record",
		"DELETE FROM record WHERE sequence = 10",
		"REPLACE INTO record SELECT * FROM record WHERE sequence = 3",
		"INSERT INTO record SELECT 99, n, series, start_utc_s, "
		"interval_s, covered_s, flags, LAeq, LAFmax, LAF1, LAF10, "
		"LAF50, LAF90, LAF95, LAFmin, link FROM record "
		"WHERE sequence = 3",
		"UPDATE series SET calibrated = 1",
		"DELETE FROM series",
		"REPLACE INTO series SELECT * FROM series",
		"UPDATE histogram SET hour_utc_s = 0",
		"DELETE FROM histogram",
		"REPLACE INTO histogram SELECT * FROM histogram",
		"UPDATE journal SET text = ''",
		"DELETE FROM journal",
		"UPDATE seconds SET seconds = x'0000'",
		("UPDATE seconds SET seconds = NULL, digest = zeroblob(32), "
		"start_utc_s = 0"),
		"DELETE FROM seconds",
	};
	struct store_series series;
	struct store *s = new_store(&series);
	struct store_histogram h = { series.id, 1764000000, { 1 } };
	struct seen seen = { series.id, 0, 1, 0 };
	struct store_seconds x = { 1, 1764000000, 1, 0, { 0 } };
	struct store_journal j = store_event(STORE_MOVED, 1764000000);
	sqlite3 *side;

	(void)state;
	add_records(s, series.id, 0, 10);
	assert_int_equal(store_add_histograms(s, &h, 1), STORE_OK);
	assert_int_equal(store_add_seconds(s, &x), STORE_OK);
	assert_int_equal(store_note(s, &j), STORE_OK);
	assert_int_equal(sqlite3_open(store_path, &side), SQLITE_OK);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		if (sqlite3_exec(side, row[i], NULL, NULL, NULL) !=
			SQLITE_CONSTRAINT)
			fail_msg("%s", row[i]);
	assert_int_equal(sqlite3_close(side), SQLITE_OK);
	assert_int_equal(store_records(s, 0, INT64_MAX, see, &seen), STORE_OK);
	assert_int_equal(seen.count, 10);
	store_close(s);
}

/* A year of minutes has to stay below 40 MB, its histograms included. */
static void a_record_takes_less_than_76_bytes(void **state)
{
	struct store_histogram h = { .hour_utc_s = 1764000000 };
	struct store_series series;
	struct store *s = new_store(&series);
	struct stat empty, full;
	const int n = 6000;

	(void)state;
	h.series = series.id;
	assert_int_equal(stat(store_path, &empty), 0);
	for (int i = 0; i < n; i++) {
		struct store_record r = a_record(series.id, 1);

		r.start_utc_s += 60 * i;
		h.hour_utc_s += i % 60 ? 0 : 3600;
		assert_int_equal(store_add(s, &r, &h, i % 60 == 0), STORE_OK);
	}
	store_close(s);
	assert_int_equal(stat(store_path, &full), 0);
	print_message("%.1f bytes a record\n",
		(double)(full.st_size - empty.st_size) / n);
	assert_true(full.st_size - empty.st_size < 76 * n);
	assert_true(full.st_size - empty.st_size > 20 * n);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_field_comes_back),
		TEST(a_period_is_half_open),
		TEST(order_is_of_sequence_when_the_clock_was_set),
		TEST(sequence_has_no_hole_across_opening),
		TEST(another_property_is_another_series),
		TEST(histograms_of_an_hour_add_up),
		TEST(a_transaction_is_whole),
		TEST(what_cannot_be_is_refused),
		TEST(rows_are_only_ever_added),
		TEST(a_record_takes_less_than_76_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
