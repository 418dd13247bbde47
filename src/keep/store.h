/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - the records on disk: one SQLite file, only ever added to.
 *
 * keep writes it; everything in tell reads it.  A stored record is never
 * rewritten.  Levels are in tenths of a dB, SLM_NO_LEVEL where there is none;
 * times are whole seconds of UTC since 1970. */
#ifndef STORE_H
#define STORE_H

#include <stddef.h>
#include <stdint.h>

#include "slm_message.h"

#define STORE_VERSION 1
#define STORE_CLASSES 141 /* of LAeq,1s: 0 is below 0.5 dB, 140 from 139.5 */

enum store_error {
	STORE_OK = 0,
	STORE_ERR_MISSING = -1,   /* no such file */
	STORE_ERR_FORMAT = -2,    /* not a store */
	STORE_ERR_NEWER = -3,     /* written by a newer version of Sourdine */
	STORE_ERR_READ_ONLY = -4, /* cannot be written here */
	STORE_ERR_FULL = -5,      /* no room on the disk */
	STORE_ERR_BUSY = -6,      /* another keeper has it open */
	STORE_ERR_IO = -7,        /* anything else the system refused */
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
	int32_t calibrated;     /* 1: full_scale comes from a calibrator */
	int32_t interval_s;
	char software[64];      /* version of Sourdine */
};

struct store_record {
	int64_t sequence;       /* from 1, without holes; given by the store */
	int64_t series;
	int64_t start_utc_s;
	int32_t interval_s;     /* length of the whole interval */
	int32_t covered_s;      /* seconds of it that had a level */
	uint32_t flags;         /* enum slm_flag */
	slm_tenth_db LAeq;
	struct slm_spread spread;
};

/* How many seconds of an hour had which LAeq,1s, rounded to whole dB.  An
 * hour may have several of these (after a stop): they add up. */
struct store_histogram {
	int64_t series;
	int64_t hour_utc_s;     /* start of the hour */
	uint16_t seconds[STORE_CLASSES];
};

struct store;

/* Each returns STORE_OK or an error; *s is NULL after an error.  store_create
 * makes the file where there is none, and holds it against a second writer.
 * store_open reads and needs no permission to write. */
int store_create(struct store **s, const char *path);
int store_open(struct store **s, const char *path);
void store_close(struct store *s);

/* A sentence for people about what just went wrong, naming the file and what
 * to do; `error` is what a function of this header returned. */
void store_explain(char *out, size_t size, int error, const char *path);

/* The series with these properties if it is the newest one, else a new one:
 * sets series->id and, for a new one, keeps series->since_utc_s. */
int store_begin_series(struct store *s, struct store_series *series);

/* Add a record (its sequence is set) and, in the same transaction, up to n
 * finished histograms.  After STORE_OK they survive a power cut; after an
 * error nothing of the call is stored. */
int store_add(struct store *s, struct store_record *r,
	const struct store_histogram *h, size_t n);
int store_add_histograms(struct store *s, const struct store_histogram *h,
	size_t n);

/* Call each() in order of sequence for records that start in [from, to);
 * stops early when each() returns false. */
typedef bool store_each_record(void *user, const struct store_record *r);
int store_records(struct store *s, int64_t from_utc_s, int64_t to_utc_s,
	store_each_record *each, void *user);

/* The newest record; false when there is none. */
bool store_last(struct store *s, struct store_record *r);
int64_t store_count(struct store *s); /* -1: it cannot be read now */

/* The sum of the hour's histograms of one series; all 0 when there are none. */
int store_hour(struct store *s, int64_t series, int64_t hour_utc_s,
	struct store_histogram *h);

/* false: no such series. */
bool store_series(struct store *s, int64_t id, struct store_series *series);
bool store_last_series(struct store *s, struct store_series *series);

#endif
