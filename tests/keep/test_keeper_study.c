/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keeper_study.c - studies that end and are erased, what is removed, what
 * is noted in the journal: with made-up clocks, for weeks. */
#include "keeper_clocks.h"

static void a_study_ends_by_itself_and_is_erased(void **state)
{
	struct store_study study;

	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	assert_int_equal(store_study_begin(store, "short", T0 + 600,
		T0 + 1800), STORE_OK);
	pass(3600);
	look_at_seconds(T0);
	assert_int_equal(counted, 1200);
	assert_int_equal(taken[599], 0);
	assert_int_equal(taken[600], 1);
	assert_int_equal(taken[1799], 1);
	assert_int_equal(taken[1800], 0);
	pass(60);
	assert_int_equal(lines(STORE_STUDY_END), 1);
	/* 29 days later they are there, a day after that they are not */
	set_clock(1000 * INT64_C(86400) * 29);
	pass(3600);
	look_at_seconds(T0);
	assert_int_equal(counted, 1200);
	assert_int_equal(lines(STORE_ERASED), 0);
	set_clock(1000 * INT64_C(86400));
	pass(7200);
	look_at_seconds(T0);
	assert_int_equal(counted, 0);
	assert_int_equal(lines(STORE_ERASED), 1);
	assert_false(store_study(store, T0 + 3700, &study));
	end();
	assert_valid();
}

static void what_is_stated_is_noted_when_it_changes(void **state)
{
	(void)state;
	start_at(T0);
	says[0] = (struct stated){ "operator", "Mme Roche" };
	says[1] = (struct stated){ "facade_m", "" };
	n_says = 2;
	begin("boot-1", true, 0);
	end();
	begin("boot-1", true, 0);
	assert_int_equal(lines(STORE_STATED), 1);
	assert_string_equal(last_line(STORE_STATED).text, "Mme Roche");
	end();
	/* said for the first time: nothing was moved */
	says[1].value = "4";
	begin("boot-1", true, 0);
	assert_int_equal(lines(STORE_STATED), 2);
	assert_int_equal(lines(STORE_MOVED), 0);
	assert_int_equal(series.placement, 1);
	end();
	says[0].value = "";
	says[1].value = "2";
	begin("boot-1", true, 0);
	assert_int_equal(lines(STORE_STATED), 4);
	assert_int_equal(lines(STORE_MOVED), 1);
	assert_int_equal(series.placement, 2);
	end();
	n_says = 0;
	assert_valid();
}

static void starts_gaps_and_changes_are_noted(void **state)
{
	struct store_journal j;

	(void)state;
	start_at(T0);
	begin("boot-1", true, 0);
	pass(600);
	end();
	utc_ms += 3600000;
	boot_ms += 3600000;
	begin("boot-1", true, 0);
	assert_int_equal(lines(STORE_START), 2);
	assert_int_equal(lines(STORE_STOP), 1);
	j = last_line(STORE_GAP);
	assert_int_equal(j.from_utc_s, T0 + 600);
	assert_int_equal(j.to_utc_s, T0 + 4200);
	j = last_line(STORE_START);
	assert_string_equal(j.subject, "boot-1");
	assert_true(j.refers > 0);
	assert_int_equal(lines(STORE_CONFIGURATION), 0);
	/* the microphone is carried elsewhere while it measures */
	pass(600);
	j = store_event(STORE_MOVED, utc_ms / 1000);
	assert_int_equal(store_note(store, &j), STORE_OK);
	pass(600);
	assert_true(store_last_series(store, &series));
	assert_int_equal(series.id, 2);
	assert_int_equal(series.placement, 2);
	struct store_record r;
	assert_true(store_last(store, &r));
	assert_int_equal(r.series, 2);
	assert_true(store_start_of(store, r.n, &j));
	assert_string_equal(j.subject, "boot-1");
	look_at_all();
	end();
	assert_valid();
}

static void what_is_too_old_is_removed_each_day(void **state)
{
	struct store_record first = { .sequence = 0 };

	(void)state;
	start_at(T0);
	begin("boot", true, 2);
	pass(600);
	for (int day = 1; day < 5; day++) {
		set_clock(1000 * (INT64_C(86400) - 600));
		pass(600);
	}
	assert_true(lines(STORE_RETENTION) >= 2);
	assert_true(store_count(store) < given);
	assert_true(store_count(store) >= 20);
	assert_true(store_last(store, &first));
	assert_int_equal(first.sequence, given); /* goes on counting */
	end();
	assert_valid();
}

/* Records are kept for 2 days, and the study is 4 days long: it runs to its
 * end, and goes when its seconds are erased. */
static void a_study_outlasts_what_is_removed(void **state)
{
	struct store_study study;

	(void)state;
	start_at(T0);
	begin("boot", true, 2);
	assert_int_equal(store_study_begin(store, "long", T0, T0 + 4 * 86400),
		STORE_OK);
	for (int day = 1; day < 9; day++) {
		pass(600);
		set_clock(1000 * (INT64_C(86400) - 600));
		assert_int_equal(store_study(store, utc_ms / 1000, &study),
			day < 4);
		assert_int_equal(lines(STORE_STUDY_START), 1);
	}
	assert_true(lines(STORE_RETENTION) > 3);
	assert_int_equal(lines(STORE_STUDY_END), 1);
	assert_valid();
	set_clock(1000 * INT64_C(86400) * 30);
	pass(7200); /* erased */
	set_clock(1000 * INT64_C(86400) * 3);
	pass(7200); /* removed */
	assert_int_equal(lines(STORE_STUDY_START), 0);
	assert_int_equal(lines(STORE_STUDY_END), 0);
	end();
	assert_valid();
}

/* Not a second that was heard after `study stop` is stored. */
static void a_study_ends_when_it_is_told_to(void **state)
{
	(void)state;
	for (int goes_on = 0; goes_on < 2; goes_on++) {
		start_at(T0);
		begin("boot", true, 0);
		assert_int_equal(store_study_begin(store, "short", T0,
			T0 + 86400), STORE_OK);
		keeper_look_after(&keeper, T0);
		pass(605);
		assert_int_equal(store_study_end(store, T0 + 605), STORE_OK);
		pass(goes_on ? 1200 : 30); /* or the meter is stopped */
		end();
		assert_int_equal(store_open(&store, store_path), STORE_OK);
		look_at_seconds(T0);
		assert_int_equal(counted, 605);
		assert_int_equal(taken[604], 1);
		assert_valid();
		store_close(store);
		assert_int_equal(unlink(store_path), 0);
	}
}

/* The seconds of one study are not erased with those of the next. */
static void a_study_begins_after_the_one_before(void **state)
{
	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	assert_int_equal(store_study_begin(store, "a", T0, T0 + 86400),
		STORE_OK);
	keeper_look_after(&keeper, T0);
	pass(920);
	assert_int_equal(store_study_end(store, T0 + 920), STORE_OK);
	assert_int_equal(store_study_begin(store, "b", T0 + 921, T0 + 86400),
		STORE_ERR_EARLY);
	pass(41);
	assert_int_equal(store_study_begin(store, "b", T0 + 961, T0 +
		31 * 86400), STORE_OK);
	pass(3600);
	set_clock(1000 * INT64_C(86400) * 31);
	pass(7200); /* a is erased, b is not */
	assert_int_equal(lines(STORE_ERASED), 1);
	look_at_seconds(T0);
	for (int i = 0; i < 920; i++)
		assert_int_equal(taken[i], 0);
	assert_true(counted > 3000);
	end();
	assert_valid();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_study_ends_by_itself_and_is_erased),
		TEST(what_is_stated_is_noted_when_it_changes),
		TEST(starts_gaps_and_changes_are_noted),
		TEST(what_is_too_old_is_removed_each_day),
		TEST(a_study_outlasts_what_is_removed),
		TEST(a_study_ends_when_it_is_told_to),
		TEST(a_study_begins_after_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
