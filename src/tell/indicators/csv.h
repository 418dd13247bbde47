/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.h - levels from a CSV file: of seconds or of records, row by
 * row, so that a year takes no more memory than a minute.
 *
 * The first line names the columns, in any order; others are passed over:
 *     second                    seconds since local midnight, or
 *     time, start, start_utc    ISO 8601 with offset
 *     LAeq_1s                   dB: the row is a second; or
 *     LAeq_dB interval_s covered_s LAFmax_dB LAF1_dB ... LAFmin_dB
 *     particular, exceptional   0 or 1
 *     placement or series, simulated, calibrated, place
 * Separated by commas, or by semicolons with decimal commas. */
#ifndef INDICATORS_CSV_H
#define INDICATORS_CSV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define CSV_COLUMNS 64 /* in a line, at most */
#define CSV_LAFN 5     /* LAF1, LAF10, LAF50, LAF90, LAF95 */

struct csv_row {
	int64_t start_utc_s;
	int32_t interval_s;      /* 1: a second */
	double covered_s;
	double LAeq;             /* dB; NAN: none */
	double LAFmax, LAFmin;   /* NAN: none, or not a record */
	double LAFN[CSV_LAFN];
	bool particular, exceptional;
	bool simulated, uncalibrated, indoors;
	int64_t placement;       /* 0 where the file has none */
};

struct csv {
	FILE *f;
	const char *name;        /* for people */
	long line;               /* of the last row */
	char separator;
	int columns;
	int column[CSV_COLUMNS]; /* what it is; -1: passed over */
	bool has_second, has_time, has_particular, has_calibrated;
	bool of_seconds;         /* else of records */
	int64_t base_utc_s;      /* `second` counts from here; set by caller */
	int64_t last_end_utc_s;   /* of the last row */
	char *text;
	size_t text_size;
	char why[400];           /* after an error: file, line, what is right */
};

/* "-" is standard input.  false: see why; there is nothing to close. */
bool csv_open(struct csv *c, const char *path);
void csv_rewind(struct csv *c); /* before the first row again */
void csv_close(struct csv *c);

/* 1: a row; 0: there are no more; -1: see why. */
int csv_next(struct csv *c, struct csv_row *r);

#endif
