/* SPDX-License-Identifier: GPL-3.0-or-later */
/* look.h - how a meter does: its programs, its store, its level now. */
#ifndef STATUS_LOOK_H
#define STATUS_LOOK_H

#include <stdbool.h>

#include "../../keep/live.h"
#include "../../keep/seal.h"
#include "../../keep/store.h"
#include "../../run/filtered.h"
#include "../tell.h"

#define STATUS_PROGRAMS 8
#define STATUS_TEXT     512

struct status_program {
	char name[32];
	int pid, starts;
	bool running;
	enum filtered filtered; /* does the kernel say so? */
};

struct status {
	/* Written by `sourdine run`; "" and 0 where it said nothing. */
	bool told;       /* there is such a file */
	bool running;    /* the one that wrote it lives */
	bool simulated;
	int pid, breaches, landlock; /* Landlock's version; 0: none */
	char closed_until[32];       /* after a breach; ISO time */
	char page_user[32];          /* if it is another than the others' */
	char started[32], microphone[STATUS_TEXT], source[16];
	char page[STATUS_TEXT];
	int programs;
	struct status_program program[STATUS_PROGRAMS];

	/* From the store. */
	char store[STATUS_TEXT];
	int store_error;
	int64_t bytes, records;
	bool has_last, has_series;
	struct store_record last;
	struct store_series series;
	bool has_key;
	uint8_t key[ENTRY_KEY_BYTES]; /* public */
	struct seal_head head; /* the newest signature; n 0: none */
	struct store_study study; /* the one that runs; n 0: none */
	bool last_doubtful; /* it lies between two calibrations that differ */
	int doubtful_s;     /* so much of the 24 h does */
	int covered_s;   /* of the 24 h up to the last record, or to now */

	/* From keep. */
	bool has_now;
	struct live_second now;
};

void status_look(struct status *s, const struct tell_paths *p);

/* The meter measures: `sourdine run` lives, and so do all its programs. */
bool status_is_good(const struct status *s);

#define STATUS_DAY_S 86400

#endif
