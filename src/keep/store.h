/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - what the meter knows, on disk: one SQLite file, only added to.
 *
 * keep writes it, the operator's commands add to its journal, everything in
 * tell reads it.  All that is added is an entry of one hash chain (SPEC.md);
 * n is an entry's number in it, from 1.  Nothing stored is changed: what was
 * wrong is put right by an entry that comes after it, and what is removed or
 * erased after its time leaves an entry that says so.
 *
 * Levels are in tenths of a dB, SLM_NO_LEVEL where there is none; times are
 * whole seconds of UTC since 1970, STORE_NO_TIME where there is none. */
#ifndef STORE_H
#define STORE_H

#include <stddef.h>
#include <stdint.h>

#include "slm_message.h"

#define STORE_VERSION 2
#define STORE_CLASSES 141 /* of LAeq,1s: 0 is below 0.5 dB, 140 from 139.5 */
#define STORE_NO_TIME INT64_MIN

enum store_error {
	STORE_OK = 0,
	STORE_ERR_MISSING = -1,   /* no such file */
	STORE_ERR_FORMAT = -2,    /* not a store */
	STORE_ERR_NEWER = -3,     /* written by a newer version of Sourdine */
	STORE_ERR_READ_ONLY = -4, /* cannot be written here */
	STORE_ERR_FULL = -5,      /* no room on the disk */
	STORE_ERR_BUSY = -6,      /* another keeper has it open */
	STORE_ERR_IO = -7,        /* anything else the system refused */
	STORE_ERR_OLDER = -8,     /* of version 1: a writer has to open it first */
	STORE_ERR_REFUSED = -9,   /* not allowed: see the function */
	STORE_ERR_KEY = -10,      /* the key file is missing or unusable */
	STORE_ERR_DENIED = -11,   /* another user's, and not to be read */
	STORE_ERR_EARLY = -12,    /* a study's last seconds are not there yet */
};

/* What a run of records has in common: where the microphone stood and what
 * it was.  A change of any of these begins a new series; levels of two series
 * are never averaged together. */
struct store_series {
	int64_t id;             /* from 1; given by the store */
	int64_t since_utc_s;    /* when it began */
	char place[16];         /* "outdoors", "indoors" or "window" */
	int32_t height_cm;      /* of the microphone above ground; -1: not stated */
	char description[128];  /* the operator's own words, UTF-8, may be "" */
	char microphone[128];   /* the device's name as configured */
	char source[16];        /* "raw", "server" or "simulated" */
	int32_t full_scale;     /* level of a full-scale sine, tenths of a dB */
	int32_t self_noise;     /* A-weighted, tenths of a dB; 0: not stated */
	int32_t calibrated;     /* 1: full_scale comes from a calibrator, 2:
	                           from a comparison; 0: from neither */
	int32_t interval_s;
	char software[64];      /* version of Sourdine */
	/* Both are given by the store.  Another placement: the microphone was
	 * moved.  calibration: n of the STORE_CALIBRATION that full_scale
	 * comes from; 0: none is in the journal (the operator's word). */
	int64_t placement, calibration;
};

struct store_record {
	int64_t sequence;       /* from 1, without holes; given by the store */
	int64_t series;
	int64_t start_utc_s;    /* as put right by anchors, when read */
	int32_t interval_s;     /* length of the whole interval */
	int32_t covered_s;      /* seconds of it that had a level */
	uint32_t flags;         /* enum slm_flag */
	slm_tenth_db LAeq;
	struct slm_spread spread;
	int64_t n;              /* in the chain; given by the store */
	int64_t moved_s;        /* what anchors added to start_utc_s; 0: none */
};

/* How many seconds of an hour had which LAeq,1s, rounded to whole dB.  An
 * hour may have several of these (after a stop): they add up. */
struct store_histogram {
	int64_t series;
	int64_t hour_utc_s;     /* start of the hour */
	uint16_t seconds[STORE_CLASSES];
};

/* LAeq,1s of consecutive seconds within one hour; kept in a study only. */
#define STORE_SECONDS    3600
#define STORE_NO_SECOND  UINT16_MAX /* nothing came for this second */

struct store_seconds {
	int64_t series;
	int64_t start_utc_s;
	int32_t count;                   /* 1 to STORE_SECONDS */
	int32_t erased;                  /* 1: only their number is left */
	uint16_t second[STORE_SECONDS];  /* store_pack(), or STORE_NO_SECOND */
};

uint16_t store_pack(const struct slm_second *s);
/* false: STORE_NO_SECOND, or not a second. */
bool store_unpack(struct slm_second *s, uint16_t packed);

/* What happened.  The texts are UTF-8; `subject` is what it is about. */
enum store_journal_kind {
	STORE_START = 1,     /* keep began; subject: boot id; text: software;
	                        value: ms of UTC less ms since boot; refers:
	                        the boot's first start, 0 if this is it */
	STORE_STOP,          /* keep ended, as it was told */
	STORE_GAP,           /* nothing was kept between from and to */
	STORE_DEVICE,        /* subject: the microphone from now on */
	STORE_CALIBRATION,   /* subject: microphone; value: full scale in
	                        hundredths of a dB; text: the line of
	                        calibrations.csv */
	STORE_CONFIGURATION, /* subject: the key; text: old and new value */
	STORE_CLOCK_STEP,    /* value: by how many ms UTC jumped */
	STORE_CLOCK_ANCHOR,  /* entries from `refers` to this one lie `value`
	                        seconds later than they say */
	STORE_BREACH,        /* a rule of the gate was broken */
	STORE_STUDY_START,   /* from, to; subject: its name */
	STORE_STUDY_END,     /* refers: its start */
	STORE_RETENTION,     /* entries up to n = value were removed */
	STORE_ERASED,        /* the seconds of study `refers` were erased */
	STORE_MOVED,         /* the microphone was moved: a new placement */
	STORE_DIARY,         /* from, to; subject: category; text: words */
	STORE_DIARY_EDIT,    /* refers: the STORE_DIARY that now reads so */
	STORE_DIARY_REMOVE,  /* refers: the STORE_DIARY that no longer counts */
	STORE_FAULT,         /* the disk refused from..to; value: lost records */
	STORE_SEALED_LATE,   /* what is before was stored without a seal */
	STORE_STATED,        /* subject: a key of stated.h; text: its value
	                        from now on, "" none */
	STORE_JOURNAL_KINDS
};

struct store_journal {
	int64_t n;           /* in the chain; given by the store */
	int32_t kind;        /* enum store_journal_kind */
	int64_t utc_s;       /* when it was written */
	int64_t from_utc_s, to_utc_s; /* or STORE_NO_TIME */
	int64_t refers;      /* n of an earlier entry; 0: none */
	int64_t value;       /* by kind */
	char subject[128];
	char text[2048];
};

/* An entry of that kind at utc_s about nothing yet. */
struct store_journal store_event(int32_t kind, int64_t utc_s);
const char *store_journal_name(int32_t kind); /* "start", ...; "?" */

/* A study: LAeq,1s is stored between from and until. */
#define STORE_STUDY_LONGEST_S (31 * INT64_C(86400))
#define STORE_STUDY_KEPT_S    (30 * INT64_C(86400)) /* then it is erased */

struct store_study {
	int64_t n;           /* of its start in the chain */
	char name[128];
	int64_t from_utc_s, until_utc_s;
	int64_t ended_utc_s; /* when it ended or will; <= until_utc_s */
	bool closed;         /* a line says that it ended */
	bool erased;
};

struct store;

/* ------------------------------------------------------ opening, closing */

/* Each returns STORE_OK or an error; *s is NULL after an error.  store_create
 * is keep's: it makes the file where there is none, brings an older one up to
 * date, and holds it against a second keeper.  store_join is for the
 * operator's commands, which add a line beside a keeper that runs; without
 * one it makes the file too.  store_open reads, and needs no permission to
 * write. */
int store_create(struct store **s, const char *path);
int store_join(struct store **s, const char *path);
int store_open(struct store **s, const char *path);
void store_close(struct store *s);

/* A sentence for people about what just went wrong, naming the file and what
 * to do; `error` is what a function of this header returned. */
void store_explain(char *out, size_t size, int error, const char *path);

/* --------------------------------------------------------------- writing */

/* What is added between these two becomes one transaction; store_end with an
 * error undoes all of it.  Each function below is whole by itself, too. */
int store_begin(struct store *s);
int store_end(struct store *s, int error);

/* The series with these properties if it is the newest one and the microphone
 * was not moved since, else a new one: sets series->id, placement and
 * calibration and, for a new one, keeps series->since_utc_s. */
int store_begin_series(struct store *s, struct store_series *series);

/* Add a record (its sequence is set) and, in the same transaction, up to n
 * finished histograms.  After STORE_OK they survive a power cut; after an
 * error nothing of the call is stored. */
int store_add(struct store *s, struct store_record *r,
	const struct store_histogram *h, size_t n);
int store_add_histograms(struct store *s, const struct store_histogram *h,
	size_t n);
int store_add_seconds(struct store *s, const struct store_seconds *seconds);

/* Add a line to the journal; j->n is set.  STORE_ERR_REFUSED: it refers to an
 * entry that is not there, or not of the kind that it has to be. */
int store_note(struct store *s, struct store_journal *j);

/* Refused: one is running, or until is not within 31 days after from.  Early:
 * the last seconds of one that ended just now come with the next record. */
int store_study_begin(struct store *s, const char *name, int64_t from_utc_s,
	int64_t until_utc_s);
int store_study_end(struct store *s, int64_t utc_s); /* Refused: none runs */

/* --------------------------------------------------------------- reading */

/* Call each() in order of sequence for records that start in [from, to);
 * stops early when each() returns false. */
typedef bool store_each_record(void *user, const struct store_record *r);
int store_records(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_record *each, void *user);

/* The newest record; false when there is none. */
bool store_last(struct store *s, struct store_record *r);
int64_t store_count(struct store *s); /* -1: it cannot be read now */

/* The sum of the hour's histograms of one series; all 0 when there are none.
 * What was counted under a clock that was off is left out. */
int store_hour(struct store *s, int64_t series, int64_t hour_utc_s,
	struct store_histogram *h);

/* false: no such series. */
bool store_series(struct store *s, int64_t id, struct store_series *series);
bool store_last_series(struct store *s, struct store_series *series);

/* Seconds of studies that overlap [from, to), in the order they were stored;
 * erased ones are left out. */
typedef bool store_each_seconds(void *user, const struct store_seconds *x);
int store_seconds(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_seconds *each, void *user);

/* The journal in order of n: of one kind, or of all when kind is 0. */
typedef bool store_each_journal(void *user, const struct store_journal *j);
int store_journal(struct store *s, int32_t kind, store_each_journal *each,
	void *user);
/* One line by its n; false: there is none. */
bool store_journal_at(struct store *s, int64_t n, struct store_journal *j);

/* The diary's entries that overlap [from, to), oldest first, each as it was
 * first written and as it reads now: NULL when it was removed.  A whole
 * diary: INT64_MIN + 1 to INT64_MAX. */
typedef bool store_each_diary(void *user, const struct store_journal *first,
	const struct store_journal *now);
int store_diary(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_diary *each, void *user);

/* See records, hours and the journal from here on as they were when the chain
 * ended at n (anchors of the clock that came later hold all the same); 0: as
 * they are now. */
void store_seen_until(struct store *s, int64_t n);

/* The study that runs at utc_s; false: none does. */
bool store_study(struct store *s, int64_t utc_s, struct store_study *study);
typedef bool store_each_study(void *user, const struct store_study *study);
int store_studies(struct store *s, store_each_study *each, void *user);

/* The start of keep under which a record was made: which boot, which
 * software; false for records older than the journal. */
bool store_start_of(struct store *s, int64_t n, struct store_journal *start);

#endif
