/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry.h - what is stored, as the bytes that the chain is made of.
 * SPEC.md has each byte. */
#ifndef ENTRY_H
#define ENTRY_H

#include "store.h"

enum entry_kind {
	ENTRY_SERIES = 1,
	ENTRY_RECORD,
	ENTRY_HISTOGRAM,
	ENTRY_SECONDS,
	ENTRY_JOURNAL,
	ENTRY_KEY,
	ENTRY_KINDS
};

#define ENTRY_HASH 32  /* SHA-256 */
#define ENTRY_LINK 4   /* of it, stored beside each entry */
#define ENTRY_KEY_BYTES 32 /* Ed25519, public */

/* One entry.  Withheld: only its digest is known. */
struct entry {
	int64_t n;
	enum entry_kind kind;
	bool withheld;
	uint8_t link[ENTRY_LINK];
	uint8_t digest[ENTRY_HASH];   /* of a withheld entry */
	uint8_t packed[ENTRY_HASH];   /* digest of erased seconds */
	union {
		struct store_series series;
		struct store_record record;
		struct store_histogram histogram;
		struct store_seconds seconds;
		struct store_journal journal;
		uint8_t key[ENTRY_KEY_BYTES];
	};
};

const char *entry_kind_name(enum entry_kind kind); /* "series", ...; "?" */

/* SHA-256 of an entry's bytes, or e->digest of a withheld one. */
void entry_digest(uint8_t digest[ENTRY_HASH], const struct entry *e);

/* The chain before its first entry, and after one more. */
void entry_chain_start(uint8_t hash[ENTRY_HASH]);
void entry_chain_next(uint8_t hash[ENTRY_HASH],
	const uint8_t digest[ENTRY_HASH]);

/* A histogram as it is stored: from the first class that is not 0 to the
 * last, low byte first.  Returns the number of bytes, 0 for none. */
size_t entry_histogram_bytes(uint8_t out[2 * STORE_CLASSES], int *first,
	const struct store_histogram *h);

/* Seconds as they are stored, low byte first, and their digest. */
size_t entry_seconds_bytes(uint8_t out[2 * STORE_SECONDS],
	const struct store_seconds *x);
void entry_seconds_digest(uint8_t digest[ENTRY_HASH],
	const struct store_seconds *x);

#endif
