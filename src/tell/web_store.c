/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web_store.c - the store as the page needs it: read again when it changes,
 * opened again when it is another file. */
#include <string.h>

#include "levels.h"
#include "web_store.h"

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
}

void web_store_drop(struct web_store *w, int error)
{
	store_close(w->store);
	w->store = NULL;
	w->error = error;
	w->has_series = false;
	w->has_last = false;
	w->LAeq_hour = SLM_NO_LEVEL;
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

struct hour {
	int64_t series;
	struct level_mean mean;
};

/* Levels of two series are never averaged together. */
static bool add_record(void *user, const struct store_record *r)
{
	struct hour *hour = user;

	if (r->series == hour->series)
		level_mean_add(&hour->mean, r->LAeq, r->covered_s);
	return true;
}

/* On an error what was known stays. */
static int read_store(struct web_store *w)
{
	struct hour hour = {0};
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
		hour.series = last.series;
		error = store_records(
			w->store, end - HOUR_S, end, add_record, &hour);
		if (error)
			return error;
		w->last = last;
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

slm_tenth_db web_store_hour(const struct web_store *w, int64_t utc_s)
{
	int64_t end = w->last.start_utc_s + w->last.interval_s;

	/* The microphone stands elsewhere now, or this is another one. */
	if (!w->has_last || !w->has_series || w->series.id != w->last.series)
		return SLM_NO_LEVEL;
	/* A record of an hour is an hour old when the next one comes. */
	return utc_s - end <= w->last.interval_s + 60 ? w->LAeq_hour
						      : SLM_NO_LEVEL;
}
