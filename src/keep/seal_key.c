/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seal_key.c - the key that signs: a file beside the store that only its
 * owner can read, made at the first run. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "seal.h"

#define SEED crypto_sign_SEEDBYTES

/* The file: this line, then the seed in hexadecimal on a line of its own. */
static const char first_line[] = "Sourdine key 1: whoever has it can sign\n";

#define FILE_BYTES (sizeof first_line - 1 + 2 * SEED + 1)

static bool make_path(char *out, size_t size, const char *store, const char *end)
{
	return snprintf(out, size, "%s.key%s", store, end) < (int)size;
}

static int read_key(struct seal_key *key, int fd)
{
	char text[FILE_BYTES + 1];
	uint8_t seed[SEED];
	const char *hex = text + sizeof first_line - 1;
	struct stat st;
	ssize_t n = read(fd, text, sizeof text);
	size_t got = 0;
	int error = STORE_ERR_KEY;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		st.st_uid == geteuid() && !(st.st_mode & 077) &&
		n == FILE_BYTES && text[FILE_BYTES - 1] == '\n' &&
		memcmp(text, first_line, sizeof first_line - 1) == 0 &&
		sodium_hex2bin(seed, sizeof seed, hex, 2 * SEED, NULL, &got,
			NULL) == 0 && got == SEED) {
		crypto_sign_seed_keypair(key->public, key->secret, seed);
		error = STORE_OK;
	}
	sodium_memzero(text, sizeof text);
	sodium_memzero(seed, sizeof seed);
	return error;
}

/* Under another name first, so that a power cut leaves no half of it. */
static int make_key(const char *path, const char *new_path)
{
	char text[FILE_BYTES + 1];
	uint8_t seed[SEED];
	bool done;
	int fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
		O_CLOEXEC, 0600);

	if (fd < 0)
		return STORE_ERR_KEY;
	randombytes_buf(seed, sizeof seed);
	memcpy(text, first_line, sizeof first_line - 1);
	sodium_bin2hex(text + sizeof first_line - 1, 2 * SEED + 1, seed, SEED);
	text[FILE_BYTES - 1] = '\n';
	done = fchmod(fd, 0600) == 0 &&
		write(fd, text, FILE_BYTES) == (ssize_t)FILE_BYTES &&
		fsync(fd) == 0;
	sodium_memzero(text, sizeof text);
	sodium_memzero(seed, sizeof seed);
	close(fd);
	/* link: a key that came meanwhile is not replaced */
	if (done && link(new_path, path) != 0 && errno != EEXIST)
		done = false;
	(void)unlink(new_path);
	return done ? STORE_OK : STORE_ERR_KEY;
}

int seal_key_load(struct seal_key *key, const char *store_path, bool make)
{
	char path[4096], new_path[4096];
	int fd, error;

	if (sodium_init() < 0 ||
		!make_path(path, sizeof path, store_path, "") ||
		!make_path(new_path, sizeof new_path, store_path, ".new"))
		return STORE_ERR_KEY;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && make &&
		make_key(path, new_path) == STORE_OK)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return STORE_ERR_KEY;
	error = read_key(key, fd);
	close(fd);
	return error;
}
