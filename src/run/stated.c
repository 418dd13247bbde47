/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stated.c - the file by which the microphone's response is corrected, as the
 * journal names it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../hear/response_file.h"
#include "../tell/file_hash.h"
#include "stated.h"

#define NAME 128

static double hundredths(float v)
{
	return round(100 * (double)v) / 100;
}

static json_t *describe(const struct response_file *f, const char *name,
	const char *hash, long at_hz)
{
	float lowest = f->points[0].db, highest = lowest;

	for (size_t i = 1; i < f->n; i++) {
		lowest = fminf(lowest, f->points[i].db);
		highest = fmaxf(highest, f->points[i].db);
	}
	return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:i}", "name", name,
		"sha256", hash, "from_hz", hundredths(f->points[0].hz),
		"to_hz", hundredths(f->points[f->n - 1].hz), "lowest_db",
		hundredths(lowest), "highest_db", hundredths(highest), "at_hz",
		(int)at_hz);
}

void stated_response(char out[STATED_RESPONSE], const struct conf *c)
{
	static struct response_file f;
	const char *path = c->microphone_response;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char hash[FILE_HASH_HEX], *text = NULL;
	long long bytes;
	json_t *j = NULL;
	FILE *from;

	out[0] = '\0';
	from = *path ? fopen(path, "r") : NULL;
	if (!from)
		return;
	if (response_file_read(&f, from) && f.n > 0 &&
		file_hash(path, hash, &bytes) == 0)
		j = describe(&f, strlen(name) < NAME ? name : "?", hash,
			c->microphone_response_at_hz);
	fclose(from);
	if (j)
		text = json_dumps(j, JSON_COMPACT | JSON_REAL_PRECISION(8));
	if (text && strlen(text) < STATED_RESPONSE)
		strcpy(out, text);
	free(text);
	json_decref(j);
}
