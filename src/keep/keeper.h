/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper.h - what becomes of a message: seconds to the live display and the
 * hour's histogram, records to the store.  Time is an argument. */
#ifndef KEEPER_H
#define KEEPER_H

#include "live_server.h"
#include "store.h"

/* What waits in memory while the store refuses: 24 h of minutes, and the
 * histograms of the hours that they touch. */
#define KEEPER_RECORDS 1440
#define KEEPER_HOURS   26

/* Do not rely on the contents. */
struct keeper {
	struct store *store;
	const char *path;          /* of the store, to be named in a fault */
	struct live_server *live;
	int64_t series;
	int32_t interval_s;
	uint32_t flags;            /* what the operator stated */

	int64_t last_utc_s;        /* start of the newest second */
	struct store_histogram hour; /* the open one */
	bool hour_open;

	struct store_histogram finished[KEEPER_HOURS];
	size_t hours_finished;
	struct store_record waiting[KEEPER_RECORDS];
	size_t records_waiting;
	bool failing;              /* the store refused; it was said */
	size_t lost;               /* records that found no room here either */
};

/* The store and the live server stay the caller's; the series has begun. */
void keeper_init(struct keeper *k, struct store *s, const char *path,
	struct live_server *live, const struct store_series *series);

/* One message from the gate.  more_waiting: others came after it.  NULL, or
 * what is wrong with it: then stop. */
const char *keeper_take(struct keeper *k, const uint8_t message[SLM_MESSAGE_BYTES],
	int64_t arrival_ms, bool more_waiting);

/* Store everything that is held in memory; false if that cannot be done. */
bool keeper_stop(struct keeper *k);

#endif
