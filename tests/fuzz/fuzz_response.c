/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_response.c - a microphone's response file that is taken is a curve: its
 * frequencies rise, and all of it are numbers. */
#include <math.h>

#include "../../src/hear/response_file.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct response_file f;
	FILE *from = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;

	if (!from)
		return 0;
	if (response_file_read(&f, from)) {
		HOLDS(f.n > 0 && f.n <= RESPONSE_FILE_LINES);
		for (size_t i = 0; i < f.n; i++) {
			HOLDS(isfinite(f.points[i].hz) && f.points[i].hz > 0);
			HOLDS(isfinite(f.points[i].db));
			HOLDS(i == 0 ||
				f.points[i].hz > f.points[i - 1].hz);
		}
		HOLDS(memchr(f.serial, '\0', sizeof f.serial));
		HOLDS(!isinf(f.sens_factor_db));
	} else {
		HOLDS(f.why[0] && memchr(f.why, '\0', sizeof f.why));
	}
	fclose(from);
	return 0;
}
