/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_csv.c - levels from a CSV file: each row is in its bounds and later than
 * the one before, or there is a sentence that says what is wrong. */
#include <math.h>

#include "../../src/tell/indicators/csv.h"
#include "fuzz.h"

static void check(const struct csv *c, const struct csv_row *r)
{
	HOLDS(r->interval_s >= 1);
	HOLDS(!c->of_seconds || r->interval_s == 1);
	HOLDS(r->covered_s >= 0 && r->covered_s <= r->interval_s);
	HOLDS(isnan(r->LAeq) || isfinite(r->LAeq));
	HOLDS(!isinf(r->LAFmax) && !isinf(r->LAFmin));
	for (int i = 0; i < CSV_LAFN; i++)
		HOLDS(!isinf(r->LAFN[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	int64_t before = INT64_MIN;
	struct csv_row r;
	struct csv c;
	int got, rows = 0;

	memset(&c, 0, sizeof c);
	if (!path)
		return 0;
	if (!csv_open(&c, path)) {
		HOLDS(c.why[0]);
		return 0;
	}
	while ((got = csv_next(&c, &r)) > 0) {
		check(&c, &r);
		HOLDS(r.start_utc_s > before);
		before = r.start_utc_s;
		rows++;
	}
	HOLDS(got == 0 || c.why[0]);
	csv_rewind(&c);
	while (got == 0 && csv_next(&c, &r) > 0)
		rows--;
	HOLDS(got != 0 || rows == 0);
	csv_close(&c);
	return 0;
}
