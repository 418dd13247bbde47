/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_live.c - a line of the live socket is taken in its one spelling only.
 */
#include "../../src/keep/live.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_string(&data, &size), again[LIVE_LINE_SIZE];
	struct live_second s;

	if (live_parse(&s, line)) {
		size_t n = live_format(again, &s);

		HOLDS(n < sizeof again && again[n] == '\0');
		HOLDS(strncmp(again, line, n - 1) == 0);
		HOLDS(strlen(line) == n || strlen(line) == n - 1);
		HOLDS(s.second.state < SLM_STATES);
		HOLDS(s.second.LAeq >= SLM_NO_LEVEL &&
			s.second.LAeq <= SLM_LOUDEST);
	}
	free(line);
	return 0;
}
