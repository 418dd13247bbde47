/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_report.c - a report from somebody who is not trusted: its numbers are
 * found inside the file, or not at all. */
#include "../../src/tell/report/attach.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *file = malloc(size + 1);
	const char *json;
	size_t length = 0;

	if (!file)
		abort();
	if (size)
		memcpy(file, data, size);
	file[size] = '\0';
	json = report_find_json(file, size, &length);
	if (json) {
		HOLDS(json >= file && json <= file + size);
		HOLDS(length <= size - (size_t)(json - file));
	}
	free(file);
	return 0;
}
