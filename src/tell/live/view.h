/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view.h - everything that `sourdine live` shows, worked out. */
#ifndef LIVE_VIEW_H
#define LIVE_VIEW_H

#include "../../keep/store.h"
#include "../levels.h"
#include "feed.h"

/* A mean over records of one series, and over seconds. */
struct live_period {
	struct level_mean records; /* as last read */
	slm_tenth_db LAeq;
	int seconds; /* that had a level */
};

/* What the diary says of the noise in question. */
struct live_diary {
	int64_t since_utc_s;   /* it is there since; STORE_NO_TIME: it is not */
	int64_t told_until_ms; /* told[] is shown until then */
	char told[600];        /* what the key did, in words */
};

struct live_view {
	int64_t utc_s;
	const struct live_feed *feed;

	/* Of the present; none of it while running is false: the meter has
	 * stopped, or has not told its first second yet. */
	bool running, stopped;
	bool paused; /* the view stays as it was; the meter goes on */
	struct live_second now;
	slm_tenth_db LAeq_minute;
	slm_tenth_db loudest; /* LAeq,1s of the last minute */

	/* Whole records, then the seconds since them. */
	struct live_period hour; /* the last 60 min */
	struct live_period day;  /* since midnight here */

	/* From the store. */
	const char *store_path;
	int store_error;
	int64_t read_utc_s; /* when it was read; 0: never */
	bool has_series, has_last;
	struct store_series series; /* the newest */
	struct store_record last;
	struct live_diary diary;
};

/* Bring the view up to date; reads the store every few seconds. */
void live_view_look(struct live_view *v, const struct live_feed *f,
	const char *store_path, int64_t now_ms, int64_t utc_s);

/* Note in the diary that the noise begins, or is over. */
void live_view_note(struct live_view *v, const char *store_path,
	int64_t now_ms, int64_t utc_s);

/* After the end: an entry that is left open is said. */
void live_diary_sum_up(const struct live_view *v);

/* Seconds in the last ten minutes that were in this state. */
int live_view_count(const struct live_view *v, enum slm_state state);

/* What the levels are not; false while there is no series to say so. */
bool live_view_is_simulated(const struct live_view *v);
bool live_view_is_uncalibrated(const struct live_view *v);

#endif
