/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_hash.h - by which a file can be known again. */
#ifndef FILE_HASH_H
#define FILE_HASH_H

#include <stdbool.h>

#define FILE_HASH_HEX 65 /* SHA-256 as text */

/* The SHA-256 of a file and its length; never all of it in memory.  0, or
 * errno of what the system refused. */
int file_hash(const char *path, char hex[FILE_HASH_HEX], long long *bytes);

/* Both are there, and one file: what is written to the one replaces the
 * other. */
bool file_is_same(const char *path, const char *other);

#endif
