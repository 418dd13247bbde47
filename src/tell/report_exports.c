/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_exports.c - names and hashes of the files that go with a report. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "../run/language.h"
#include "report_exports.h"
#include "report_text.h"

/* An export may be long: never all of it in memory. */
static bool hash_file(FILE *f, char hex[65], json_int_t *size)
{
	uint8_t part[16384], hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state h;
	size_t n;

	crypto_hash_sha256_init(&h);
	*size = 0;
	while ((n = fread(part, 1, sizeof part, f)) > 0) {
		crypto_hash_sha256_update(&h, part, n);
		*size += (json_int_t)n;
	}
	crypto_hash_sha256_final(&h, hash);
	sodium_bin2hex(hex, 65, hash, sizeof hash);
	return !ferror(f);
}

bool report_export(json_t *all, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	FILE *f = fopen(path, "rb");
	json_int_t size;
	char hex[65];
	bool good = f && hash_file(f, hex, &size);
	json_t *one = good ? json_pack("{s:s, s:I, s:s}", "name", name, "size",
		size, "sha256", hex) : NULL;

	if (!good)
		fprintf(stderr, "sourdine: %s: %s\n", path, strerror(errno));
	else if (!one)
		fprintf(stderr, _("sourdine: %s: its name is not UTF-8\n"),
			path);
	if (f)
		fclose(f);
	return one && json_array_append_new(all, one) == 0;
}

void chapter_exports(struct doc *d, const json_t *report)
{
	const json_t *all = report_at(report, "report/attached");
	size_t k;
	json_t *e;

	if (json_array_size(all) == 0)
		return;
	say(d, DOC_SECTION, "%s", _("Files that go with this report"));
	say(d, DOC_SMALL, "%s", _("They are named here, not inside.  A file is "
		"the one that is meant if sha256sum gives the same digits:"));
	json_array_foreach(all, k, e) {
		say(d, DOC_ITEM, _("%s, %.0f bytes"), free_text(report_string(
			json_object_get(e, "name"))), report_number(
			json_object_get(e, "size")));
		say(d, DOC_CODE, "%s", free_text(report_string(
			json_object_get(e, "sha256"))));
	}
}
