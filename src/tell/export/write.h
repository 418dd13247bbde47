/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.h - the records of a period, one at a time, in the form that
 * another tool reads: the memory that it takes does not grow with the store.
 * Times by the clock are those of local_time.h. */
#ifndef EXPORT_WRITE_H
#define EXPORT_WRITE_H

#include <signal.h>
#include <stdio.h>

#include "../../keep/store.h"
#include "../calibrations.h"

struct export_request {
	const struct export_format *format;
	bool excel_fr;             /* CSV: semicolons, decimal commas, a BOM */
	int64_t from_utc_s;        /* records that start from here on ... */
	int64_t to_utc_s;          /* ... and before this */
	struct calibrations calibrations; /* which put records in doubt */
	volatile sig_atomic_t *stop; /* ends it early once it is not 0 */
};

/* STORE_OK, or what is wrong with the store.  Whether `to` took everything is
 * for the caller to ask it. */
int export_write(FILE *to, struct store *s, const struct export_request *r);

/* One of these by its name; NULL: there is none. */
const struct export_format *export_find(const char *name);
extern const struct export_format export_csv, export_json, export_jsonl,
	export_influx;

/* Describe the CSV file at `path` in a Frictionless data package beside it,
 * as `package`.  0, or errno. */
int export_package(const char *package, const char *path,
	const struct export_request *r);

/* ------------------------------------------------------ for the formats */

struct export_row {
	const struct store_record *record;
	const struct store_series *series;
	bool doubtful;
};

struct export_stream {
	FILE *to;
	struct store *store;
	const struct export_request *request;
	int64_t written;            /* rows before this one */
	struct store_series series; /* of the row before; id 0: none yet */
	int64_t first_series;
	int error;
};

/* Each may be NULL; false: the store holds what cannot be written. */
struct export_format {
	const char *name;
	void (*begin)(struct export_stream *st);
	bool (*put)(struct export_stream *st, const struct export_row *row);
	bool (*end)(struct export_stream *st);
};

bool export_is_simulated(const struct store_series *s);

/* The columns of the CSV file: their names hold the unit. */
struct export_column {
	const char *name, *type, *unit, *meaning; /* Frictionless's types */
};
#define EXPORT_COLUMNS 21
extern const struct export_column export_columns[EXPORT_COLUMNS];

#endif
