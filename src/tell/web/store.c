/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - the store as the page needs it: read again when it changes,
 * opened again when it is another file. */
#include <math.h>
#include <string.h>

#include "../indicators/indicators.h"
#include "../levels.h"
#include "../local_time.h"
#include "store.h"

#define HOUR_S 3600

/* Two commits may bear the same time where the clock of the file system is
 * coarse: read again after this even so. */
#define READ_AGAIN_S 5

void web_store_init(struct web_store *w, const char *path)
{
	memset(w, 0, sizeof *w);
	w->path = path;
	w->error = STORE_ERR_MISSING;
	w->LAeq_hour = SLM_NO_LEVEL;
	w->LAeq_today = w->today_coverage = NAN;
}

void web_store_drop(struct web_store *w, int error)
{
	store_close(w->store);
	w->store = NULL;
	w->error = error;
	w->has_series = false;
	w->has_last = false;
	w->LAeq_hour = SLM_NO_LEVEL;
	w->LAeq_today = w->today_coverage = NAN;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_unchanged(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int64_t web_placement(
	struct web_placement *last, struct store *s, int64_t series)
{
	struct store_series found;

	if (series != last->series && store_series(s, series, &found))
		*last = (struct web_placement){series, found.placement};
	return series == last->series ? last->placement : 0;
}

struct hour {
	struct store *store;
	struct web_placement last;
	int64_t placement;
	struct level_mean mean;
};

/* Levels of two places are never averaged together. */
static bool add_record(void *user, const struct store_record *r)
{
	struct hour *hour = user;

	if (web_placement(&hour->last, hour->store, r->series) ==
		hour->placement)
		level_mean_add(&hour->mean, r->LAeq, r->covered_s);
	return true;
}

struct day {
	struct store *store;
	struct web_placement last;
	int64_t placement;
	struct indicators sums;
};

static bool add_to_day(void *user, const struct store_record *r)
{
	struct day *day = user;

	if (r->LAeq != SLM_NO_LEVEL && web_placement(&day->last, day->store,
					       r->series) == day->placement)
		indicators_add(&day->sums, r->start_utc_s, r->interval_s,
			r->covered_s, r->LAeq / 10.0);
	return true;
}

/* The day of the newest record, up to its end. */
static int read_today(struct web_store *w, int64_t placement)
{
	const struct store_record *last = &w->last;
	int64_t end = last->start_utc_s + last->interval_s;
	int64_t midnight = local_utc(local_day(last->start_utc_s), 0);
	static struct day day; /* one loop, and too large for the stack */
	struct indicator LAeq;
	int error;

	day.store = w->store;
	day.last = (struct web_placement){0};
	day.placement = placement;
	indicators_begin(&day.sums, midnight, end, NULL);
	/* One may reach over midnight. */
	error = store_records(
		w->store, midnight - HOUR_S, end, add_to_day, &day);
	LAeq = indicators_LAeq(&day.sums, 0);
	w->LAeq_today = LAeq.value;
	w->today_coverage = LAeq.coverage;
	return error;
}

/* On an error what was known stays. */
static int read_store(struct web_store *w)
{
	struct hour hour = {.store = w->store};
	struct store_series series;
	struct store_record last;
	bool has_series = store_last_series(w->store, &series);
	bool has_last = store_last(w->store, &last);
	int64_t end;
	int error;

	/* There is a newest record, and it could not be read. */
	if (!has_last && store_count(w->store) != 0)
		return STORE_ERR_BUSY;
	if (has_last) {
		end = last.start_utc_s + last.interval_s;
		hour.placement =
			web_placement(&hour.last, w->store, last.series);
		error = store_records(
			w->store, end - HOUR_S, end, add_record, &hour);
		if (error)
			return error;
		w->last = last;
		w->last_placement = hour.placement;
		error = read_today(w, hour.placement);
		if (error)
			return error;
	}
	if (has_series)
		w->series = series;
	w->has_series = has_series;
	w->has_last = has_last;
	w->LAeq_hour = level_mean(&hour.mean);
	return STORE_OK;
}

void web_store_look(struct web_store *w, int64_t utc_s)
{
	struct stat file;
	int error;

	if (stat(w->path, &file) != 0) {
		web_store_drop(w, STORE_ERR_MISSING);
		return;
	}
	if (w->store && !is_same_file(&file, &w->file))
		web_store_drop(w, STORE_OK);
	if (!w->store) {
		error = store_open(&w->store, w->path);
		if (error) {
			web_store_drop(w, error);
			return;
		}
		w->opened++;
	} else if (is_unchanged(&file, &w->file) && utc_s >= w->read_utc_s &&
		   utc_s - w->read_utc_s < READ_AGAIN_S) {
		return;
	}
	/* What is written from here on gives the file another time. */
	w->file = file;
	w->read_utc_s = utc_s;
	error = read_store(w);
	if (error == STORE_ERR_BUSY)
		w->file.st_size = -1; /* read it again next time */
	else if (error)
		web_store_drop(w, error);
}

/* The microphone stands elsewhere now, or this is another one. */
static bool is_present(const struct web_store *w)
{
	return w->has_last && w->has_series &&
	       w->series.placement == w->last_placement;
}

double web_store_today(
	const struct web_store *w, int64_t utc_s, double *coverage)
{
	bool is_today = is_present(w) &&
			local_day(w->last.start_utc_s) == local_day(utc_s);

	*coverage = is_today ? w->today_coverage : NAN;
	return is_today ? w->LAeq_today : NAN;
}

slm_tenth_db web_store_hour(const struct web_store *w, int64_t utc_s)
{
	int64_t end = w->last.start_utc_s + w->last.interval_s;

	if (!is_present(w))
		return SLM_NO_LEVEL;
	/* A record of an hour is an hour old when the next one comes. */
	return utc_s - end <= w->last.interval_s + 60 ? w->LAeq_hour
						      : SLM_NO_LEVEL;
}
