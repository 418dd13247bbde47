/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h - a report is made in two steps: gather all its numbers from the
 * store into one JSON object, then write sentences, tables and figures from
 * that object alone.  So what is printed is what the file carries in
 * machine-readable form, and `verify` gathers again and compares. */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>


enum report_kind { REPORT_NEIGHBOURHOOD, REPORT_STUDY, REPORT_DAY };

/* What a report is asked for; all texts are owned by the caller. */
struct report_request {
	enum report_kind kind;
	const char *language;    /* "fr" or "en" */
	const char *noise;       /* the declared source, as report_noises[] */
	int64_t from_utc_s, to_utc_s;
	int64_t made_utc_s;      /* when: stands in the report */
	int64_t until_n;         /* of the chain: what was noted later is not
	                            seen; 0: all is */
	/* of a study: the period before, to compare with; equal: none */
	int64_t before_from_utc_s, before_to_utc_s;
	const struct weather *weather; /* when not to look; NULL: not known */
	const char *const *also; /* n_also other stores to put beside it */
	size_t n_also;
	json_t *attached;        /* files that go with it; NULL: none */
	bool redact;             /* leave out free texts and the exact place */
};

/* "domestic", "professional", ...; NULL-terminated.  The noise that a person
 * declares decides which rule of law is the landmark; the meter knows none. */
extern const char *const report_noises[];
extern const char *const report_kinds[];
int report_index(const char *const *names, const char *name); /* -1: none */

/* All numbers and texts of the report, from the store at this path, which is
 * only read; NULL: it has been said on stderr why not.  `progress` is called
 * with a share from 0 to 1; NULL: nobody waits. */
typedef void report_progress(double share);
json_t *report_gather(const char *store, const struct report_request *r,
	report_progress *progress);

#endif
