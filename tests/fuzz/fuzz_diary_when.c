/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_diary_when.c - a time that is understood lies in the past and is not
 * turned; one that is not is refused with a reason. */
#include "../../src/tell/diary/when.h"
#include "../../src/tell/local_time.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t nows[] = { 1793260800, 1792893000, 1774746001, 0 };
	char *text = fuzz_string(&data, &size), why[DIARY_WHY] = "";
	struct diary_when w;

	(void)local_time_use("Europe/Paris");
	for (size_t i = 0; i < sizeof nows / sizeof *nows; i++) {
		if (!diary_when(&w, text, nows[i], why)) {
			HOLDS(why[0]);
			continue;
		}
		HOLDS(w.from_utc_s <= nows[i]);
		HOLDS(w.to_utc_s == STORE_NO_TIME || (w.to_utc_s <= nows[i] &&
			w.to_utc_s > w.from_utc_s));
	}
	free(text);
	return 0;
}
