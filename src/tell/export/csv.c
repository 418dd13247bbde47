/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv.c - records as CSV (RFC 4180), or as French spreadsheets want it:
 * semicolons, decimal commas, a byte order mark. */
#include <inttypes.h>
#include <string.h>

#include "write.h"
#include "../iso_time.h"
#include "../levels.h"
#include "../local_time.h"

#define LAFN_MEANING(N) "level that LAF, read every 10 ms, reached or exceeded " \
	"for " N " % of the interval"

const struct export_column export_columns[EXPORT_COLUMNS] = {
	{ "sequence", "integer", NULL, "number of the record, without holes" },
	{ "start", "datetime", NULL, "start by local clocks, with the offset "
		"from UTC" },
	{ "start_utc", "datetime", NULL, "start in UTC" },
	{ "interval_s", "integer", "s", "length of the interval" },
	{ "covered_s", "integer", "s", "seconds of it that had a level" },
	{ "flags", "string", NULL, "what happened in it, words with spaces "
		"between: overload, under-range, gap, dead, start, "
		"uncalibrated, simulated" },
	{ "LAeq_dB", "number", "dB", "energy mean of the covered seconds, "
		"A-weighted, re 20 uPa" },
	{ "LAFmax_dB", "number", "dB", "highest LAF" },
	{ "LAF1_dB", "number", "dB", LAFN_MEANING("1") },
	{ "LAF10_dB", "number", "dB", LAFN_MEANING("10") },
	{ "LAF50_dB", "number", "dB", LAFN_MEANING("50") },
	{ "LAF90_dB", "number", "dB", LAFN_MEANING("90") },
	{ "LAF95_dB", "number", "dB", LAFN_MEANING("95") },
	{ "LAFmin_dB", "number", "dB", "lowest LAF" },
	{ "series", "integer", NULL, "changes with microphone, calibration, "
		"settings and software" },
	{ "placement", "integer", NULL, "changes when the microphone is "
		"moved: never average over two of them" },
	{ "place", "string", NULL, "outdoors, indoors or window" },
	{ "simulated", "boolean", NULL, "made-up sound" },
	{ "calibrated", "boolean", NULL, "with a calibrator or beside another "
		"meter" },
	{ "calibration", "string", NULL, "none, calibrator or comparison" },
	{ "doubtful", "boolean", NULL, "between two calibrations that "
		"differ by more than 0.5 dB" },
};

static void put_header(struct export_stream *st)
{
	bool fr = st->request->excel_fr;

	if (fr)
		fputs("\xEF\xBB\xBF", st->to);
	for (int i = 0; i < EXPORT_COLUMNS; i++)
		fprintf(st->to, "%s%s", i ? fr ? ";" : "," : "",
			export_columns[i].name);
	fputs("\r\n", st->to);
}

static void put_level(FILE *to, char separator, slm_tenth_db level)
{
	char text[LEVEL_SIZE] = "";
	char *point;

	if (level != SLM_NO_LEVEL)
		level_format(text, level, false, false);
	point = strchr(text, '.');
	if (point && separator == ';')
		*point = ',';
	fprintf(to, "%c%s", separator, text);
}

static const char *yes_or_no(bool b)
{
	return b ? "true" : "false";
}

static bool put_record(struct export_stream *st, const struct export_row *row)
{
	const struct store_record *r = row->record;
	const struct store_series *s = row->series;
	const struct slm_spread *l = &r->spread;
	const slm_tenth_db levels[] = { r->LAeq, l->LAFmax, l->LAF1, l->LAF10,
		l->LAF50, l->LAF90, l->LAF95, l->LAFmin };
	char c = st->request->excel_fr ? ';' : ',';
	char local[LOCAL_TIME_SIZE], utc[ISO_TIME_SIZE], flags[FLAGS_SIZE];

	local_time_format(local, r->start_utc_s);
	iso_time_format(utc, r->start_utc_s);
	flags_format(flags, r->flags);
	fprintf(st->to, "%" PRId64 "%c%s%c%s%c%" PRId32 "%c%" PRId32 "%c%s",
		r->sequence, c, local, c, utc, c, r->interval_s, c,
		r->covered_s, c, flags);
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		put_level(st->to, c, levels[i]);
	/* a place is one of three words: nothing to quote */
	fprintf(st->to, "%c%" PRId64 "%c%" PRId64 "%c%s%c%s%c%s%c%s%c%s"
		"\r\n", c,
		s->id, c, s->placement, c, s->place, c,
		yes_or_no(export_is_simulated(s)), c,
		yes_or_no(s->calibrated != CALIBRATION_NONE), c,
		calibration_kind_name(s->calibrated), c,
		yes_or_no(row->doubtful));
	return true;
}

const struct export_format export_csv = { "csv", put_header, put_record, NULL };
