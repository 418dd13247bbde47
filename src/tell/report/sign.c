/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sign.c - signs a report's file, and looks at a signature. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "file.h"
#include "sign.h"

static const char purpose[] = "sourdine report 1\n";

#define MESSAGE (sizeof purpose - 1 + crypto_hash_sha256_BYTES)

/* Where the digits begin; NULL unless there is exactly one such place. */
static const char *find_digits(const char *file, size_t size)
{
	const size_t n = strlen(REPORT_SIGNATURE);
	const char *found = NULL;

	for (size_t i = 0; i + n + REPORT_SIGNATURE_DIGITS <= size; i++) {
		if (memcmp(file + i, REPORT_SIGNATURE, n) != 0)
			continue;
		if (found)
			return NULL;
		found = file + i + n;
	}
	return found;
}

static void message(uint8_t out[MESSAGE], const char *file, size_t size,
	const char *digits)
{
	crypto_hash_sha256_state h;
	char zeros[REPORT_SIGNATURE_DIGITS];
	const size_t before = (size_t)(digits - file);

	memset(zeros, '0', sizeof zeros);
	crypto_hash_sha256_init(&h);
	crypto_hash_sha256_update(&h, (const uint8_t *)file, before);
	crypto_hash_sha256_update(&h, (const uint8_t *)zeros, sizeof zeros);
	crypto_hash_sha256_update(&h, (const uint8_t *)digits + sizeof zeros,
		size - before - sizeof zeros);
	memcpy(out, purpose, sizeof purpose - 1);
	crypto_hash_sha256_final(&h, out + sizeof purpose - 1);
}

bool report_sign(const char *path, const struct seal_key *key)
{
	char hex[REPORT_SIGNATURE_DIGITS + 1];
	uint8_t signature[crypto_sign_BYTES], text[MESSAGE];
	size_t size;
	char *file = report_read_file(path, &size);
	const char *digits = file ? find_digits(file, size) : NULL;
	FILE *f = digits ? fopen(path, "r+b") : NULL;
	bool good = f != NULL && sodium_init() >= 0;

	if (good) {
		message(text, file, size, digits);
		crypto_sign_detached(signature, NULL, text, sizeof text,
			key->secret);
		sodium_bin2hex(hex, sizeof hex, signature, sizeof signature);
		good = fseek(f, digits - file, SEEK_SET) == 0 &&
			fwrite(hex, 1, sizeof hex - 1, f) == sizeof hex - 1;
	}
	if (f && fclose(f) != 0)
		good = false;
	free(file);
	return good;
}

enum report_signature report_check_signature(const char *file, size_t size,
	const uint8_t key[ENTRY_KEY_BYTES])
{
	uint8_t signature[crypto_sign_BYTES], text[MESSAGE];
	const char *digits = find_digits(file, size);
	size_t n;

	if (!digits || sodium_init() < 0 ||
		sodium_hex2bin(signature, sizeof signature, digits,
			REPORT_SIGNATURE_DIGITS, NULL, &n, NULL) != 0 ||
		n != sizeof signature)
		return REPORT_SIGNED_OTHERWISE;
	if (sodium_is_zero(signature, sizeof signature))
		return REPORT_NOT_SIGNED;
	message(text, file, size, digits);
	return crypto_sign_verify_detached(signature, text, sizeof text, key) ==
		0 ? REPORT_SIGNED : REPORT_SIGNED_OTHERWISE;
}

bool report_same_but_signature(const char *a, const char *b, size_t size)
{
	const char *at = find_digits(a, size);
	size_t before = at ? (size_t)(at - a) : 0;
	size_t after = before + REPORT_SIGNATURE_DIGITS;

	return at && memcmp(a, b, before) == 0 &&
		memcmp(a + after, b + after, size - after) == 0;
}
