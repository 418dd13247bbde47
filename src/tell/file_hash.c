/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_hash.c - which file is it: its SHA-256, or whether it is another one. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include <sodium.h>

#include "file_hash.h"

int file_hash(const char *path, char hex[FILE_HASH_HEX], long long *bytes)
{
	crypto_hash_sha256_state state;
	unsigned char hash[crypto_hash_sha256_BYTES], block[65536];
	FILE *f = fopen(path, "rb");
	size_t n;
	int error;

	if (!f)
		return errno;
	*bytes = 0;
	errno = 0;
	crypto_hash_sha256_init(&state);
	while ((n = fread(block, 1, sizeof block, f)) > 0) {
		crypto_hash_sha256_update(&state, block, n);
		*bytes += (long long)n;
	}
	error = ferror(f) ? errno ? errno : EIO : 0;
	fclose(f);
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(hex, FILE_HASH_HEX, hash, sizeof hash);
	return error;
}

bool file_is_same(const char *path, const char *other)
{
	struct stat a, b;

	return stat(path, &a) == 0 && stat(other, &b) == 0 &&
		a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}
