/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed.h - the chain as lines of JSON, from which anybody can verify it;
 * the form is in ../keep/SPEC.md. */
#ifndef SEALED_H
#define SEALED_H

#include <jansson.h>
#include <stdio.h>

#include "../../keep/seal.h"

struct sealed_request {
	int64_t from_utc_s, to_utc_s; /* whole records that start between */
	bool seconds;   /* with the seconds of studies; else their digests */
	bool withhold;  /* digests in place of the journal's texts */
};

/* Entries from the first of the period to the first signature after it, or
 * to the end.  STORE_OK or an error of the store; STORE_ERR_REFUSED: the
 * period has no record.  The caller looks at ferror(to). */
int sealed_write(FILE *to, struct store *s, const struct sealed_request *r);

/* One line of it.  New references; NULL: no memory. */
json_t *sealed_entry(const struct entry *e, bool withhold);
/* false: it is none. */
bool sealed_read_entry(struct entry *e, const json_t *line);

/* "0a1b..." and back; false: not so many bytes. */
json_t *sealed_hex(const uint8_t *bytes, size_t n);
bool sealed_read_hex(uint8_t *bytes, size_t n, const json_t *text);

#endif
