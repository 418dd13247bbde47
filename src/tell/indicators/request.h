/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request.h - what `sourdine indicators` is asked, what it found,
 * and who shows it. */
#ifndef INDICATORS_REQUEST_H
#define INDICATORS_REQUEST_H

#include <jansson.h>

#include "../../keep/store.h"
#include "emergence.h"
#include "indicators.h"
#include "csv.h"

enum indicators_by { BY_NOTHING, BY_HOUR, BY_DAY, BY_WEEK, BY_MONTH, BY_YEAR };

#define ABOVE_MOST 8

struct indicators_request {
	const char *file;          /* NULL: the store */
	bool json;
	enum indicators_by by;
	const char *from, *to;     /* as given, or NULL */
	const char *zone;          /* as given, or NULL */
	int64_t seen_until;        /* entry of the chain; 0: all of it */
	const char *start;         /* of second 0, as given, or NULL */
	struct indicators_rule rule; /* one more; day is -1: none */
	double share;              /* of coverage */
	double above[ABOVE_MOST];
	int n_above;
	/* emergence */
	struct emergence_question question;
	double ambient, residual;  /* levels somebody measured; NAN: none */
	double ambient_octave[EMERGENCE_OCTAVES];
	double residual_octave[EMERGENCE_OCTAVES];
	bool octaves;
};

/* false: it has been said what is wrong. */
bool indicators_parse(struct indicators_request *q, int argc, char **argv);

/* When second 0 of a file was: of UTC, or of a day without a date. */
bool indicators_base(const struct indicators_request *q, int64_t *base_utc_s);

/* The moments of --from and --to, in the zone that is used now; INT64_MIN and
 * INT64_MAX where they are not given. */
bool indicators_window(const struct indicators_request *q, int64_t *from_utc_s,
	int64_t *to_utc_s);

/* What is known of one placement. */
struct placement {
	int64_t id;
	struct store_series first; /* its first series; id 0: from a CSV */
	int series;                /* how many: calibrations, software */
	int64_t newest_series;
	bool simulated, uncalibrated, indoors;
	bool placed;               /* start times mean a date */
	struct indicators total;
	struct indicators_seconds *total_seconds;
	int64_t last_hour_utc_s;   /* whose histogram has been added, */
	int64_t last_series;       /* of this series */
	int64_t seconds_until_utc_s; /* have been added */
	double self_noise;         /* dB(A); 0: not stated */
	/* of a record that is all there is in its window */
	double LAFN[CSV_LAFN], group_LAFN[CSV_LAFN];
	struct indicators group;   /* the open one */
	struct indicators_seconds *group_seconds;
	bool group_open;
	void *shown;               /* whatever the one who shows keeps */
	struct emergence_levels *emergence; /* NULL: nothing is marked */
	struct placement *next;
};

/* Called for each hour, day, ... that is complete; its LAFN are in group_LAFN
 * if it holds one record. */
typedef void indicators_shower(void *user, struct placement *p);

/* Called for each record that counts, besides. */
typedef void indicators_taker(void *user, struct placement *p,
	const struct csv_row *r);

struct gathering {
	const struct indicators_request *q;
	struct placement *placements;    /* in the order they appear */
	int64_t from_utc_s, to_utc_s;    /* all that was looked at */
	indicators_shower *each_group;
	indicators_taker *each_record;   /* or NULL */
	void *user;
	/* records of the store to be left out, as this says; NULL: none */
	bool (*left_out)(const void *of, int64_t from_utc_s, int64_t to_utc_s);
	const void *left_out_of;
	int code;                        /* an exit code */
};

/* EXIT_OK, or it has been said what is wrong.  g->q, each_group and user are
 * given. */
int indicators_gather_csv(struct gathering *g, struct csv *c);
int indicators_gather_store(struct gathering *g, const char *path);
void gathering_free(struct gathering *g);

/* For the two above.  Narrow what there is to what was asked for; false: it
 * has been said what is wrong.  Say that there is nothing: an exit code. */
bool gathering_narrow(struct gathering *g, int64_t from_utc_s,
	int64_t to_utc_s);
int gathering_nothing(const struct gathering *g, const char *where);
struct placement *gathering_placement(struct gathering *g, int64_t id);
void gathering_add(struct gathering *g, struct placement *p,
	const struct csv_row *r);
void gathering_finish(struct gathering *g);

/* "2026-11-23", "2026-W48", "2026-11", "2026", "2026-11-23 14 h". */
#define PERIOD_NAME_SIZE 32
void period_name(char out[PERIOD_NAME_SIZE], enum indicators_by by,
	int64_t utc_s);

/* Emergence from the numbers of the command line. */
int emergence_show_numbers(const struct indicators_request *q);

/* What is asked, with what is known of the placement. */
struct emergence_question emergence_question_of(
	const struct indicators_request *q, const struct placement *p);

/* Of numbers the period is known only if it was said when they were. */
bool emergence_has_period(const struct indicators_request *q);

/* Merge into o what is known of the emergence of p. */
void emergence_json(json_t *o, const struct indicators_request *q,
	const struct placement *p);
json_t *emergence_json_answer(const struct emergence_answer *a,
	const struct indicators_request *q);
void emergence_json_octaves(json_t *o, const struct indicators_request *q);
void emergence_table(const struct indicators_request *q,
	const struct placement *p);

/* An exit code each. */
int indicators_show_json(struct gathering *g, const char *source);
int indicators_show_table(struct gathering *g, const char *source);
void indicators_json_group(void *user, struct placement *p);
void indicators_table_group(void *user, struct placement *p);

#endif
