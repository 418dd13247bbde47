/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper.h - what becomes of a message: seconds to the live display, to the
 * hour's histogram and, in a study, to the store; records to the store; and
 * what happened to the journal.  Time is an argument. */
#ifndef KEEPER_H
#define KEEPER_H

#include "clock_watch.h"
#include "live_server.h"
#include "seal.h"
#include "stated.h"
#include "store.h"

/* What waits in memory while the store refuses: 24 h of minutes, and what
 * belongs to the hours that they touch. */
#define KEEPER_RECORDS 1440
#define KEEPER_HOURS   26

/* How a keeper began: what it could know before its door was shut. */
struct keeper_start {
	const struct seal_key *key; /* NULL: nothing is signed */
	int32_t retention_days;     /* 0: everything is kept */
	const char *boot_id;
	const struct stated *stated; /* of the operator */
	size_t n_stated;
	bool clock_set;             /* somebody vouches for the clock */
	int64_t utc_ms, boot_ms;    /* now; and since the machine started */
};

/* Do not rely on the contents. */
struct keeper {
	struct store *store;
	const char *path;          /* of the store, to be named in a fault */
	struct live_server *live;
	struct store_series properties; /* of the series in force */
	int64_t series;
	int32_t interval_s;
	uint32_t flags;            /* what the operator stated */
	bool placed;               /* a record says its interval in its sequence */

	int64_t last_utc_s;        /* start of the newest second */
	int64_t before_utc_s;      /* and of the one before it */
	struct store_histogram hour; /* the open one */
	bool hour_open;

	struct store_histogram finished[KEEPER_HOURS];
	size_t hours_finished;
	struct store_record waiting[KEEPER_RECORDS];
	size_t records_waiting;
	bool failing;              /* the store refused; it was said */
	int64_t failing_since_s, stored_until_s;
	size_t lost;               /* records that found no room here either */

	struct store_study study;  /* n 0: none runs */
	struct store_seconds part; /* the open one; count 0: none */
	struct store_seconds parts[KEEPER_HOURS];
	size_t parts_waiting;

	const struct seal_key *key;
	int32_t retention_days;
	int64_t signed_s;          /* when it was looked after last */
	int64_t boot_start;        /* n of the first start of this boot */
	bool clock_set;
	struct clock_watch clock;
	int64_t step_ms, anchor_ms; /* of a step that the store was not told */
};

/* The store and the live server stay the caller's; the series has begun. */
void keeper_init(struct keeper *k, struct store *s, const char *path,
	struct live_server *live, const struct store_series *series);

/* Begin the series and say in the journal that keep started, and what is
 * different from the last time; then as keeper_init.  STORE_OK or an error. */
int keeper_begin(struct keeper *k, struct store *s, const char *path,
	struct live_server *live, struct store_series *series,
	const struct keeper_start *start);

/* Look at the clocks: a step is told, and what was placed by a clock that
 * nobody vouched for is placed anew. */
void keeper_look(struct keeper *k, int64_t utc_ms, int64_t boot_ms);

/* One message from the gate.  more_waiting: others came after it.  NULL, or
 * what is wrong with it: then stop. */
const char *keeper_take(struct keeper *k, const uint8_t message[SLM_MESSAGE_BYTES],
	int64_t arrival_ms, bool more_waiting);

/* Store everything that is held in memory; false if that cannot be done. */
bool keeper_stop(struct keeper *k);

/* ---------------------------------------------- between the keeper's files */

void keeper_close_hour(struct keeper *k);
void keeper_close_part(struct keeper *k);
void keeper_add_second(struct keeper *k, const struct live_second *s);
/* Store what waits, `most` records at most; STORE_OK or an error, said. */
int keeper_store(struct keeper *k, size_t most);
void keeper_look_at_studies(struct keeper *k, int64_t utc_s);
/* After records were stored: studies, signatures, removal. */
void keeper_look_after(struct keeper *k, int64_t utc_s);
int keeper_note_step(struct keeper *k);
void keeper_say_stop(struct keeper *k);

#endif
