/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exports.c - names and hashes of the files that go with a report. */
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "../file_hash.h"
#include "exports.h"
#include "text.h"

bool report_export(json_t *all, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char hex[FILE_HASH_HEX];
	long long bytes;
	int error = file_hash(path, hex, &bytes);
	json_t *one = error ? NULL : json_pack("{s:s, s:I, s:s}", "name", name,
		"size", (json_int_t)bytes, "sha256", hex);

	if (error)
		fprintf(stderr, "sourdine: %s: %s\n", path, strerror(error));
	else if (!one)
		fprintf(stderr, _("sourdine: %s: its name is not UTF-8\n"),
			path);
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
