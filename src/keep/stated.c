/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stated.c - what the operator states of a measurement, when it changes. */
#include <stdio.h>
#include <string.h>

#include "stated.h"

struct search {
	const char *key;
	struct store_journal *found; /* the newest */
};

static bool look(void *user, const struct store_journal *j)
{
	struct search *x = user;

	if (strcmp(j->subject, x->key) == 0)
		*x->found = *j;
	return true;
}

static int note_one(struct store *s, int64_t utc_s, const struct stated *x)
{
	static struct store_journal before, j;
	struct search search = { x->key, &before };
	int error;

	before.n = 0;
	before.text[0] = '\0';
	error = store_journal(s, STORE_STATED, look, &search);
	if (error || strcmp(before.text, x->value) == 0)
		return error;
	if (strcmp(x->key, "facade_m") == 0 && *before.text && *x->value) {
		j = store_event(STORE_MOVED, utc_s);
		snprintf(j.subject, sizeof j.subject, "%s", x->key);
		if ((error = store_note(s, &j)))
			return error;
	}
	j = store_event(STORE_STATED, utc_s);
	snprintf(j.subject, sizeof j.subject, "%s", x->key);
	snprintf(j.text, sizeof j.text, "%s", x->value);
	return store_note(s, &j);
}

int stated_note(struct store *s, int64_t utc_s, const struct stated *all,
	size_t n)
{
	int error = STORE_OK;

	for (size_t i = 0; i < n && !error; i++)
		error = note_one(s, utc_s, &all[i]);
	return error;
}

bool stated_parse(struct stated *out, char key[32], const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz_");

	if (n == 0 || n > 31 || text[n] != '=')
		return false;
	memcpy(key, text, n);
	key[n] = '\0';
	*out = (struct stated){ key, text + n + 1 };
	return true;
}
