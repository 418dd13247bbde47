/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal.h - the chain read in order, and what is signed of it.  SPEC.md has
 * each byte. */
#ifndef SEAL_H
#define SEAL_H

#include "entry.h"

#define SEAL_SIGNATURE 64 /* Ed25519 */
#define SEAL_MESSAGE   96 /* the longest that is signed */

struct seal_key {
	uint8_t public[ENTRY_KEY_BYTES];
	uint8_t secret[64];
};

/* A signature over the chain up to n. */
struct seal_head {
	int64_t n, utc_s;
	uint8_t signature[SEAL_SIGNATURE];
};

/* Entries up to n were removed, where the chain had this hash; `kept` is the
 * SHA-256 of the digests of those before it that were not. */
struct seal_checkpoint {
	int64_t n, utc_s;
	uint8_t hash[ENTRY_HASH], kept[ENTRY_HASH];
	uint8_t signature[SEAL_SIGNATURE];
};

/* -------------------------------------------------------------- the key */

/* The file beside the store: its path with ".key".  seal_key_load makes it
 * when there is none and `make` is set.  STORE_OK, or STORE_ERR_KEY. */
int seal_key_load(struct seal_key *key, const char *store_path, bool make);

/* ------------------------------------------------------- what is signed */

size_t seal_head_message(uint8_t out[SEAL_MESSAGE], const struct seal_head *h,
	const uint8_t hash[ENTRY_HASH]);
size_t seal_checkpoint_message(uint8_t out[SEAL_MESSAGE],
	const struct seal_checkpoint *c);

/* --------------------------------------------------------------- writing */

/* Name the key in the chain, unless it is the one in force. */
int seal_announce(struct store *s, const struct seal_key *key);
/* Sign the chain's end; nothing if that is signed already. */
int seal_sign(struct store *s, const struct seal_key *key, int64_t utc_s);
/* Remove what is older than before_utc_s, but for series, keys and
 * calibrations, and the newest record; *removed is the number of records. */
int seal_prune(struct store *s, const struct seal_key *key,
	int64_t before_utc_s, int64_t utc_s, int64_t *removed);
/* Erase the seconds of studies that ended 30 days before utc_s. */
int seal_erase(struct store *s, int64_t utc_s);

/* Take over what another store has, in order, with its n: STORE_ERR_REFUSED
 * where it does not fit the chain, or is withheld. */
int seal_adopt(struct store *s, const struct entry *e);
int seal_adopt_head(struct store *s, const struct seal_head *h);

/* --------------------------------------------------------------- reading */

/* Entries from n = from on, in order of n as far as the file has them so.
 * e is NULL for a row that cannot be read: then n tells where. */
typedef bool seal_each_entry(void *user, int64_t n, const struct entry *e);
int seal_walk(struct store *s, int64_t from, seal_each_entry *each,
	void *user);

typedef bool seal_each_head(void *user, const struct seal_head *h);
int seal_heads(struct store *s, int64_t after, seal_each_head *each,
	void *user);

/* false: nothing was ever removed. */
bool seal_checkpoint(struct store *s, struct seal_checkpoint *c);
/* The chain's end; false: it cannot be read. */
bool seal_tip(struct store *s, int64_t *n, uint8_t hash[ENTRY_HASH]);
/* The key in force; false: none was named. */
bool seal_public(struct store *s, uint8_t public[ENTRY_KEY_BYTES]);
/* The newest head; false: there is none. */
bool seal_last_head(struct store *s, struct seal_head *h);

/* Do the tables and their indexes agree, so that what is looked up is what
 * stands there? */
bool seal_is_whole(struct store *s);

/* Kinds that a removal may leave; of a study, until it is erased. */
bool seal_is_kept(const struct entry *e);

#endif
