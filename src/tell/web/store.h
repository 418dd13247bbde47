/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - the store as the page needs it: read again when it changes,
 * opened again when it is another file. */
#ifndef WEB_STORE_H
#define WEB_STORE_H

#include <sys/stat.h>

#include "../../keep/store.h"

struct web_store {
	const char *path;
	struct store *store; /* NULL: not open */
	int error;	     /* why not */
	unsigned opened;     /* how often: another number, another file */
	struct stat file;    /* as it was when last read */
	int64_t read_utc_s;  /* when that was */

	bool has_series, has_last;
	struct store_series series; /* the newest */
	struct store_record last;   /* the newest */
	int64_t last_placement;	    /* where that was measured */
	slm_tenth_db LAeq_hour;	    /* of the hour that ended with it */
	double LAeq_today;	    /* of its day, up to it; NAN: none */
	double today_coverage;
};

void web_store_init(struct web_store *w, const char *path);

/* Bring the above up to date.  Costs nothing while the file is the same. */
void web_store_look(struct web_store *w, int64_t utc_s);

/* LAeq_hour, unless that hour is long past or of an earlier place. */
slm_tenth_db web_store_hour(const struct web_store *w, int64_t utc_s);

/* Where the microphone stood in a series, as the store numbers places; *last
 * holds the answer for the next time, all zero at first. */
struct web_placement {
	int64_t series, placement;
};
int64_t web_placement(
	struct web_placement *last, struct store *s, int64_t series);

/* LAeq since midnight up to the newest record, and how much of that time was
 * covered; NAN both when it is of another day or place. */
double web_store_today(
	const struct web_store *w, int64_t utc_s, double *coverage);

/* The file did not do what it should: open it anew next time. */
void web_store_drop(struct web_store *w, int error);

#endif
