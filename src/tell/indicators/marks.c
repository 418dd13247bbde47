/* SPDX-License-Identifier: GPL-3.0-or-later */
/* marks.c - the times that a person marked in the diary. */
#include <stdlib.h>
#include <string.h>

#include "../local_time.h"
#include "marks.h"

struct span {
	int64_t from, to;
};

/* Spans of one kind, in order, none touching another. */
struct spans {
	struct span *at;
	size_t n, room;
};

struct marks {
	struct spans source, exceptional;
	int64_t from, to; /* what lies outside is cut off */
	bool failed;
};

const char *diary_category_name(enum diary_category c)
{
	static const char *const names[] = { "source", "exceptional",
		"weather", "household", "window", "moved" };

	return c < DIARY_CATEGORIES ? names[c] : NULL;
}

bool diary_is_category(const char *name)
{
	for (int i = 0; i < DIARY_CATEGORIES; i++)
		if (strcmp(name, diary_category_name(
			(enum diary_category)i)) == 0)
			return true;
	return false;
}

static bool add_span(struct spans *s, struct span x)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct span *more = realloc(s->at, room * sizeof *more);

		if (!more)
			return false;
		s->at = more;
		s->room = room;
	}
	s->at[s->n++] = x;
	return true;
}

static bool add_entry(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	struct marks *m = user;
	struct span x;

	(void)first;
	if (!now)
		return true;
	x.from = now->from_utc_s < m->from ? m->from : now->from_utc_s;
	/* one that is still open lasts until the end */
	x.to = now->to_utc_s == STORE_NO_TIME || now->to_utc_s > m->to ?
		m->to : now->to_utc_s;
	if (x.from >= x.to)
		return true;
	m->failed = !add_span(strcmp(now->subject,
		diary_category_name(DIARY_SOURCE)) == 0 ? &m->source :
		&m->exceptional, x);
	return !m->failed;
}

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Two people note the same hour: it was there once. */
static void merge(struct spans *s)
{
	size_t n = 0;

	if (s->n)
		qsort(s->at, s->n, sizeof *s->at, by_start);
	for (size_t i = 0; i < s->n; i++) {
		if (n && s->at[i].from <= s->at[n - 1].to) {
			if (s->at[i].to > s->at[n - 1].to)
				s->at[n - 1].to = s->at[i].to;
		} else {
			s->at[n++] = s->at[i];
		}
	}
	s->n = n;
}

struct marks *marks_of_diary(struct store *s, int64_t from_utc_s,
	int64_t to_utc_s, int *error)
{
	struct marks *m = calloc(1, sizeof *m);

	*error = STORE_ERR_IO;
	if (!m)
		return NULL;
	m->from = from_utc_s;
	m->to = to_utc_s;
	*error = store_diary(s, from_utc_s, to_utc_s, add_entry, m);
	if (m->failed)
		*error = STORE_ERR_IO;
	merge(&m->source);
	merge(&m->exceptional);
	if (!*error && m->source.n)
		return m;
	marks_free(m);
	return NULL;
}

void marks_free(struct marks *m)
{
	if (!m)
		return;
	free(m->source.at);
	free(m->exceptional.at);
	free(m);
}

/* The first span that ends after t, or NULL. */
static const struct span *after(const struct spans *s, int64_t t)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->at[middle].to > t)
			high = middle;
		else
			low = middle + 1;
	}
	return low < s->n ? &s->at[low] : NULL;
}

enum emergence_mark marks_at(struct marks *m, int64_t start, int64_t end)
{
	const struct span *other = after(&m->exceptional, start);
	const struct span *noise = after(&m->source, start);

	if (other && other->from < end)
		return EMERGENCE_EXCEPTIONAL;
	if (!noise || noise->from >= end)
		return EMERGENCE_RESIDUAL;
	return noise->from <= start && noise->to >= end ?
		EMERGENCE_PARTICULAR : EMERGENCE_MIXED;
}

void marks_durations(const struct marks *m, struct emergence_levels *e)
{
	emergence_forget_durations(e);
	for (size_t i = 0; i < m->source.n; i++) {
		const struct span *s = &m->source.at[i];

		for (int64_t t = s->from; t < s->to;) {
			int64_t next = local_hour_end(t);

			next = next < s->to ? next : s->to;
			emergence_add_duration(e, t, (double)(next - t));
			t = next;
		}
	}
}
