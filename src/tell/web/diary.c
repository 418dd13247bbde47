/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diary.c - what a person wrote down about a time, as it reads now. */
#include "../local_time.h"
#include "days.h"
#include "json.h"

struct listing {
	json_t *list;
	bool with_words;
};

/* An end that is not there yet is null. */
static json_t *local(int64_t utc_s)
{
	char text[LOCAL_TIME_SIZE];

	if (utc_s == STORE_NO_TIME)
		return json_null();
	local_time_format(text, utc_s);
	return json_string(text);
}

static bool add_entry(void *user, const struct store_journal *first,
	const struct store_journal *entry)
{
	struct listing *l = user;

	(void)first;
	if (entry)
		json_array_append_new(
			l->list, json_pack("{s:o, s:o, s:s, s:o}", "from",
					 local(entry->from_utc_s), "to",
					 local(entry->to_utc_s), "category",
					 entry->subject, "text",
					 web_json_words(l->with_words ?
						entry->text : "")));
	return true;
}

json_t *web_diary(struct store *store, int64_t from_utc_s, int64_t to_utc_s,
	bool with_words)
{
	struct listing l = {json_array(), with_words};

	store_diary(store, from_utc_s, to_utc_s, add_entry, &l);
	return l.list;
}
