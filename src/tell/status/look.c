/* SPDX-License-Identifier: GPL-3.0-or-later */
/* look.c - how a meter does: its programs, its store, its level now. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "../calibrations.h"
#include "../live/feed.h"
#include "look.h"

/* keep tells its seconds at once; a new one takes at most a second. */
#define PATIENCE_MS 1500

/* A record is stored within so many seconds of its end. */
#define LATE_S 15

/* --------------------------------------------------------- the status file */

/* A number is given again: after a crash it may be somebody else's.  Where
 * /proc hides others' names, the number has to do. */
static bool is_alive(int pid)
{
	char path[64], name[32] = "sourdine";
	FILE *f;

	if (pid <= 0 || (kill(pid, 0) != 0 && errno != EPERM))
		return false;
	snprintf(path, sizeof path, "/proc/%d/comm", pid);
	f = fopen(path, "re");
	if (f && !fgets(name, sizeof name, f))
		name[0] = '\0';
	if (f)
		fclose(f);
	return strncmp(name, "sourdine", strlen("sourdine")) == 0;
}

static int get_int(const json_t *o, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(o, key));

	return n > 0 && n <= INT32_MAX ? (int)n : 0;
}

static void get_text(char *out, size_t size, const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	snprintf(out, size, "%s", text ? text : "");
}

static void read_programs(struct status *s, const json_t *list)
{
	size_t i;
	json_t *o;

	json_array_foreach(list, i, o) {
		struct status_program *p = &s->program[s->programs];

		if (s->programs == STATUS_PROGRAMS)
			break;
		get_text(p->name, sizeof p->name, o, "name");
		p->pid = get_int(o, "pid");
		p->starts = get_int(o, "starts");
		p->running = s->running && is_alive(p->pid) &&
			json_is_true(json_object_get(o, "running"));
		p->filtered = p->running ? is_filtered(p->pid) : FILTERED_NO;
		s->programs++;
	}
}

static void read_file(struct status *s, const char *path)
{
	json_t *o = json_load_file(path, 0, NULL);

	s->told = json_is_object(o);
	s->pid = get_int(o, "pid");
	s->running = is_alive(s->pid);
	s->simulated = json_is_true(json_object_get(o, "simulated"));
	s->breaches = get_int(o, "breaches");
	s->landlock = get_int(o, "landlock");
	get_text(s->page_user, sizeof s->page_user, o, "page_user");
	get_text(s->closed_until, sizeof s->closed_until, o, "closed_until");
	get_text(s->started, sizeof s->started, o, "started");
	get_text(s->microphone, sizeof s->microphone, o, "microphone");
	get_text(s->source, sizeof s->source, o, "source");
	get_text(s->page, sizeof s->page, o, "page");
	read_programs(s, json_object_get(o, "programs"));
	json_decref(o);
}

/* ---------------------------------------------------------------- the store */

struct day {
	struct status *s;
	struct store *store;
	struct calibrations calibrations;
	struct store_series series; /* of the record before */
};

static bool add_covered(void *user, const struct store_record *r)
{
	struct day *d = user;

	if (r->series != d->series.id &&
		!store_series(d->store, r->series, &d->series))
		d->series = (struct store_series){ 0 };
	d->s->covered_s += r->covered_s;
	d->s->last_doubtful = strcmp(d->series.source, "simulated") != 0 &&
		calibrations_doubt(&d->calibrations, d->series.microphone,
			r->start_utc_s, r->start_utc_s + r->interval_s);
	if (d->s->last_doubtful)
		d->s->doubtful_s += r->covered_s;
	return true;
}

/* The interval that is still open is not missing. */
static int64_t end_of_day(const struct status *s, int64_t utc_s)
{
	int64_t end = s->last.start_utc_s + s->last.interval_s;

	return utc_s - end <= s->last.interval_s + LATE_S ? end : utc_s;
}

static void read_store(struct status *s, int64_t utc_s)
{
	struct store *store;
	struct stat st;

	if (stat(s->store, &st) == 0)
		s->bytes = (int64_t)st.st_size;
	s->store_error = store_open(&store, s->store);
	if (s->store_error)
		return;
	s->records = store_count(store);
	s->has_key = seal_public(store, s->key);
	if (!seal_last_head(store, &s->head))
		s->head.n = 0;
	if (!store_study(store, utc_s, &s->study))
		s->study.n = 0;
	s->has_series = store_last_series(store, &s->series);
	s->has_last = store_last(store, &s->last);
	if (s->has_last) {
		struct day d = { .s = s, .store = store };
		int64_t end = end_of_day(s, utc_s);

		calibrations_of_store(&d.calibrations, store, s->store);
		s->store_error = store_records(store, end - STATUS_DAY_S, end,
			add_covered, &d);
		calibrations_free(&d.calibrations);
	}
	store_close(store);
}

/* ------------------------------------------------------------ the level now */

static void read_now(struct status *s, const char *path)
{
	const int64_t end_ms = live_now_ms() + PATIENCE_MS;
	const struct live_second *now = NULL;
	static struct live_feed f;
	int64_t now_ms = live_now_ms();

	if (!live_feed_open(&f, path, now_ms))
		return;
	while (!now && f.fd >= 0 && now_ms < end_ms) {
		struct pollfd p = { .fd = f.fd, .events = POLLIN };

		(void)poll(&p, 1, (int)(end_ms - now_ms));
		now_ms = live_now_ms();
		(void)live_feed_read(&f, now_ms);
		now = live_feed_now(&f, now_ms, live_utc_s());
	}
	s->has_now = now != NULL;
	if (now)
		s->now = *now;
	live_feed_close(&f);
}

void status_look(struct status *s, const struct tell_paths *p)
{
	memset(s, 0, sizeof *s);
	snprintf(s->store, sizeof s->store, "%s", p->store);
	read_file(s, p->status);
	read_store(s, live_utc_s());
	read_now(s, p->live);
}

bool status_is_good(const struct status *s)
{
	for (int i = 0; i < s->programs; i++)
		if (!s->program[i].running)
			return false;
	return s->running;
}
