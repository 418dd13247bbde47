/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_write.h - the records of a period as CSV or JSON, one at a time: the
 * memory that it takes does not grow with the store. */
#ifndef EXPORT_WRITE_H
#define EXPORT_WRITE_H

#include <signal.h>
#include <stdio.h>

#include "../keep/store.h"
#include "calibrations.h"

struct export_request {
	bool json;                 /* else CSV */
	int64_t from_utc_s;        /* records that start from here on ... */
	int64_t to_utc_s;          /* ... and before this */
	struct calibrations calibrations; /* which put records in doubt */
	volatile sig_atomic_t *stop; /* ends it early once it is not 0 */
};

/* STORE_OK, or what is wrong with the store.  Whether `to` took everything is
 * for the caller to ask it. */
int export_write(FILE *to, struct store *s, const struct export_request *r);

#endif
