/* SPDX-License-Identifier: GPL-3.0-or-later */
/* influx.c - records as InfluxDB's line protocol: the measurement is
 * "noise", its time the record's start in nanoseconds, as InfluxDB takes it
 * unless told otherwise.  A level that does not exist is left out.
 *
 * What tells series apart are tags, which are words and numbers of ours: no
 * operator's text, so nothing to escape. */
#include <inttypes.h>

#include "write.h"
#include "../levels.h"

static void put_level(FILE *to, const char *name, slm_tenth_db level)
{
	char text[LEVEL_SIZE];

	if (level == SLM_NO_LEVEL)
		return;
	level_format(text, level, false, false);
	fprintf(to, ",%s=%s", name, text);
}

static bool put_record(struct export_stream *st, const struct export_row *row)
{
	const struct store_record *r = row->record;
	const struct store_series *s = row->series;
	const struct slm_spread *l = &r->spread;
	char flags[FLAGS_SIZE];

	flags_format(flags, r->flags);
	fprintf(st->to, "noise,place=%s,placement=%" PRId64 ",series=%" PRId64
		",simulated=%s interval_s=%" PRId32 "i,covered_s=%" PRId32
		"i,sequence=%" PRId64 "i", s->place, s->placement, s->id,
		export_is_simulated(s) ? "true" : "false", r->interval_s,
		r->covered_s, r->sequence);
	put_level(st->to, "LAeq_dB", r->LAeq);
	put_level(st->to, "LAFmax_dB", l->LAFmax);
	put_level(st->to, "LAF1_dB", l->LAF1);
	put_level(st->to, "LAF10_dB", l->LAF10);
	put_level(st->to, "LAF50_dB", l->LAF50);
	put_level(st->to, "LAF90_dB", l->LAF90);
	put_level(st->to, "LAF95_dB", l->LAF95);
	put_level(st->to, "LAFmin_dB", l->LAFmin);
	fprintf(st->to, ",flags=\"%s\",calibration=\"%s\",doubtful=%s %"
		PRId64 "000000000\n", flags,
		calibration_kind_name(s->calibrated),
		row->doubtful ? "true" : "false", r->start_utc_s);
	return true;
}

const struct export_format export_influx = { "influx", NULL, put_record, NULL };
