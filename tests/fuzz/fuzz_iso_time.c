/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_iso_time.c - a time that is taken can be written, and read again. */
#include "../../src/tell/iso_time.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(&data, &size), again[ISO_TIME_SIZE];
	int64_t utc_s = 42, same;

	if (iso_time_parse(&utc_s, text)) {
		iso_time_format(again, utc_s);
		HOLDS(strlen(again) == 20);
		/* Only an offset leads out of the years that are read. */
		if (iso_time_parse(&same, again))
			HOLDS(same == utc_s);
		else
			HOLDS(strncmp(again, "1969", 4) == 0 ||
				strncmp(again, "9999", 4) == 0);
	} else {
		HOLDS(utc_s == 42);
	}
	if (size >= sizeof utc_s) {
		memcpy(&utc_s, data, sizeof utc_s);
		iso_time_format(again, utc_s);
		HOLDS(strlen(again) == 20 || again[0] == '\0');
	}
	free(text);
	return 0;
}
