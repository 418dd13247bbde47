/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.h - what the page's interface says, as JSON. */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include <jansson.h>

#include "../../keep/live.h"
#include "../../keep/store.h"

/* The present, as one client may see it. */
struct web_now {
	int64_t utc_s;	      /* that this is about */
	const char *state;    /* of live_state_name, or "stopped" */
	bool seconds_shown;   /* to this client */
	int32_t utc_offset_s; /* what clocks are ahead of UTC then */
	slm_tenth_db LAeq_1s, LAeq_minute, LAeq_hour;
	double LAeq_today, today_coverage; /* since midnight; NAN */
	const struct store_series *series; /* NULL: not known */
	const struct store_record *last;   /* NULL: there is none */
	const struct store_study *study;   /* that runs; NULL: none does */
	const char *meter; /* its name, of several; NULL: the only one */
};

/* The caller releases each with json_decref; NULL: no memory. */
json_t *web_json_now(const struct web_now *now);
json_t *web_json_second(const struct live_second *s);
json_t *web_json_record(const struct store_record *r);
json_t *web_json_error(const char *sentence);

/* A level in dB, rounded to a tenth, and a share, cut off to a thousandth (1
 * means that nothing is missing); null for NAN. */
json_t *web_json_dB(double level);
json_t *web_json_share(double share);

/* Somebody's words; "?" where they are not UTF-8, so that what stands beside
 * them can be said. */
json_t *web_json_words(const char *text);

/* As text on one line, levels with one decimal, to be given to free().
 * Releases j; NULL: no memory. */
char *web_json_text(json_t *j);

#endif
