/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz.h - what the fuzz targets share: the function that a fuzzer calls with
 * arbitrary bytes, and those bytes as a file or as strings. */
#ifndef FUZZ_H
#define FUZZ_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* assert() that no build leaves out. */
#define HOLDS(fact) ((fact) ? (void)0 : fuzz_fails(#fact, __FILE__, __LINE__))

static inline void fuzz_fails(const char *fact, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, fact);
	abort();
}

static char fuzz_path[64];

static inline void fuzz_clean(void)
{
	unlink(fuzz_path);
}

/* The bytes as a file, of this process alone, until it ends.  NULL: it cannot
 * be written. */
static inline const char *fuzz_file(const uint8_t *data, size_t size)
{
	const char *folder =
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	FILE *f;

	if (!fuzz_path[0]) {
		snprintf(fuzz_path, sizeof fuzz_path, "%s/sourdine-fuzz-%ld",
			folder, (long)getpid());
		atexit(fuzz_clean);
	}
	f = fopen(fuzz_path, "wb");
	if (!f)
		return NULL;
	size_t written = fwrite(data, 1, size, f);
	return fclose(f) == 0 && written == size ? fuzz_path : NULL;
}

/* The bytes up to the next NUL as a string of its own, to be given to free();
 * goes on behind it.  "" at the end. */
static inline char *fuzz_string(const uint8_t **data, size_t *size)
{
	size_t n = 0;

	while (n < *size && (*data)[n])
		n++;
	char *s = calloc(1, n + 1);
	if (!s)
		abort();
	if (n > 0)
		memcpy(s, *data, n);
	n += n < *size;
	*data += n;
	*size -= n;
	return s;
}

#endif
