/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notice.h - papers that are no reports: for the wall, for the register
 * of who puts a meter up, and a diary to be filled in by hand. */
#ifndef REPORT_NOTICE_H
#define REPORT_NOTICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "doc.h"

/* "wall", "register", "sheet"; NULL-terminated. */
extern const char *const notice_kinds[];

/* What stands in them, from the configuration; texts are the caller's. */
struct notice {
	const char *kind, *language;
	const char *operator_is, *more; /* "": not stated */
	const char *place;
	long interval_s, retention_days; /* 0: everything is kept */
	bool calibrated;
	const char *store;  /* whose key is named; NULL: none */
	int64_t made_utc_s;
};

json_t *notice_gather(const struct notice *n);
doc_content notice_say;
struct doc_frame notice_frame(const json_t *notice);

#endif
