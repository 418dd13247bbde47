/* SPDX-License-Identifier: GPL-3.0-or-later */
/* indicators.h - the indicators of environmental noise, from levels in UTC and
 * the clocks of one zone (local_time.h).  INDICATORS.md has the definitions.
 *
 * One `struct indicators` holds the sums over one window of time of one
 * placement: what was measured in another place goes into another one.  A value
 * that cannot be computed is NAN with the reason; it is never a guess.  Means
 * are of energy, always.  No file, no database, no output in here. */
#ifndef INDICATORS_H
#define INDICATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../level_counts.h"
#include "../levels.h"

#define INDICATORS_COVERAGE 0.75 /* share below which nothing is computed */
#define INDICATORS_ALL_HOURS (-1)

/* When clocks begin the day, the evening and the night: whole hours. */
struct indicators_rule {
	int day, evening, night;
};
/* Code de l'urbanisme R112-1; directive 2002/49/EC annex I. */
#define INDICATORS_FRENCH ((struct indicators_rule){ 6, 18, 22 })
#define INDICATORS_DEFAULT ((struct indicators_rule){ 7, 19, 23 })

/* Do the hours begin three periods, one after the other? */
bool indicators_rule_makes_sense(const struct indicators_rule *r);

/* The distribution of single seconds: in all, and by the hour of the day.
 * Large (2 MB), so whoever wants it brings it. */
struct indicators_seconds {
	struct level_counts all;
	struct level_counts hour[24];
};

/* Sums over [from_utc_s, to_utc_s). */
struct indicators {
	int64_t from_utc_s, to_utc_s;
	int64_t days;                   /* that clocks show in it */
	double length_s;
	struct level_mean all, hour[24]; /* by the hour that clocks show */
	double hour_length_s[24];       /* in the whole days of the window */
	double loudest, quietest;       /* LAFmax and LAFmin of records; NAN */
	double loudest_s, quietest_s;   /* LAeq,1s; NAN */
	int64_t records;                /* values longer than a second */
	bool classes_cut;               /* an hour lay across an edge */
	struct level_classes classes, hour_classes[24];
	struct indicators_seconds *seconds; /* NULL: none wanted */
	int64_t hour_until_utc_s;       /* clocks show hour_now until then, */
	int64_t hour_since_utc_s;       /* from here */
	int hour_now;
};

/* Empty; the window is not empty.  *seconds, where given, is emptied too: it
 * was all zero once, and nothing but these functions has changed it since. */
void indicators_begin(struct indicators *i, int64_t from_utc_s,
	int64_t to_utc_s, struct indicators_seconds *seconds);

/* A level over an interval (dB, NAN: none) of which covered_s seconds were
 * measured.  What lies outside the window is left out; where the interval lies
 * across an edge or a change of the hour, it is shared out by time. */
void indicators_add(struct indicators *i, int64_t start_utc_s,
	int32_t interval_s, double covered_s, double LAeq);

/* LAFmax and LAFmin of a record that was added, NAN: none. */
void indicators_add_extremes(struct indicators *i, double LAFmax,
	double LAFmin);

/* How LAeq,1s was distributed.  These say nothing about energy: whoever has
 * only seconds gives each of them to indicators_add() too. */
void indicators_add_second(struct indicators *i, int64_t utc_s, double LAeq);
void indicators_add_classes(struct indicators *i, int64_t hour_utc_s,
	const uint16_t seconds[LEVEL_CLASSES]);

/* ------------------------------------------------------------- results */

enum indicator_reason {
	INDICATOR_GIVEN = 0,
	INDICATOR_NOTHING,     /* no level in the period */
	INDICATOR_COVERAGE,    /* covered less than was asked for */
	INDICATOR_NO_SECONDS,  /* percentiles of records cannot be averaged */
	INDICATOR_CUT_HOURS,   /* not of whole hours of UTC: no histogram */
};

struct indicator {
	double value;            /* dB; NAN unless the reason is GIVEN */
	double coverage;         /* of its period: 0 to 1 */
	double wanted;           /* the share asked for */
	enum indicator_reason reason;
	const char *lacking;     /* "Lnight": what was too little covered */
};

/* "Lnight: covered 41 % of the time, less than 75 %"; "" when given.  In
 * English, or in what translate() makes of it. */
#define INDICATOR_REASON_SIZE 192
void indicator_explain(char out[INDICATOR_REASON_SIZE],
	const struct indicator *v);
void indicator_explain_in(char out[INDICATOR_REASON_SIZE],
	const struct indicator *v, const char *(*translate)(const char *));

/* LAeq of the window; its coverage is that of the window. */
struct indicator indicators_LAeq(const struct indicators *i, double share);

/* LAeq of the hours from..to that clocks show (22 to 6: over midnight), in all
 * days of the window; they are covered as far as whole days are. */
struct indicator indicators_between(const struct indicators *i, int from_h,
	int to_h, double share);

struct indicators_den {
	struct indicator Lday, Levening, Lnight, Lden;
};
struct indicators_den indicators_den(const struct indicators *i,
	const struct indicators_rule *rule, double share);

/* LAN,1s of the window or of one hour of the day: from seconds, else from the
 * hourly histograms, whichever saw more. */
struct indicator indicators_LN(const struct indicators *i, int hour, double N,
	double share);

/* Seconds during which LAeq,1s exceeded the level: of those that are known. */
struct indicator indicators_above(const struct indicators *i, double dB,
	double share);

/* Is the distribution one of single seconds (true), or of classes? */
bool indicators_from_seconds(const struct indicators *i);

#endif
