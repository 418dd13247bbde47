/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sign.h - the meter's signature under a report's file, byte by byte.
 *
 * The file holds once "sourdine-signature:" and 128 hexadecimal digits, the
 * Ed25519 signature of "sourdine report 1\n" and the SHA-256 of the file with
 * these digits as zeros.  Without a signature they stay zeros. */
#ifndef REPORT_SIGN_H
#define REPORT_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "../../keep/seal.h"

#define REPORT_SIGNATURE_DIGITS 128
#define REPORT_SIGNATURE        "sourdine-signature:"
#define REPORT_ZEROS_32         "00000000000000000000000000000000"
#define REPORT_UNSIGNED         REPORT_SIGNATURE REPORT_ZEROS_32 \
	REPORT_ZEROS_32 REPORT_ZEROS_32 REPORT_ZEROS_32

/* false: the file cannot be read or written, or has no place for it. */
bool report_sign(const char *path, const struct seal_key *key);

enum report_signature {
	REPORT_SIGNED,
	REPORT_NOT_SIGNED,     /* nobody signed it */
	REPORT_SIGNED_OTHERWISE, /* by another key, or the file was changed */
};

enum report_signature report_check_signature(const char *file, size_t size,
	const uint8_t key[ENTRY_KEY_BYTES]);

/* Two files of the same size: do they differ in the signature at most? */
bool report_same_but_signature(const char *a, const char *b, size_t size);

#endif
