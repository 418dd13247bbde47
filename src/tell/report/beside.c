/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside.c - are the files that go with a report beside it, and are they the
 * ones that it names? */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "../../run/language.h"
#include "../file_hash.h"
#include "beside.h"
#include "text.h"

bool report_beside_may(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && *name != '.' && !strchr(name, '/') &&
		(n <= 4 || strcmp(name + n - 4, ".key") != 0);
}

/* errno of why it cannot be looked at. */
static int hash_beside(const char *report_file, const char *name,
	char hex[FILE_HASH_HEX])
{
	const char *slash = strrchr(report_file, '/');
	int folder = slash ? (int)(slash + 1 - report_file) : 0;
	char path[4096];
	long long bytes;
	struct stat st;

	if (!report_beside_may(name) || (size_t)snprintf(path, sizeof path,
		"%.*s%s", folder, report_file, name) >= sizeof path)
		return EINVAL;
	if (stat(path, &st) != 0)
		return errno;
	return S_ISREG(st.st_mode) ? file_hash(path, hex, &bytes) : EINVAL;
}

static int check(const char *report_file, const char *name, const char *sha256)
{
	char hex[FILE_HASH_HEX];
	int error = hash_beside(report_file, name, hex);

	if (error == ENOENT) {
		printf(_("%s does not lie beside the report: it was not looked "
			"at\n"), name);
	} else if (error) {
		printf(_("%s was not looked at: %s\n"), name, reason(error));
	} else if (strcasecmp(hex, sha256) == 0) {
		printf(_("%s lies beside the report, and is the file that is "
			"meant\n"), name);
	} else {
		printf(_("%s lies beside the report, but is another file than "
			"the one that is meant: its SHA-256 is %s\n"), name,
			hex);
		return 1;
	}
	return 0;
}

int report_check_beside(const char *report_file, const json_t *report)
{
	const json_t *weather = report_at(report, "report/weather");
	const json_t *attached = report_at(report, "report/attached"), *e;
	int others = 0;
	size_t k;

	json_array_foreach(attached, k, e)
		others += check(report_file, report_string(json_object_get(e,
			"name")), report_string(json_object_get(e, "sha256")));
	if (weather)
		others += check(report_file, report_string(json_object_get(
			weather, "file")), report_string(json_object_get(
			weather, "sha256")));
	return others;
}
