/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity.c - the software's identity: a hash of its programs. */
#include "identity.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "house.h"

#define PREFIX "sourdine-"

static void to_hex(char out[IDENTITY_HEX], crypto_hash_sha256_state *s)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(s, hash);
	sodium_bin2hex(out, IDENTITY_HEX, hash, sizeof hash);
}

static bool hash_file(char out[IDENTITY_HEX], const char *path)
{
	static unsigned char part[65536];
	FILE *f = fopen(path, "rb");
	crypto_hash_sha256_state s;
	size_t n;
	bool good;

	if (!f)
		return false;
	crypto_hash_sha256_init(&s);
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		crypto_hash_sha256_update(&s, part, n);
	good = !ferror(f);
	fclose(f);
	to_hex(out, &s);
	return good;
}

/* One line as sha256sum prints it. */
static bool add(crypto_hash_sha256_state *s, const char *path, const char *name)
{
	char hex[IDENTITY_HEX], line[IDENTITY_HEX + 300];
	int n;

	if (!hash_file(hex, path))
		return false;
	n = snprintf(line, sizeof line, "%s  %s\n", hex, name);
	if (n < 0 || (size_t)n >= sizeof line)
		return false;
	crypto_hash_sha256_update(s, (unsigned char *)line,
		(unsigned long long)n);
	return true;
}

static int is_program(const struct dirent *d)
{
	return strncmp(d->d_name, PREFIX, strlen(PREFIX)) == 0;
}

/* Not alphasort, whose order depends on the language. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool identity(char out[IDENTITY_HEX], const char *command, const char *folder)
{
	crypto_hash_sha256_state s;
	struct dirent **names;
	char path[CONF_PATH + 300];
	bool good;
	int n = scandir(folder, &names, is_program, by_name);

	if (n < 0)
		return false;
	crypto_hash_sha256_init(&s);
	good = n > 0 && add(&s, command, "sourdine");
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%.*s/%s", CONF_PATH, folder,
			names[i]->d_name);
		good = good && add(&s, path, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	to_hex(out, &s);
	return good;
}

bool identity_own(char out[IDENTITY_HEX])
{
	char folder[CONF_PATH], self[CONF_PATH];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0 || !program_folder(folder, sizeof folder))
		return false;
	self[n] = '\0';
	return identity(out, self, folder);
}
