/* SPDX-License-Identifier: GPL-3.0-or-later */
/* emergence.h - by how much a noise stands out, as French law looks at it.
 *
 * Emergence is LAeq ambient (with the noise in question) less LAeq residual
 * (without it).  Which rule holds depends on what the person declares the
 * source to be; no machine finds that out.  The answer is an indication, never
 * a verdict: an approved meter is another thing.  INDICATORS.md has the rules
 * with their articles.  No file, no output in here. */
#ifndef EMERGENCE_H
#define EMERGENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EMERGENCE_SHORTEST_S 1800 /* of measurement: arrete 5 dec 2006 art. 4 */
#define EMERGENCE_UNCERTAINTY 2.0 /* dB, k = 2: it is never less */
#define EMERGENCE_OCTAVES 6       /* 125 Hz to 4 kHz */

enum emergence_source {
	EMERGENCE_PROFESSIONAL, /* R1336-6 to -8: 5 or 3 dB(A) and a term */
	EMERGENCE_DOMESTIC,     /* R1336-5: no limit value */
	EMERGENCE_AMPLIFIED,    /* R571-26 code de l'environnement: 3 dB(A) */
	EMERGENCE_SITE,         /* R1336-10: a building site, no emergence */
	EMERGENCE_TRANSPORT,    /* yearly Lden and Lnight, no emergence */
	EMERGENCE_CLASSIFIED,   /* ICPE, arrete 23 jan 1997: its own table */
	EMERGENCE_UNKNOWN,      /* numbers without a limit */
	EMERGENCE_SOURCES
};

/* "professional", ...; NULL beyond the last. */
const char *emergence_source_name(enum emergence_source s);

enum emergence_mark {
	EMERGENCE_RESIDUAL,
	EMERGENCE_PARTICULAR,  /* the noise in question was there */
	EMERGENCE_EXCEPTIONAL, /* something else was: counts for nothing */
	EMERGENCE_MIXED,       /* only a part was marked: left out, counted */
	EMERGENCE_MARKS
};

/* 7 to 22 h by the clock; night for a classified installation is also the
 * whole of Sundays and public holidays. */
enum emergence_period { EMERGENCE_DAY, EMERGENCE_NIGHT, EMERGENCE_PERIODS };

/* Is this day (local_time.h) a French public holiday?  Without the two of
 * Alsace and Moselle. */
bool emergence_holiday(int64_t day);

enum emergence_period emergence_period_of(enum emergence_source s,
	int64_t utc_s);

struct emergence_question {
	enum emergence_source source;
	bool indoors;        /* in a main room of a dwelling */
	bool uncalibrated;
	double self_noise;   /* of the microphone, dB(A); 0: not stated */
	int64_t cumulated_s; /* of the noise in the period; -1: as marked */
};

enum emergence_reason {
	EMERGENCE_GIVEN = 0,
	EMERGENCE_NO_AMBIENT,   /* nothing measured with the noise */
	EMERGENCE_NO_RESIDUAL,  /* nothing measured without it */
	EMERGENCE_SHORT,        /* less than 1800 s in all */
	EMERGENCE_RECORDS,      /* the noise is shorter than the records */
	EMERGENCE_NO_LIMIT,     /* the rule for this source has no limit */
	EMERGENCE_NO_RULE,      /* this source is not looked at like this */
	EMERGENCE_OUTSIDE,      /* the rule holds inside premises only */
	EMERGENCE_NOT_LOOKED_FOR, /* the ambient noise is too low for it */
	EMERGENCE_MICROPHONE,   /* its self-noise hides the threshold */
	EMERGENCE_UNCALIBRATED, /* the difference holds, not the threshold */
	EMERGENCE_REASONS
};

enum emergence_indication {
	EMERGENCE_NOTHING, /* the reason says why */
	EMERGENCE_BELOW,
	EMERGENCE_TOO_CLOSE, /* nearer than the uncertainty */
	EMERGENCE_ABOVE
};

struct emergence_answer {
	enum emergence_period period;
	enum emergence_reason reason; /* why there is no emergence, or no
	                                 indication */
	double ambient, residual;     /* LAeq, dB; NAN: none */
	double emergence;             /* dB; NAN: not computable */
	double uncertainty;           /* of it, dB, k = 2 */
	bool residual_at_most;        /* within 7 dB of the self-noise: the
	                                 difference is at least this */
	bool by_L50;                  /* ICPE: it is that of the L50 */
	int64_t cumulated_s;
	int term, limit;              /* dB; limit -1: none */
	double threshold;             /* of the ambient level; NAN: none */
	bool looked_for_known, looked_for;
	bool exceeds;                 /* looked for, and above the limit */
	enum emergence_indication indication;
};

/* Why, as a sentence; "" for EMERGENCE_GIVEN. */
const char *emergence_explain(enum emergence_reason r);
const char *emergence_indication_name(enum emergence_indication i);

/* Added to the limit for a noise of that duration in the period: R1336-7. */
int emergence_term(int64_t cumulated_s);

/* From two levels that somebody measured; a->ambient, residual, cumulated_s,
 * period and uncertainty are given.  The L50 are NAN where not known. */
void emergence_judge(struct emergence_answer *a,
	const struct emergence_question *q, double L50_ambient,
	double L50_residual);

/* Octave bands 125 to 4000 Hz, unweighted, of equipment (R1336-8) or amplified
 * music (R571-26), both inside main rooms; -1: no rule looks at them. */
extern const int emergence_octave_Hz[EMERGENCE_OCTAVES];
int emergence_octave_limit(const struct emergence_question *q, int octave);
void emergence_octaves(double emergence[EMERGENCE_OCTAVES],
	bool exceeds[EMERGENCE_OCTAVES], const struct emergence_question *q,
	const double ambient[EMERGENCE_OCTAVES],
	const double residual[EMERGENCE_OCTAVES]);

/* -------------------------------------------------- from marked levels */

struct emergence_levels; /* large: sums for day and night */

struct emergence_levels *emergence_levels_new(enum emergence_source s);
void emergence_levels_free(struct emergence_levels *e);

/* A second or a record (NAN: no level), in the order of time.  Records across
 * 7 or 22 h are left out. */
void emergence_add(struct emergence_levels *e, int64_t start_utc_s,
	int32_t interval_s, double covered_s, double LAeq,
	enum emergence_mark mark);

/* Instead of what was marked above: the noise's own duration, piece by piece;
 * none reaches over a full hour of the clock. */
void emergence_forget_durations(struct emergence_levels *e);
void emergence_add_duration(struct emergence_levels *e, int64_t utc_s,
	double s);

/* Was anything marked as the noise in question in this period? */
bool emergence_has(const struct emergence_levels *e, enum emergence_period p);

void emergence_ask(struct emergence_answer *a,
	const struct emergence_levels *e, enum emergence_period p,
	const struct emergence_question *q);

/* Seconds measured, and records left out (MIXED), of this period. */
double emergence_seconds(const struct emergence_levels *e,
	enum emergence_period p, enum emergence_mark mark);
long emergence_left_out(const struct emergence_levels *e,
	enum emergence_period p);

/* LAN,1s with or without the noise; NAN: of records, or none. */
double emergence_LN(const struct emergence_levels *e, enum emergence_period p,
	enum emergence_mark mark, double N);

#endif
