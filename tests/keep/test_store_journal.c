/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store_journal.c - what happened, what people wrote, studies and their
 * seconds, and records that were placed afterwards. */
#include "scratch.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>

#define T0 1764000000 /* a whole hour */

static struct store *s;
static struct store_series series;

static void open_store(void)
{
	s = new_store(&series);
}

static int64_t note(int32_t kind, int64_t refers, int64_t from, int64_t to,
	const char *text)
{
	struct store_journal j = store_event(kind, from);

	j.refers = refers;
	j.from_utc_s = from;
	j.to_utc_s = to;
	snprintf(j.subject, sizeof j.subject, "pump");
	snprintf(j.text, sizeof j.text, "%s", text);
	if (store_note(s, &j) != STORE_OK)
		return 0;
	assert_true(j.n > 0);
	return j.n;
}

struct seen {
	int n;
	struct store_journal line[40];
};

static bool see_line(void *user, const struct store_journal *j)
{
	struct seen *seen = user;

	seen->line[seen->n++] = *j;
	return seen->n < 40;
}

static void every_field_of_a_line_comes_back(void **state)
{
	static struct seen seen;
	struct store_journal j, again;

	(void)state;
	open_store();
	for (int kind = 1; kind < STORE_JOURNAL_KINDS; kind++) {
		j = store_event(kind, T0 + kind);
		assert_string_not_equal(store_journal_name(kind), "?");
		j.value = -kind * INT64_C(1000000000000);
		strcpy(j.subject, "moteur \xc3\xa9t\xc3\xa9");
		memset(j.text, 'x', sizeof j.text - 1);
		if (kind == STORE_STUDY_END || kind == STORE_ERASED)
			j.refers = note(STORE_STUDY_START, 0, T0, T0 + 1, "");
		if (kind == STORE_DIARY_EDIT || kind == STORE_DIARY_REMOVE)
			j.refers = note(STORE_DIARY, 0, T0, T0 + 1, "");
		if (kind == STORE_CLOCK_ANCHOR)
			j.refers = note(STORE_START, 0, T0, T0 + 1, "");
		assert_int_equal(store_note(s, &j), STORE_OK);
		assert_true(store_journal_at(s, j.n, &again));
		assert_int_equal(again.n, j.n);
		assert_int_equal(again.kind, kind);
		assert_int_equal(again.utc_s, T0 + kind);
		assert_int_equal(again.from_utc_s, STORE_NO_TIME);
		assert_int_equal(again.to_utc_s, STORE_NO_TIME);
		assert_int_equal(again.refers, j.refers);
		assert_int_equal(again.value, j.value);
		assert_string_equal(again.subject, j.subject);
		assert_string_equal(again.text, j.text);
	}
	assert_string_equal(store_journal_name(0), "?");
	assert_string_equal(store_journal_name(STORE_JOURNAL_KINDS), "?");
	assert_int_equal(store_journal(s, 0, see_line, &seen), STORE_OK);
	assert_int_equal(seen.n, STORE_JOURNAL_KINDS - 1 + 5);
	for (int i = 1; i < seen.n; i++)
		assert_true(seen.line[i].n > seen.line[i - 1].n);
	seen.n = 0;
	assert_int_equal(store_journal(s, STORE_DIARY, see_line, &seen),
		STORE_OK);
	assert_int_equal(seen.n, 3);
	assert_false(store_journal_at(s, 9999, &again));
	store_close(s);
}

static void a_line_refers_to_what_is_there(void **state)
{
	int64_t diary, start;

	(void)state;
	open_store();
	diary = note(STORE_DIARY, 0, T0, T0 + 60, "on");
	start = note(STORE_START, 0, T0, T0, "");
	assert_int_equal(note(STORE_DIARY_EDIT, diary + 50, T0, T0, ""), 0);
	assert_int_equal(note(STORE_DIARY_EDIT, start, T0, T0, ""), 0);
	assert_int_equal(note(STORE_DIARY_REMOVE, 0, T0, T0, ""), 0);
	assert_int_equal(note(STORE_STUDY_END, diary, T0, T0, ""), 0);
	assert_int_equal(note(STORE_CLOCK_ANCHOR, diary, T0, T0, ""), 0);
	assert_true(note(STORE_DIARY_EDIT, diary, T0, T0, "") > start);
	store_close(s);
}

/* ----------------------------------------------------------------- diary */

struct diary {
	int n;
	struct { char first[32], now[32]; } line[8];
};

static bool see_diary(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	struct diary *d = user;

	snprintf(d->line[d->n].first, 32, "%.31s", first->text);
	snprintf(d->line[d->n++].now, 32, "%.31s", now ? now->text : "gone");
	return true;
}

static void edits_are_shown_beside_what_was_written(void **state)
{
	static struct diary d;
	int64_t one, two, three;

	(void)state;
	open_store();
	one = note(STORE_DIARY, 0, T0, T0 + 60, "one");
	two = note(STORE_DIARY, 0, T0 + 600, T0 + 660, "two");
	three = note(STORE_DIARY, 0, T0 + 1200, STORE_NO_TIME, "three");
	note(STORE_DIARY_EDIT, one, T0 + 30, T0 + 90, "one, again");
	note(STORE_DIARY_EDIT, one, T0 + 40, T0 + 90, "one, at last");
	note(STORE_DIARY_REMOVE, two, T0, T0, "");
	assert_int_equal(store_diary(s, INT64_MIN + 1, INT64_MAX, see_diary,
		&d), STORE_OK);
	assert_int_equal(d.n, 3);
	assert_string_equal(d.line[0].first, "one");
	assert_string_equal(d.line[0].now, "one, at last");
	assert_string_equal(d.line[1].first, "two");
	assert_string_equal(d.line[1].now, "gone");
	assert_string_equal(d.line[2].now, "three");
	d.n = 0; /* what an edit moved is found there, too; open ends go on */
	assert_int_equal(store_diary(s, T0 + 80, T0 + 90, see_diary, &d),
		STORE_OK);
	assert_int_equal(d.n, 1);
	d.n = 0;
	assert_int_equal(store_diary(s, T0 + 9999, T0 + 10000, see_diary, &d),
		STORE_OK);
	assert_int_equal(d.n, 1);
	assert_string_equal(d.line[0].first, "three");
	assert_true(three > two);
	store_close(s);
}

/* --------------------------------------------------------------- studies */

static void a_study_has_31_days_at_most_and_is_alone(void **state)
{
	struct store_study study;

	(void)state;
	open_store();
	assert_int_equal(store_study_begin(s, "a", T0, T0), STORE_ERR_REFUSED);
	assert_int_equal(store_study_begin(s, "a", T0, T0 - 1),
		STORE_ERR_REFUSED);
	assert_int_equal(store_study_begin(s, "a", T0,
		T0 + STORE_STUDY_LONGEST_S + 1), STORE_ERR_REFUSED);
	assert_int_equal(store_study_end(s, T0), STORE_ERR_REFUSED);
	assert_int_equal(store_study_begin(s, "a", T0,
		T0 + STORE_STUDY_LONGEST_S), STORE_OK);
	assert_int_equal(store_study_begin(s, "b", T0 + 99, T0 + 999),
		STORE_ERR_REFUSED);
	assert_false(store_study(s, T0 - 1, &study));
	assert_true(store_study(s, T0, &study));
	assert_string_equal(study.name, "a");
	assert_int_equal(study.ended_utc_s, T0 + STORE_STUDY_LONGEST_S);
	assert_false(study.erased);
	assert_false(store_study(s, T0 + STORE_STUDY_LONGEST_S, &study));
	assert_int_equal(store_study_end(s, T0 + 1000), STORE_OK);
	assert_true(store_study(s, T0 + 999, &study));
	assert_int_equal(study.ended_utc_s, T0 + 1000);
	assert_false(store_study(s, T0 + 1000, &study));
	assert_int_equal(store_study_begin(s, "b", T0 + 1000, T0 + 2000),
		STORE_OK);
	assert_true(store_study(s, T0 + 1999, &study));
	assert_string_equal(study.name, "b");
	store_close(s);
}

static struct store_seconds some_seconds(int64_t start, int count)
{
	struct store_seconds x = { .series = series.id, .start_utc_s = start,
		.count = count };

	for (int i = 0; i < count; i++) {
		struct slm_second second = {
			(slm_tenth_db)((start + i) % 1401), SLM_STATE_OK };

		x.second[i] = (start + i) % 7 ? store_pack(&second) :
			STORE_NO_SECOND;
	}
	return x;
}

static bool add_up(void *user, const struct store_seconds *x)
{
	struct store_seconds want = some_seconds(x->start_utc_s, x->count);

	assert_memory_equal(x->second, want.second,
		2 * (size_t)x->count);
	*(int *)user += x->count;
	return true;
}

static void seconds_come_back(void **state)
{
	static const struct {
		int64_t from, to;
		int count;
	} row[] = { { 0, 7200, 4260 }, { 59, 60, 60 }, { 60, 61, 600 },
		{ 659, 660, 600 }, { 660, 3600, 0 }, { 3600, 3601, 3600 },
		{ 7199, 9000, 3600 }, { -9, 0, 0 }, { 7200, 9000, 0 } };
	struct store_seconds x;

	(void)state;
	open_store();
	x = some_seconds(T0, 60);
	assert_int_equal(store_add_seconds(s, &x), STORE_OK);
	x = some_seconds(T0 + 60, 600);
	assert_int_equal(store_add_seconds(s, &x), STORE_OK);
	x = some_seconds(T0 + 3600, 3600);
	assert_int_equal(store_add_seconds(s, &x), STORE_OK);
	x.count = 0;
	assert_int_equal(store_add_seconds(s, &x), STORE_ERR_REFUSED);
	x.count = 3601;
	assert_int_equal(store_add_seconds(s, &x), STORE_ERR_REFUSED);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		int count = 0;

		assert_int_equal(store_seconds(s, T0 + row[i].from,
			T0 + row[i].to, add_up, &count), STORE_OK);
		assert_int_equal(count, row[i].count);
	}
	store_close(s);
}

static void a_second_has_two_bytes(void **state)
{
	struct slm_second in, out;

	(void)state;
	for (int state_ = 0; state_ < SLM_STATES; state_++)
		for (int level = 0; level <= SLM_LOUDEST; level++) {
			in.state = (uint8_t)state_;
			in.LAeq = state_ < SLM_STATE_GAP ?
				(slm_tenth_db)level : SLM_NO_LEVEL;
			assert_true(store_unpack(&out, store_pack(&in)));
			assert_int_equal(out.LAeq, in.LAeq);
			assert_int_equal(out.state, in.state);
		}
	assert_false(store_unpack(&out, STORE_NO_SECOND));
	assert_false(store_unpack(&out, 1401));
	assert_false(store_unpack(&out, SLM_STATE_GAP << 12 | 5));
	assert_false(store_unpack(&out, 0xfff));
}

/* ------------------------------------------------- placement, calibration */

static int64_t calibrate(const char *microphone, int64_t hundredths)
{
	struct store_journal j = store_event(STORE_CALIBRATION, T0);

	snprintf(j.subject, sizeof j.subject, "%s", microphone);
	j.value = hundredths;
	assert_int_equal(store_note(s, &j), STORE_OK);
	return j.n;
}

static void a_series_names_its_calibration_and_placement(void **state)
{
	struct store_series x = a_series();
	int64_t n;

	(void)state;
	open_store();
	assert_int_equal(series.calibration, 0);
	assert_int_equal(series.placement, 1);
	calibrate("another", 12030);
	calibrate(x.microphone, 12036); /* not this full scale */
	assert_int_equal(store_begin_series(s, &x), STORE_OK);
	assert_int_equal(x.id, 1);
	n = calibrate(x.microphone, 12033);
	x = a_series();
	assert_int_equal(store_begin_series(s, &x), STORE_OK);
	assert_int_equal(x.id, 2);
	assert_int_equal(x.calibration, n);
	assert_int_equal(x.placement, 1);
	x = a_series();
	x.calibrated = 0;
	assert_int_equal(store_begin_series(s, &x), STORE_OK);
	assert_int_equal(x.id, 3);
	assert_int_equal(x.calibration, 0);

	assert_true(note(STORE_MOVED, 0, T0, T0, "") > 0);
	assert_int_equal(store_begin_series(s, &x), STORE_OK);
	assert_int_equal(x.id, 4); /* the same words, another place */
	assert_int_equal(x.placement, 2);
	assert_int_equal(store_begin_series(s, &x), STORE_OK);
	assert_int_equal(x.id, 4); /* moved once */
	strcpy(x.description, "balcony");
	assert_int_equal(store_begin_series(s, &x), STORE_OK);
	assert_int_equal(x.placement, 3);
	store_close(s);
}

/* --------------------------------------------------------------- anchors */

struct starts {
	int n;
	int64_t start[16], moved[16];
};

static bool see_start(void *user, const struct store_record *r)
{
	struct starts *x = user;

	x->start[x->n] = r->start_utc_s;
	x->moved[x->n++] = r->moved_s;
	return true;
}

static int64_t started(int64_t at)
{
	return note(STORE_START, 0, at, at, "");
}

static void add_at(int64_t start)
{
	struct store_record r = a_record(series.id, 1);
	struct store_histogram h = { .series = series.id };

	r.start_utc_s = start;
	h.hour_utc_s = start / 3600 * 3600;
	h.seconds[60] = 60;
	assert_int_equal(store_add(s, &r, &h, 1), STORE_OK);
}

/* A box without a clock: two boots that thought it was 1970, of which one
 * was told the time. */
static void an_anchor_places_what_came_before_it(void **state)
{
	struct starts x = { .n = 0 };
	struct store_histogram h;
	struct store_record last;
	struct store_journal anchor, start;
	int64_t boot;

	(void)state;
	open_store();
	add_at(T0);
	started(0);
	add_at(60); /* never told */
	boot = started(0);
	add_at(60);
	add_at(120);
	anchor = store_event(STORE_CLOCK_ANCHOR, T0 + 7200);
	anchor.refers = boot;
	anchor.value = T0 + 6993;
	assert_int_equal(store_note(s, &anchor), STORE_OK);
	assert_true(store_last(s, &last));
	assert_int_equal(last.start_utc_s, T0 + 7113);
	assert_true(store_start_of(s, last.n, &start));
	assert_int_equal(start.n, boot);
	add_at(T0 + 7200);
	assert_int_equal(store_records(s, T0, T0 + 99999, see_start, &x),
		STORE_OK);
	assert_int_equal(x.n, 4);
	assert_int_equal(x.start[0], T0);
	assert_int_equal(x.start[1], T0 + 7053);
	assert_int_equal(x.moved[1], T0 + 6993);
	assert_int_equal(x.start[2], T0 + 7113);
	assert_int_equal(x.start[3], T0 + 7200);
	assert_int_equal(x.moved[3], 0);
	x.n = 0; /* the one that was never told lies where it said */
	assert_int_equal(store_records(s, 0, 9999, see_start, &x), STORE_OK);
	assert_int_equal(x.n, 1);
	assert_int_equal(store_hour(s, series.id, 0, &h), STORE_OK);
	assert_int_equal(h.seconds[60], 60);
	assert_int_equal(store_count(s), 5);
	store_close(s);
}

/* ------------------------------------------------------ beside a keeper */

static void commands_add_beside_a_keeper(void **state)
{
	struct store *mine;
	int status;
	pid_t child;

	(void)state;
	assert_int_equal(store_join(&mine, store_path), STORE_OK); /* makes it */
	store_close(mine);
	open_store();
	fflush(NULL);
	child = fork();
	if (child == 0) {
		int bad = 0;

		for (int i = 0; i < 50; i++) {
			struct store_journal j = store_event(STORE_DIARY, T0);

			bad += store_join(&mine, store_path) != STORE_OK ||
				store_note(mine, &j) != STORE_OK;
			store_close(mine);
		}
		leave(bad);
	}
	for (int i = 0; i < 100; i++) {
		struct store_record r = a_record(series.id, i);

		assert_int_equal(store_add(s, &r, NULL, 0), STORE_OK);
		/* a keeper adds one a minute, not all the time */
		nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(store_count(s), 100);
	int64_t n = note(STORE_DIARY, 0, T0, T0, "");
	assert_int_equal(n, 1 + 50 + 100 + 1);
	store_close(s);
}

static void what_is_undone_leaves_nothing(void **state)
{
	struct store_record r;

	(void)state;
	open_store();
	assert_int_equal(store_begin(s), STORE_OK);
	r = a_record(series.id, 1);
	assert_int_equal(store_add(s, &r, NULL, 0), STORE_OK);
	assert_true(note(STORE_DIARY, 0, T0, T0, "") > 0);
	assert_int_equal(store_end(s, STORE_ERR_REFUSED), STORE_ERR_REFUSED);
	assert_int_equal(store_count(s), 0);
	assert_int_equal(note(STORE_DIARY, 0, T0, T0, ""), 2);
	store_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_field_of_a_line_comes_back),
		TEST(a_line_refers_to_what_is_there),
		TEST(edits_are_shown_beside_what_was_written),
		TEST(a_study_has_31_days_at_most_and_is_alone),
		TEST(seconds_come_back),
		cmocka_unit_test(a_second_has_two_bytes),
		TEST(a_series_names_its_calibration_and_placement),
		TEST(an_anchor_places_what_came_before_it),
		TEST(commands_add_beside_a_keeper),
		TEST(what_is_undone_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
