/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_store_faults.c - files that are no store, disks that are full, other
 * users: what was stored stays, to the byte. */
#include "scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include <sqlite3.h>

/* Allocated; *n bytes. */
static char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *bytes;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	*n = (size_t)st.st_size;
	bytes = malloc(*n + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *n, f), *n);
	fclose(f);
	return bytes;
}

static void execute(const char *path, const char *statements)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, statements, NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* Both refuse with `error`, change no byte and leave nothing beside it. */
static void assert_refused(int error)
{
	size_t n, m;
	char *before = read_file(store_path, &n), *after;
	char beside[128];
	struct store *s = (struct store *)before;

	assert_int_equal(store_create(&s, store_path), error);
	assert_null(s);
	assert_int_equal(store_open(&s, store_path), error);
	assert_null(s);
	after = read_file(store_path, &m);
	assert_int_equal(n, m);
	assert_memory_equal(before, after, n);
	snprintf(beside, sizeof beside, "%s.lock", store_path);
	assert_int_equal(access(beside, F_OK), -1);
	snprintf(beside, sizeof beside, "%s-journal", store_path);
	assert_int_equal(access(beside, F_OK), -1);
	free(before);
	free(after);
}

static void what_is_not_a_store_is_left_alone(void **state)
{
	char bytes[5000];

	(void)state;
	write_file(store_path, "x", 1);
	assert_refused(STORE_ERR_FORMAT);
	write_file(store_path, "Shopping: bread, flour, salt.\n", 30);
	assert_refused(STORE_ERR_FORMAT);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * i >> 3);
	write_file(store_path, bytes, sizeof bytes);
	assert_refused(STORE_ERR_FORMAT);
	assert_int_equal(unlink(store_path), 0);

	execute(store_path, "CREATE TABLE a (b); INSERT INTO a VALUES (1)");
	assert_refused(STORE_ERR_FORMAT);
	execute(store_path, "PRAGMA user_version = 1");
	assert_refused(STORE_ERR_FORMAT);
	execute(store_path, "PRAGMA journal_mode = WAL");
	assert_refused(STORE_ERR_FORMAT);
}

static void a_newer_store_is_left_alone(void **state)
{
	struct store_series series;

	(void)state;
	store_close(new_store(&series));
	execute(store_path, "PRAGMA user_version = 3");
	(void)unlink(strcat(strcpy((char[128]){ 0 }, store_path), "-journal"));
	assert_refused(STORE_ERR_NEWER);
	execute(store_path, "PRAGMA user_version = 0");
	(void)unlink(strcat(strcpy((char[128]){ 0 }, store_path), "-journal"));
	assert_refused(STORE_ERR_FORMAT);
}

static void a_damaged_store_is_said_to_be(void **state)
{
	struct store_series series;
	size_t n;
	char *bytes;

	(void)state;
	store_close(new_store(&series));
	execute(store_path, "DROP TABLE histogram");
	(void)unlink(strcat(strcpy((char[128]){ 0 }, store_path), "-journal"));
	assert_refused(STORE_ERR_FORMAT);
	bytes = read_file(store_path, &n);
	write_file(store_path, bytes, 4096); /* the tables are cut off */
	free(bytes);
	assert_refused(STORE_ERR_FORMAT);
}

static void a_reader_creates_nothing(void **state)
{
	char deep[128];
	struct store *s;

	(void)state;
	assert_int_equal(store_open(&s, store_path), STORE_ERR_MISSING);
	assert_null(s);
	assert_int_equal(access(store_path, F_OK), -1);
	snprintf(deep, sizeof deep, "%s/none/store.db", scratch);
	assert_int_equal(store_open(&s, deep), STORE_ERR_MISSING);
	assert_int_equal(store_create(&s, deep), STORE_ERR_MISSING);
	assert_int_equal(store_open(&s, scratch), STORE_ERR_FORMAT);
	assert_int_equal(store_create(&s, scratch), STORE_ERR_FORMAT);
	write_file(store_path, "", 0); /* a store that is just being made */
	assert_int_equal(store_open(&s, store_path), STORE_ERR_MISSING);
	assert_int_equal(store_create(&s, store_path), STORE_OK);
	store_close(s);
}

static void a_second_writer_is_refused(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series), *t;
	int status;

	(void)state;
	assert_int_equal(store_create(&t, store_path), STORE_ERR_BUSY);
	assert_null(t);
	pid_t child = fork();
	if (child == 0)
		leave(store_create(&t, store_path) == STORE_ERR_BUSY ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	add_records(s, series.id, 0, 1); /* and the first one goes on */
	store_close(s);
	assert_int_equal(store_create(&t, store_path), STORE_OK);
	assert_int_equal(store_count(t), 1);
	store_close(t);
}

/* ---------------------------------------------------- as another user */

/* Run f() as a user without rights; what it returns. */
static int as_nobody(int (*f)(void))
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 &&
			(setgid(65534) != 0 || setuid(65534) != 0))
			leave(99);
		leave(f());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int write_refused(void)
{
	struct store *s;

	return -store_create(&s, store_path);
}

static int read_hundred(void)
{
	struct store *s;
	int n = 0;

	if (store_open(&s, store_path) != STORE_OK)
		return 1;
	if (store_records(s, 0, INT64_MAX, count_record, &n) != STORE_OK ||
		n != 100 || store_count(s) != 100)
		return 2;
	store_close(s);
	return 0;
}

static void what_cannot_be_written_can_be_read(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series);

	(void)state;
	add_records(s, series.id, 0, 100);
	assert_int_equal(as_nobody(read_hundred), 0); /* keep is running */
	store_close(s);
	assert_int_equal(chmod(store_path, 0444), 0);
	assert_int_equal(chmod(scratch, 0555), 0);
	assert_int_equal(as_nobody(read_hundred), 0);
	assert_int_equal(as_nobody(write_refused), -STORE_ERR_READ_ONLY);
	/* the folder can be written, the file cannot */
	assert_int_equal(chmod(scratch, 0777), 0);
	assert_int_equal(as_nobody(write_refused), -STORE_ERR_READ_ONLY);
	assert_int_equal(as_nobody(read_hundred), 0);
	assert_int_equal(chmod(scratch, 0755), 0);
}

/* ----------------------------------------------------------- no room */

static void set_file_limit(rlim_t bytes)
{
	struct rlimit l;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
	l.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static bool see_in_order(void *user, const struct store_record *r)
{
	struct store_record want = a_record(r->series, *(int *)user);

	want.sequence = ++*(int *)user;
	assert_same_record(r, &want);
	return true;
}

/* A limit on the file's length stands for the disk; that a disk without room
 * is called so is for keep.py, which can have one. */
static void a_full_disk_loses_nothing_that_was_stored(void **state)
{
	struct store_series series;
	struct store *s = new_store(&series), *reader;
	struct store_record r;
	struct stat st;
	int stored = 0, error, n = 0;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(stat(store_path, &st), 0);
	set_file_limit((rlim_t)st.st_size + 8192);
	for (;;) {
		r = a_record(series.id, stored);
		error = store_add(s, &r, NULL, 0);
		if (error)
			break;
		assert_int_equal(r.sequence, ++stored);
	}
	assert_int_equal(error, STORE_ERR_IO);
	assert_true(stored > 50);
	for (int i = 0; i < 5; i++) {
		r = a_record(series.id, stored);
		assert_int_equal(store_add(s, &r, NULL, 0), STORE_ERR_IO);
		assert_int_equal(r.sequence, 0);
	}
	assert_int_equal(store_open(&reader, store_path), STORE_OK);
	assert_int_equal(store_records(reader, 0, INT64_MAX, see_in_order, &n),
		STORE_OK);
	assert_int_equal(n, stored);
	store_close(reader);

	set_file_limit(RLIM_INFINITY);
	add_records(s, series.id, stored, stored + 100);
	n = 0;
	assert_int_equal(store_records(s, 0, INT64_MAX, see_in_order, &n),
		STORE_OK);
	assert_int_equal(n, stored + 100);
	store_close(s);
}

static void a_full_disk_at_the_start_leaves_room_for_a_store(void **state)
{
	struct store_series series;
	struct store *s;

	(void)state;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	set_file_limit(8192);
	assert_int_equal(store_create(&s, store_path), STORE_ERR_IO);
	set_file_limit(RLIM_INFINITY);
	s = new_store(&series);
	add_records(s, series.id, 0, 10);
	store_close(s);
}

static void each_error_has_a_sentence(void **state)
{
	static const struct {
		int error;
		const char *word;
	} row[] = {
		{ STORE_ERR_MISSING, "no store at a/b" },
		{ STORE_ERR_FORMAT, "a/b is not a store" },
		{ STORE_ERR_NEWER, "newer" },
		{ STORE_ERR_READ_ONLY, "a/b cannot be written" },
		{ STORE_ERR_FULL, "no room for a/b" },
		{ STORE_ERR_BUSY, "held by another program" },
		{ STORE_ERR_IO, "cannot be read or written" },
		{ STORE_ERR_OLDER, "older version" },
		{ STORE_ERR_REFUSED, "does not allow" },
		{ STORE_ERR_KEY, "the key beside a/b" },
		{ -99, "cannot be read or written" },
	};
	char text[256], tiny[8];

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		store_explain(text, sizeof text, row[i].error, "a/b");
		assert_non_null(strstr(text, row[i].word));
		assert_non_null(strstr(text, "a/b"));
		assert_null(strchr(text, '\n'));
		store_explain(tiny, sizeof tiny, row[i].error, "a/b");
		assert_int_equal(strlen(tiny), sizeof tiny - 1);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_not_a_store_is_left_alone),
		TEST(a_newer_store_is_left_alone),
		TEST(a_damaged_store_is_said_to_be),
		TEST(a_reader_creates_nothing),
		TEST(a_second_writer_is_refused),
		TEST(what_cannot_be_written_can_be_read),
		TEST(a_full_disk_loses_nothing_that_was_stored),
		TEST(a_full_disk_at_the_start_leaves_room_for_a_store),
		cmocka_unit_test(each_error_has_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
