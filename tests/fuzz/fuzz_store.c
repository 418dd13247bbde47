/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_store.c - any file as a store: whatever is in it, a reader goes on or
 * gets an error. */
#include "../../src/keep/store.h"
#include "fuzz.h"

struct seen {
	int64_t last;
	int records;
};

static bool look(void *user, const struct store_record *r)
{
	struct seen *s = user;

	HOLDS(r->sequence > s->last || s->records == 0);
	s->last = r->sequence;
	return ++s->records < 1000;
}

static bool look_at_line(void *user, const struct store_journal *j)
{
	int64_t *last = user;

	HOLDS(j->n > *last);
	HOLDS(memchr(j->subject, '\0', sizeof j->subject));
	HOLDS(memchr(j->text, '\0', sizeof j->text));
	*last = j->n;
	return true;
}

static bool look_at_diary(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	HOLDS(first != NULL);
	(void)now;
	return ++*(int *)user < 1000;
}

static bool look_at_study(void *user, const struct store_study *study)
{
	HOLDS(memchr(study->name, '\0', sizeof study->name));
	return ++*(int *)user < 1000;
}

static bool look_at_seconds(void *user, const struct store_seconds *x)
{
	struct slm_second second;

	HOLDS(x->count >= 1 && x->count <= STORE_SECONDS && !x->erased);
	for (int i = 0; i < x->count; i++)
		(void)store_unpack(&second, x->second[i]);
	return ++*(int *)user < 1000;
}

static void read_journal(struct store *s)
{
	struct store_journal start;
	struct store_study study;
	int64_t last = INT64_MIN;
	int n = 0;

	(void)store_journal(s, 0, look_at_line, &last);
	(void)store_diary(s, 0, INT64_MAX, look_at_diary, &n);
	n = 0;
	(void)store_studies(s, look_at_study, &n);
	(void)store_study(s, 5, &study);
	(void)store_start_of(s, INT64_MAX, &start);
	n = 0;
	(void)store_seconds(s, INT64_MIN, INT64_MAX, look_at_seconds, &n);
}

static void read_all(struct store *s)
{
	struct store_series series;
	struct store_record r;
	struct store_histogram h;
	struct seen seen = {0};

	(void)store_records(s, INT64_MIN, INT64_MAX, look, &seen);
	(void)store_count(s);
	if (store_last(s, &r))
		(void)store_series(s, r.series, &series);
	if (store_last_series(s, &series)) {
		HOLDS(memchr(series.place, '\0', sizeof series.place));
		HOLDS(memchr(
			series.description, '\0', sizeof series.description));
		HOLDS(memchr(series.software, '\0', sizeof series.software));
	}
	(void)store_hour(s, 1, 1795460400, &h);
	read_journal(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	char why[256];
	struct store *s;
	int error;

	if (!path)
		return 0;
	error = store_open(&s, path);
	HOLDS((error == STORE_OK) == (s != NULL));
	store_explain(why, sizeof why, error, path);
	if (s)
		read_all(s);
	store_close(s);
	return 0;
}
