/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify.h - is it what was stored?  From the file and the public key alone:
 * each entry's place in the chain, each signature, and whether what stands
 * there goes together.  ../keep/SPEC.md has each byte. */
#ifndef VERIFY_H
#define VERIFY_H

#include <sodium.h>

#include "../../keep/seal.h"

enum verify_fault {
	VERIFY_VALID,
	VERIFY_CHANGED,
	VERIFY_MISSING,
	VERIFY_REORDERED,
	VERIFY_TRUNCATED,
	VERIFY_WRONG_KEY,
	VERIFY_WRONG_CALIBRATION,
	VERIFY_UNSIGNED,
	VERIFY_UNREADABLE,
	VERIFY_FAULTS
};

/* A noted head: n and at least so many bytes of the chain's hash there. */
#define VERIFY_NOTED_MIN 8

struct verify_options {
	bool has_key;
	uint8_t key[ENTRY_KEY_BYTES];
	size_t noted;                 /* bytes of noted_hash; 0: none */
	int64_t noted_n;
	uint8_t noted_hash[ENTRY_HASH];
};

struct verify_result {
	enum verify_fault fault;
	int64_t n;        /* the first entry that is not in order; 0: none */
	int64_t sequence; /* of it, or of the record before it; 0: none */
	char why[256];
	int64_t first_n, last_n, records, heads;
	int64_t signed_n, signed_utc_s;
	int64_t removed_n;          /* entries up to it were removed; 0 */
	int64_t erased, withheld;   /* parts of which the digest is left */
	bool key_was_given;
	uint8_t key[ENTRY_KEY_BYTES];
	uint8_t signed_hash[ENTRY_HASH]; /* of the chain at signed_n */
};

const char *verify_fault_name(enum verify_fault fault); /* "valid", ... */

/* Each fills in *r; the store or the export as it is now. */
void verify_store(struct verify_result *r, const char *path,
	const struct verify_options *o);
void verify_export(struct verify_result *r, const char *path,
	const struct verify_options *o);

/* Does the file begin like a sealed export? */
bool verify_is_export(const char *path);

/* ------------------------------------------------- for who reads the parts */

/* Do not rely on the contents. */
struct verify_list {
	int64_t *v;
	size_t n, room;
};

struct verify {
	const struct verify_options *options;
	struct verify_result *result;
	int64_t n;                    /* of the entry before */
	uint8_t hash[ENTRY_HASH];
	bool key_known;
	int64_t sequence, records_unsigned, unsigned_since, newest;
	struct verify_list series;    /* id, calibrated, simulated */
	struct verify_list calibration; /* n, value, digest of the subject */
	struct verify_list erased, studies, erasures;
	bool from_the_start;          /* all series are here */
	bool lines_withheld;          /* calibrations may be among them */
	struct seal_checkpoint checkpoint;
	crypto_hash_sha256_state kept;
	bool kept_open;
};

/* In this order: begin; with a checkpoint, the entries that it left; entries
 * and heads as they come; end.  Each answers false at the first fault. */
void verify_begin(struct verify *v, struct verify_result *r,
	const struct verify_options *o);
void verify_from(struct verify *v, int64_t n, const uint8_t hash[ENTRY_HASH],
	const uint8_t key[ENTRY_KEY_BYTES]);
bool verify_checkpoint(struct verify *v, const struct seal_checkpoint *c);
bool verify_entry(struct verify *v, int64_t n, const struct entry *e);
bool verify_head(struct verify *v, const struct seal_head *h);
bool verify_end(struct verify *v);
void verify_free(struct verify *v);

bool verify_fail(struct verify *v, enum verify_fault fault, int64_t n,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
