/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_keeper_time.c - clocks that are set, unset or steered, leap seconds,
 * the two nights of a year, studies, removal: with made-up clocks, is every
 * record there once, and in its place? */
#include "scratch.h"

#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>
#include <time.h>

#include "../../src/keep/keeper.h"
#include "../../src/tell/verify/verify.h"

#define T0 INT64_C(1772409600) /* 2026-03-02T00:00:00Z */

static struct keeper keeper;
static struct live_server live;
static struct store *store;
static struct store_series series;
static struct seal_key key;
static char live_path[96];

/* Two clocks: what the machine says, and what passes. */
static int64_t utc_ms, boot_ms;

static struct stated says[4]; /* what the operator states at the start */
static size_t n_says;

static void begin(const char *boot_id, bool clock_set, int32_t retention_days)
{
	struct keeper_start now = { .key = &key, .boot_id = boot_id,
		.clock_set = clock_set, .retention_days = retention_days,
		.utc_ms = utc_ms, .boot_ms = boot_ms, .stated = says, .n_stated = n_says };

	crypto_sign_seed_keypair(key.public, key.secret,
		(const unsigned char *)"a seed of thirty-two bytes, here");
	series = a_series();
	series.since_utc_s = utc_ms / 1000;
	snprintf(live_path, sizeof live_path, "%s/live", scratch);
	assert_int_equal(store_create(&store, store_path), STORE_OK);
	assert_int_equal(live_server_open(&live, live_path), 0);
	assert_int_equal(keeper_begin(&keeper, store, store_path, &live,
		&series, &now), STORE_OK);
}

static void end(void)
{
	assert_true(keeper_stop(&keeper));
	live_server_close(&live);
	store_close(store);
}

/* keep dies without a word. */
static void die(void)
{
	live_server_close(&live);
	store_close(store);
}

/* Each second at 0.75 s past it; at the end of each minute of the wall clock
 * its record.  The level tells how many there were before. */
static int given;

static void give_second(void)
{
	uint8_t b[SLM_MESSAGE_BYTES];
	struct slm_second s = { (slm_tenth_db)(300 + given % 900),
		SLM_STATE_OK };

	utc_ms += 1000;
	boot_ms += 1000;
	keeper_look(&keeper, utc_ms, boot_ms);
	slm_second_encode(b, &s);
	assert_null(keeper_take(&keeper, b, utc_ms, false));
}

static void give_record(void)
{
	uint8_t b[SLM_MESSAGE_BYTES];
	slm_tenth_db l = (slm_tenth_db)(300 + given++ % 900);
	struct slm_record r = { .interval_s = 60, .covered_s = 60, .LAeq = l,
		.spread = { l, l, l, l, l, l, l } };

	slm_record_encode(b, &r);
	assert_null(keeper_take(&keeper, b, utc_ms, false));
}

static void pass(int64_t seconds)
{
	for (int64_t i = 0; i < seconds; i++) {
		give_second();
		if (utc_ms / 1000 % 60 == 0)
			give_record();
	}
}

static void set_clock(int64_t by_ms)
{
	utc_ms += by_ms;
}

static void start_at(int64_t utc_s)
{
	utc_ms = utc_s * 1000 + 750;
	boot_ms = 5000;
	given = 0;
}

/* ------------------------------------------------------------- looking */

struct seen {
	int n;
	int64_t start[4000], moved[4000];
};

static bool see(void *user, const struct store_record *r)
{
	struct seen *x = user;

	/* each once, in order, none left out */
	assert_int_equal(r->sequence, x->n + 1);
	assert_int_equal(r->LAeq, 300 + x->n % 900);
	x->start[x->n] = r->start_utc_s;
	x->moved[x->n++] = r->moved_s;
	return true;
}

static struct seen seen;

static void look_at_all(void)
{
	seen.n = 0;
	assert_int_equal(store_records(store, INT64_MIN, INT64_MAX, see,
		&seen), STORE_OK);
	assert_int_equal(seen.n, given);
}

static bool count_record(void *user, const struct store_record *r)
{
	(void)r;
	++*(int *)user;
	return true;
}

static bool count_line(void *user, const struct store_journal *j)
{
	(void)j;
	++*(int *)user;
	return true;
}

static int lines(int32_t kind)
{
	int n = 0;

	assert_int_equal(store_journal(store, kind, count_line, &n),
		STORE_OK);
	return n;
}

static bool keep_line(void *user, const struct store_journal *j)
{
	*(struct store_journal *)user = *j;
	return true;
}

static struct store_journal last_line(int32_t kind)
{
	static struct store_journal j;

	memset(&j, 0, sizeof j);
	assert_int_equal(store_journal(store, kind, keep_line, &j), STORE_OK);
	return j;
}

static void assert_valid(void)
{
	struct verify_options o = { .has_key = true };
	struct verify_result r;

	memcpy(o.key, key.public, sizeof o.key);
	verify_store(&r, store_path, &o);
	if (r.fault)
		fail_msg("%s at %lld: %s", verify_fault_name(r.fault),
			(long long)r.n, r.why);
}

/* ------------------------------------------------------- clocks that jump */

static void a_step_is_told_and_nothing_is_lost(void **state)
{
	static const int64_t by_s[] = { 3600, -3600, 7, -7, 315360000,
		-315360000, 86399, -1 };

	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	for (size_t i = 0; i < sizeof by_s / sizeof *by_s; i++) {
		pass(600);
		set_clock(1000 * by_s[i]);
		pass(600);
		assert_int_equal(lines(STORE_CLOCK_STEP), i + 1);
		struct store_journal j = last_line(STORE_CLOCK_STEP);
		assert_int_equal(j.value, 1000 * by_s[i]);
		assert_int_equal(j.to_utc_s - j.from_utc_s, by_s[i]);
	}
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	/* somebody vouched for it: all lie where they said */
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.moved[i], 0);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 0);
	assert_valid();
	store_close(store);
	print_message("%zu steps from 1 s to 10 years: %d records given, "
		"%d stored, each once\n", sizeof by_s / sizeof *by_s, given,
		seen.n);
}

static void a_steered_clock_is_no_step(void **state)
{
	(void)state;
	start_at(T0);
	begin("boot", true, 0);
	for (int i = 0; i < 3600; i++) { /* 500 ppm */
		utc_ms += i % 2;
		pass(1);
	}
	assert_int_equal(lines(STORE_CLOCK_STEP), 0);
	end();
}

/* A box without a clock believes that it is 1970. */
static void an_anchor_places_what_an_unset_clock_could_not(void **state)
{
	struct store_histogram h;

	(void)state;
	start_at(0);
	begin("boot-1", false, 0);
	pass(7200);
	set_clock(1000 * (T0 - 7200 + 7200));
	pass(1800);
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 60 * i);
	assert_int_equal(seen.moved[0], T0);
	assert_int_equal(seen.moved[seen.n - 1], 0);
	/* and by its place it is found */
	seen.n = 0;
	assert_int_equal(store_records(store, T0, T0 + 7200, see, &seen),
		STORE_OK);
	assert_int_equal(seen.n, 120);
	assert_int_equal(store_hour(store, 1, T0 + 7200, &h), STORE_OK);
	assert_int_equal(h.seconds[(300 + 130 + 5) / 10], 600);
	assert_valid();
	store_close(store);
	print_message("unset clock: %d records given, %d placed by the "
		"anchor\n", given, 120);
}

static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

/* The clock is set while the disk refuses. */
static void an_anchor_waits_for_the_disk(void **state)
{
	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	start_at(0);
	begin("boot-1", false, 0);
	pass(1200);
	set_file_limit(0);
	pass(1200);
	set_clock(1000 * T0);
	pass(1200);
	set_file_limit(RLIM_INFINITY);
	pass(1200);
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 60 * i);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
	assert_int_equal(lines(STORE_FAULT), 1);
	assert_valid();
	store_close(store);
}

static void a_clock_set_while_keep_was_away(void **state)
{
	(void)state;
	for (int killed = 0; killed < 2; killed++) {
		start_at(0);
		begin("boot-1", false, 0);
		pass(1200);
		if (killed)
			die();
		else
			end();
		boot_ms += 60000;
		utc_ms += 60000;
		set_clock(1000 * T0);
		begin("boot-1", true, 0);
		pass(1200);
		assert_int_equal(lines(STORE_CLOCK_STEP), 1);
		assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
		look_at_all();
		assert_int_equal(seen.start[0], T0);
		assert_int_equal(seen.start[seen.n - 1],
			T0 + 1200 + 60 + 1200 - 60);
		/* another boot has another clock: nothing to compare */
		end();
		boot_ms = 1000;
		utc_ms += 1000;
		begin("boot-2", true, 0);
		assert_int_equal(lines(STORE_CLOCK_STEP), 1);
		end();
		assert_valid();
		assert_int_equal(unlink(store_path), 0);
	}
}

/* ------------------------------------------------- seconds, leaps, nights */

static int64_t counted;
static uint8_t taken[2 * 86400];
static int64_t taken_from;

static bool take_seconds(void *user, const struct store_seconds *x)
{
	struct slm_second s;

	(void)user;
	for (int i = 0; i < x->count; i++) {
		int64_t at = x->start_utc_s + i - taken_from;

		if (!store_unpack(&s, x->second[i]))
			continue;
		counted++;
		if (at >= 0 && at < (int64_t)sizeof taken)
			taken[at]++;
	}
	return true;
}

static void look_at_seconds(int64_t from_utc_s)
{
	counted = 0;
	taken_from = from_utc_s;
	memset(taken, 0, sizeof taken);
	assert_int_equal(store_seconds(store, INT64_MIN, INT64_MAX,
		take_seconds, NULL), STORE_OK);
}

/* UTC repeats a second (23:59:60 comes as 23:59:59 again), or leaves one
 * out: each second that was heard is kept once. */
static void leap_seconds_are_kept(void **state)
{
	(void)state;
	start_at(T0 - 3600);
	begin("boot", true, 0);
	assert_int_equal(store_study_begin(store, "leap", utc_ms / 1000,
		T0 + 7200), STORE_OK);
	keeper_look_after(&keeper, utc_ms / 1000);
	pass(3600);
	set_clock(-1000);
	pass(1800);
	set_clock(1000);
	pass(1800);
	end();
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	look_at_all();
	look_at_seconds(T0 - 10);
	assert_int_equal(counted, 7200);
	assert_int_equal(taken[9], 2); /* the leap second's namesake */
	assert_int_equal(taken[10], 1);
	assert_int_equal(lines(STORE_CLOCK_STEP), 2);
	assert_valid();
	store_close(store);
	print_message("leap seconds: 7200 seconds given, %lld kept\n",
		(long long)counted);
}

/* Seconds of each local hour of a day in Paris. */
static void count_hours(int64_t midnight, int hours[24])
{
	memset(hours, 0, 24 * sizeof *hours);
	for (size_t i = 0; i < sizeof taken; i++) {
		time_t t = (time_t)(midnight + (int64_t)i);
		struct tm tm, first;
		time_t m = (time_t)midnight;

		localtime_r(&t, &tm);
		localtime_r(&m, &first);
		if (tm.tm_mday == first.tm_mday)
			hours[tm.tm_hour] += taken[i];
	}
}

static void days_of_23_and_of_25_hours(void **state)
{
	static const struct {
		const char *name;
		int64_t midnight; /* of Paris */
		int hours, at_two;
	} day[] = {
		{ "29 March 2026", 1774738800, 23, 0 },
		{ "25 October 2026", 1792879200, 25, 7200 },
	};
	int hours[24];

	(void)state;
	assert_int_equal(setenv("TZ", "Europe/Paris", 1), 0);
	tzset();
	for (size_t i = 0; i < 2; i++) {
		int64_t length = day[i].hours * INT64_C(3600);

		start_at(day[i].midnight - 60);
		begin("boot", true, 0);
		assert_int_equal(store_study_begin(store, day[i].name,
			day[i].midnight, day[i].midnight + length), STORE_OK);
		pass(60);
		pass(length);
		pass(120);
		end();
		assert_int_equal(store_open(&store, store_path), STORE_OK);
		look_at_all();
		for (int r = 0; r < seen.n; r++)
			assert_int_equal(seen.start[r],
				day[i].midnight - 60 + 60 * r);
		look_at_seconds(day[i].midnight);
		assert_int_equal(counted, length);
		count_hours(day[i].midnight, hours);
		for (int h = 0; h < 24; h++)
			assert_int_equal(hours[h], h == 2 ? day[i].at_two :
				3600);
		assert_int_equal(lines(STORE_CLOCK_STEP), 0);
		assert_int_equal(lines(STORE_STUDY_END), 1);
		assert_valid();
		store_close(store);
		assert_int_equal(unlink(store_path), 0);
		print_message("%s: %d h, %lld seconds, each once; from 2 to "
			"3 o'clock %d\n", day[i].name, day[i].hours,
			(long long)counted, hours[2]);
	}
}

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

/* ----------------------------------------------------- what is noted else */

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

/* Each start of such a box has an anchor; the first ones count as well after
 * sixty-six. */
static void a_box_without_a_clock_is_started_often(void **state)
{
	(void)state;
	given = 0;
	for (int day = 0; day < 66; day++) {
		char boot[16];

		snprintf(boot, sizeof boot, "boot-%d", day);
		utc_ms = 750;
		boot_ms = 5000;
		begin(boot, false, 0);
		pass(60);
		set_clock(1000 * (T0 + INT64_C(86400) * day));
		pass(60);
		end();
	}
	assert_int_equal(store_open(&store, store_path), STORE_OK);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 66);
	look_at_all();
	for (int i = 0; i < seen.n; i++)
		assert_int_equal(seen.start[i], T0 + 86400 * (i / 2) +
			60 * (i % 2));
	for (int day = 0; day < 66; day += 13) { /* found by their place */
		int n = 0;

		assert_int_equal(store_records(store, T0 + 86400 * day,
			T0 + 86400 * day + 120, count_record, &n), STORE_OK);
		assert_int_equal(n, 2);
	}
	assert_valid();
	store_close(store);
}

/* The start of this boot is removed before anybody sets the clock. */
static void a_clock_is_set_later_than_records_are_kept(void **state)
{
	(void)state;
	start_at(T0);
	begin("boot", false, 2);
	for (int day = 0; day < 4; day++) {
		pass(600);
		utc_ms += 1000 * (INT64_C(86400) - 600);
		boot_ms += 1000 * (INT64_C(86400) - 600);
	}
	assert_int_equal(lines(STORE_START), 0);
	set_clock(3600000);
	pass(600);
	assert_int_equal(keeper.records_waiting, 0);
	assert_int_equal(lines(STORE_CLOCK_ANCHOR), 1);
	end();
	assert_valid();
}

/* They say 1970, and are of today. */
static void what_an_anchor_placed_is_not_too_old(void **state)
{
	(void)state;
	start_at(0);
	begin("boot", false, 30);
	pass(7200);
	set_clock(1000 * T0);
	pass(7200);
	assert_int_equal(lines(STORE_RETENTION), 0);
	look_at_all();
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
		TEST(a_step_is_told_and_nothing_is_lost),
		TEST(a_steered_clock_is_no_step),
		TEST(an_anchor_places_what_an_unset_clock_could_not),
		TEST(an_anchor_waits_for_the_disk),
		TEST(a_clock_set_while_keep_was_away),
		TEST(leap_seconds_are_kept),
		TEST(days_of_23_and_of_25_hours),
		TEST(a_study_ends_by_itself_and_is_erased),
		TEST(starts_gaps_and_changes_are_noted),
		TEST(what_is_stated_is_noted_when_it_changes),
		TEST(what_is_too_old_is_removed_each_day),
		TEST(a_box_without_a_clock_is_started_often),
		TEST(a_clock_is_set_later_than_records_are_kept),
		TEST(what_an_anchor_placed_is_not_too_old),
		TEST(a_study_outlasts_what_is_removed),
		TEST(a_study_ends_when_it_is_told_to),
		TEST(a_study_begins_after_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
