/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list.c - the diary as people and programs read it. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "diary.h"
#include "../local_time.h"

static void show_time(const char *before, int64_t utc_s)
{
	char text[LOCAL_TIME_SIZE];

	if (utc_s == STORE_NO_TIME) {
		printf("%s%-19s", before, _("(still going on)"));
		return;
	}
	local_time_format(text, utc_s);
	text[10] = ' ';
	/* with its name: an hour may be struck twice */
	printf("%s%.16s %-4s", before, text, local_abbreviation(utc_s));
}

void diary_show(const struct store_journal *j, const char *what)
{
	printf("%4lld", (long long)j->n);
	show_time("  ", j->from_utc_s);
	show_time(" – ", j->to_utc_s);
	printf("  %-11s ", j->subject);
	put_plain(stdout, j->text);
	printf("%s%s%s\n", what ? " (" : "", what ? what : "",
		what ? ")" : "");
}

static json_t *time_of(int64_t utc_s)
{
	char text[LOCAL_TIME_SIZE];

	if (utc_s == STORE_NO_TIME)
		return json_null();
	local_time_format(text, utc_s);
	return json_string(text);
}

static json_t *entry(const struct store_journal *j)
{
	return json_pack("{s:o, s:o, s:s, s:s, s:o}", "from",
		time_of(j->from_utc_s), "to", time_of(j->to_utc_s),
		"category", j->subject, "text", j->text, "written",
		time_of(j->utc_s));
}

struct list {
	const struct diary_request *q;
	json_t *entries; /* NULL: a table */
	long n;
};

static bool list_one(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	struct list *l = user;
	bool edited = now && now->kind == STORE_DIARY_EDIT;
	json_t *o;

	if (!now && !l->q->all)
		return true;
	l->n++;
	if (!l->entries) {
		struct store_journal shown = now ? *now : *first;

		shown.n = first->n;
		diary_show(&shown, !now ? _("removed") : edited ?
			_("edited") : NULL);
		if (edited && l->q->all)
			diary_show(first, _("as first written"));
		return true;
	}
	o = entry(now ? now : first);
	json_object_set_new(o, "number", json_integer(first->n));
	json_object_set_new(o, "removed", json_boolean(!now));
	json_object_set_new(o, "first", edited ? entry(first) : json_null());
	json_array_append_new(l->entries, o);
	return true;
}

int diary_list(struct store *s, const struct diary_request *q)
{
	struct list l = { q, q->json ? json_array() : NULL, 0 };
	int error = store_diary(s, INT64_MIN + 1, INT64_MAX, list_one, &l);

	if (error) {
		json_decref(l.entries);
		return error;
	}
	if (l.entries) {
		json_dumpf(l.entries, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(l.entries);
	} else if (l.n == 0) {
		puts(_("The diary is empty: sourdine diary add "
			"\"hier 22h30–1h10\" --text \"...\""));
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_OK : EXIT_FAULT;
}
