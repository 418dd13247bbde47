/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export.c - verifies a sealed export, line by line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sealed.h"
#include "verify.h"

static json_t *next_line(FILE *f, char **line, size_t *room)
{
	ssize_t n = getline(line, room, f);

	return n > 0 ? json_loadb(*line, (size_t)n, JSON_REJECT_DUPLICATES,
		NULL) : NULL;
}

static bool is_first(const json_t *j)
{
	const char *what = json_string_value(json_object_get(j, "sourdine"));

	return what && strcmp(what, "sealed") == 0;
}

bool verify_is_export(const char *path)
{
	FILE *f = fopen(path, "r");
	char start[64] = "";
	bool is = f && fread(start, 1, sizeof start - 1, f) > 0 &&
		strncmp(start, "{\"sourdine\":\"sealed\"", 20) == 0;

	if (f)
		fclose(f);
	return is;
}

static bool read_checkpoint(struct seal_checkpoint *c, const json_t *j)
{
	c->n = json_integer_value(json_object_get(j, "n"));
	c->utc_s = json_integer_value(json_object_get(j, "utc_s"));
	return sealed_read_hex(c->hash, ENTRY_HASH,
		json_object_get(j, "hash")) &&
		sealed_read_hex(c->kept, ENTRY_HASH,
			json_object_get(j, "kept")) &&
		sealed_read_hex(c->signature, SEAL_SIGNATURE,
			json_object_get(j, "signature"));
}

static bool take_first(struct verify *v, const json_t *j)
{
	const json_t *checkpoint = json_object_get(j, "checkpoint");
	int64_t after = json_integer_value(json_object_get(j, "after"));
	uint8_t hash[ENTRY_HASH], key[ENTRY_KEY_BYTES];
	struct seal_checkpoint c;

	if (!is_first(j) || json_integer_value(json_object_get(j,
		"version")) != 1)
		return verify_fail(v, VERIFY_UNREADABLE, 0,
			"it is not a sealed export of Sourdine, version 1");
	if (checkpoint)
		return read_checkpoint(&c, checkpoint) ?
			verify_checkpoint(v, &c) :
			verify_fail(v, VERIFY_CHANGED, 0,
				"its checkpoint cannot be read");
	if (after <= 0)
		return true;
	if (!sealed_read_hex(hash, sizeof hash, json_object_get(j, "hash")) ||
		!sealed_read_hex(key, sizeof key,
			json_object_get(j, "public")))
		return verify_fail(v, VERIFY_CHANGED, 0,
			"its first line cannot be read");
	verify_from(v, after, hash, key);
	return v->result->fault == VERIFY_VALID;
}

static bool take_head(struct verify *v, const json_t *j)
{
	struct seal_head h = {
		.n = json_integer_value(json_object_get(j, "head")),
		.utc_s = json_integer_value(json_object_get(j, "utc_s")),
	};

	if (!sealed_read_hex(h.signature, SEAL_SIGNATURE,
		json_object_get(j, "signature")))
		return verify_fail(v, VERIFY_CHANGED, v->n,
			"a signature cannot be read");
	return verify_head(v, &h);
}

static bool take_line(struct verify *v, const json_t *j, long line)
{
	struct entry e;

	if (json_object_get(j, "head"))
		return take_head(v, j);
	if (sealed_read_entry(&e, j))
		return verify_entry(v, e.n, &e);
	return verify_fail(v, VERIFY_CHANGED, v->n + 1,
		"line %ld cannot be read", line);
}

static void read_export(struct verify *v, FILE *f)
{
	char *line = NULL;
	size_t room = 0;
	json_t *j = next_line(f, &line, &room);
	bool good = take_first(v, j);
	long n = 1;

	json_decref(j);
	while (good && (n++, j = next_line(f, &line, &room))) {
		good = take_line(v, j, n);
		json_decref(j);
	}
	if (good && !feof(f))
		good = verify_fail(v, VERIFY_CHANGED, v->n + 1,
			"line %ld is not JSON", n);
	if (good)
		(void)verify_end(v);
	free(line);
}

void verify_export(struct verify_result *r, const char *path,
	const struct verify_options *o)
{
	FILE *f = fopen(path, "r");
	struct verify v;

	verify_begin(&v, r, o);
	if (!f) {
		(void)verify_fail(&v, VERIFY_UNREADABLE, 0, "%s: %s", path,
			strerror(errno));
	} else {
		read_export(&v, f);
		fclose(f);
	}
	verify_free(&v);
}
