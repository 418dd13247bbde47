/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store_others.c - others at the same time: readers and a writer, one
 * that has just begun, one that was killed. */
#include "scratch.h"

#include <sys/wait.h>
#include <time.h>

#include <sqlite3.h>

static void readers_work_while_the_writer_writes(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);
	int status, reads = 0, n = 0;
	int64_t last = 0;
	pid_t child;

	(void)state;
	store_close(s);
	child = fork();
	if (child == 0) {
		if (store_create(&s, store_path) != STORE_OK)
			leave(1);
		for (int i = 0; i < 1000; i++) {
			struct store_record r = a_record(series.id, i);

			if (store_add(s, &r, NULL, 0) != STORE_OK)
				leave(2);
			nanosleep(&(struct timespec){ 0, 500000 }, NULL);
		}
		store_close(s);
		leave(0);
	}
	while (waitpid(child, &status, WNOHANG) == 0) {
		assert_int_equal(store_open(&s, store_path), STORE_OK);
		int64_t count = store_count(s);
		assert_true(count >= last);
		n = 0;
		assert_int_equal(store_records(s, 0, INT64_MAX, count_record,
			&n), STORE_OK);
		assert_true(n >= count);
		last = n;
		store_close(s);
		reads++;
	}
	assert_int_equal(status, 0);
	assert_true(reads > 10);
	assert_int_equal(store_open(&s, store_path), STORE_OK);
	assert_int_equal(store_count(s), 1000);
	store_close(s);
}

static char begun[128]; /* the journal of a writer that has just begun */
static int looks;

/* A writer on a slow disk: of each 60 ms it lets go for 3. */
static sqlite3 *greedy;
static bool holds;
static int64_t waited_ns;

static void go_on_writing(const struct timespec *t)
{
	waited_ns += t->tv_nsec;
	if (holds == (waited_ns % 60000000 >= 57000000)) {
		assert_int_equal(sqlite3_exec(greedy, holds ? "COMMIT" :
			"BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
		holds = !holds;
	}
}

/* Of the store's code, too: the writer goes on while a reader pauses. */
int nanosleep(const struct timespec *t, struct timespec *left)
{
	if (*begun && ++looks == 3)
		assert_int_equal(truncate(begun, 0), 0);
	if (greedy)
		go_on_writing(t);
	return clock_nanosleep(CLOCK_MONOTONIC, 0, t, left);
}

/* A reader has just seen that nobody holds the lock when a writer takes it and
 * begins its journal: so it looks to the reader. */
static void a_writer_that_begins_was_not_killed(void **state)
{
	static const char head[512] = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
	struct store_series series;
	struct store *s = new_store(&series);
	int n = 0;

	(void)state;
	add_records(s, series.id, 0, 10);
	store_close(s);
	snprintf(begun, sizeof begun, "%s-journal", store_path);
	for (int k = 0; k < 2; k++) {
		struct store *other = NULL;

		/* while it opens the store, and while it has it open */
		if (k == 1)
			assert_int_equal(store_open(&other, store_path),
				STORE_OK);
		write_file(begun, head, sizeof head);
		looks = 0;
		if (k == 0)
			assert_int_equal(store_open(&other, store_path),
				STORE_OK);
		n = 0;
		assert_int_equal(store_records(other, 0, INT64_MAX,
			count_record, &n), STORE_OK);
		assert_int_equal(n, 10);
		assert_int_equal(looks, 3);
		store_close(other);
	}
	/* the control: one that was killed leaves its journal there */
	write_file(begun, head, sizeof head);
	*begun = '\0';
	assert_int_equal(store_open(&s, store_path), STORE_ERR_IO);
}

struct slow {
	struct store *writer;
	int64_t series;
	int seen;
};

/* The writer adds a record while the reader is in the middle of reading. */
static bool add_meanwhile(void *user, const struct store_record *r)
{
	struct slow *slow = user;
	struct store_record more = a_record(slow->series, 1);

	if (slow->seen++ % 100 == 0)
		assert_int_equal(store_add(slow->writer, &more, NULL, 0),
			STORE_OK);
	assert_int_equal(r->sequence, slow->seen);
	return true;
}

static void a_writer_that_hardly_lets_go_is_outwaited(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);

	(void)state;
	store_close(s);
	assert_int_equal(sqlite3_open(store_path, &greedy), SQLITE_OK);
	assert_int_equal(sqlite3_exec(greedy, "BEGIN EXCLUSIVE", NULL, NULL,
		NULL), SQLITE_OK);
	holds = true;
	assert_int_equal(store_open(&s, store_path), STORE_OK);
	assert_in_range(waited_ns, 50000000, 60000000); /* the first time */
	assert_int_equal(store_count(s), 0);
	store_close(s);
	assert_int_equal(sqlite3_close(greedy), SQLITE_OK);
	greedy = NULL;
}

static void a_slow_reader_does_not_hold_up_the_writer(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series), *reader;
	struct slow slow = { s, series.id, 0 };

	(void)state;
	add_records(s, series.id, 0, 1000);
	assert_int_equal(store_open(&reader, store_path), STORE_OK);
	assert_int_equal(store_records(reader, 0, INT64_MAX, add_meanwhile,
		&slow), STORE_OK);
	assert_int_equal(slow.seen, 1000);
	assert_int_equal(store_count(reader), 1010);
	store_close(reader);
	store_close(s);
}

/* A writer dies with half a transaction in the file.  A reader may not mend
 * that and says so; the next writer does. */
static void an_interrupted_write_is_undone(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);
	struct store_histogram h = { series.id, 1764000000, { 1 } };
	int status, n = 0;
	pid_t child;

	(void)state;
	add_records(s, series.id, 0, 100);
	assert_int_equal(store_add_histograms(s, &h, 1), STORE_OK);
	store_close(s);
	child = fork();
	if (child == 0) {
		sqlite3 *db;
		int error = sqlite3_open(store_path, &db) ||
			sqlite3_exec(db, "PRAGMA cache_size = 1; BEGIN", NULL,
				NULL, NULL);

		for (int i = 0; i < 500; i++)
			error = error || sqlite3_exec(db, "INSERT INTO "
				"head SELECT coalesce(max(n), 0) + 1, "
				"0, zeroblob(64) FROM head", NULL, NULL, NULL);
		leave(error);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(store_open(&s, store_path), STORE_ERR_IO);
	assert_int_equal(store_create(&s, store_path), STORE_OK);
	assert_int_equal(store_hour(s, series.id, 1764000000, &h), STORE_OK);
	assert_int_equal(h.seconds[0], 1);
	assert_int_equal(store_records(s, 0, INT64_MAX, count_record, &n),
		STORE_OK);
	assert_int_equal(n, 100);
	store_close(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(readers_work_while_the_writer_writes),
		TEST(a_writer_that_begins_was_not_killed),
		TEST(a_writer_that_hardly_lets_go_is_outwaited),
		TEST(a_slow_reader_does_not_hold_up_the_writer),
		TEST(an_interrupted_write_is_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
