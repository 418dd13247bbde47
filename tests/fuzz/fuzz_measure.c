/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_measure.c - any file as a recording: it is measured, or refused with a
 * sentence.  Its size decides whether bands are measured too. */
#include "../../src/hear/measure.h"
#include "fuzz.h"

static void check(const struct measurement *m, const struct recording *r)
{
	HOLDS(r->heard > 0);
	HOLDS(m->seconds <= m->room || m->seconds == 0);
	HOLDS((int64_t)m->seconds <= r->heard / r->info.samplerate);
	HOLDS(m->no_signal_s <= m->seconds);
	HOLDS(m->bands.n_thirds <= SLM_BANDS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct options o = {.full_scale_db = 120,
		.channel = 1,
		.bands = size & 1,
		.quiet = true};
	const char *path = fuzz_file(data, size);
	static FILE *nothing;
	struct recording r;
	struct measurement m;

	if (!nothing)
		nothing = fopen("/dev/null", "w");
	if (!path || !nothing)
		return 0;
	recording_open(&r, path);
	if (recording_parse(&r)) {
		if (measure(&m, &r, &o)) {
			check(&m, &r);
			measure_table(&m, &r, &o, nothing);
			HOLDS(measure_json(&m, &r, &o, nothing));
		} else {
			HOLDS(r.why[0] != '\0');
		}
		measurement_free(&m);
	} else {
		HOLDS(r.why[0] != '\0');
		HOLDS(measure_json_error(&r, nothing));
	}
	recording_close(&r);
	return 0;
}
