/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.c - writes down what runs, for `sourdine status`. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "house.h"
#include "landlock.h"
#include "places.h"

/* Their names, which are the same in all languages.  A program without its
 * filter has none; Landlock it takes before that, where the kernel has it. */
static json_t *locks(const struct child *c)
{
	json_t *list = json_array();
	char text[32];

	if (c->pid == 0 || !c->filtered)
		return list;
	json_array_append_new(list, json_string("seccomp"));
	snprintf(text, sizeof text, "Landlock %d", landlock_version());
	if (landlock_version() > 0)
		json_array_append_new(list, json_string(text));
	return list;
}

static json_t *programs(const struct house *h)
{
	json_t *list = json_array();

	for (int i = 0; i < PROGRAMS; i++) {
		if (!house_program(h, (enum program)i))
			continue;
		json_array_append_new(list, json_pack("{s:s, s:i, s:b, s:i, s:o}",
			"name", house_program(h, (enum program)i),
			"pid", (int)h->child[i].pid,
			"running", h->child[i].pid > 0,
			"starts", h->child[i].starts,
			"locks", locks(&h->child[i])));
	}
	return list;
}

static json_t *moment(int64_t utc_s)
{
	time_t t = (time_t)utc_s;
	char text[32];
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

/* After a breach: when a fresh pair starts. */
static json_t *closed_until(const struct house *h)
{
	if (h->child[GATE].pid > 0 ||
		breaches_wait_s(&h->breaches, time(NULL)) == 0)
		return json_null();
	return moment(h->breaches.start_utc_s);
}

/* Written beside and renamed, so that a reader never sees half of it. */
void status_write(const struct house *h)
{
	char page[CONF_TEXT + 16], temporary[CONF_PATH + 8];

	places_page(page, sizeof page, h->conf.listen);
	json_t *o = json_pack("{s:s, s:o, s:i, s:b, s:s, s:s, s:s, s:s, s:s, s:I,"
		" s:o, s:i, s:s, s:o}",
		"meter", h->conf.meter,
		"started", moment(h->started_utc_s), "pid", (int)getpid(),
		"simulated", h->simulated,
		"microphone", h->simulated ? "" :
			house_has_node(h) ? h->conf.source : h->conf.microphone,
		"source", h->source, "page", page, "store", h->store,
		"live", h->live, "breaches", (json_int_t)h->breaches.count,
		"closed_until", closed_until(h),
		"landlock", landlock_version(),
		"page_user", *h->page_user.name || geteuid() != 0
			? h->page_user.name : "root",
		"programs", programs(h));
	snprintf(temporary, sizeof temporary, "%s.new", h->status);
	if (o && json_dump_file(o, temporary, JSON_INDENT(1)) == 0) {
		users_share(&h->page_user, temporary);
		rename(temporary, h->status);
	}
	json_decref(o);
}

void status_remove(const struct house *h)
{
	unlink(h->status);
}
