/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queries.h - every question that a store is asked, as SQLite is given it;
 * for store.c. */
#ifndef QUERIES_H
#define QUERIES_H

#include "store_file.h"

/* clang-format off: lines as SQL has them */
#define RECORD "sequence, series, start_utc_s, interval_s, covered_s, flags, " \
	"LAeq, LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin"
#define SERIES "id, since_utc_s, place, height_cm, description, microphone, " \
	"source, full_scale, self_noise, calibrated, interval_s, software"

static const char *const sql[QUERIES] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[ADD_RECORD] = "INSERT INTO record (" RECORD ") VALUES ("
		"(SELECT coalesce(max(sequence), 0) + 1 FROM record), "
		"?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
	[ADD_SERIES] = "INSERT INTO series (" SERIES ") VALUES ("
		"(SELECT coalesce(max(id), 0) + 1 FROM series), "
		"?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[ADD_HISTOGRAM] = "INSERT INTO histogram (id, series, hour_utc_s, "
		"seconds) VALUES ((SELECT coalesce(max(id), 0) + 1 "
		"FROM histogram), ?1, ?2, ?3)",
	[BOUNDS] = "SELECT min(sequence), max(sequence) FROM record "
		"WHERE start_utc_s >= ?1 AND start_utc_s < ?2",
	/* "+": in order of sequence without sorting, so not by the index */
	[RECORDS] = "SELECT " RECORD " FROM record "
		"WHERE sequence > ?1 AND sequence <= ?2 "
		"AND +start_utc_s >= ?3 AND +start_utc_s < ?4 "
		"ORDER BY sequence LIMIT ?5",
	[LAST] = "SELECT " RECORD " FROM record "
		"ORDER BY sequence DESC LIMIT 1",
	[COUNT] = "SELECT coalesce(max(sequence), 0) FROM record",
	[HOUR] = "SELECT seconds FROM histogram "
		"WHERE hour_utc_s = ?1 AND series = ?2",
	[ONE_SERIES] = "SELECT " SERIES " FROM series WHERE id = ?1",
	[LAST_SERIES] = "SELECT " SERIES " FROM series "
		"ORDER BY id DESC LIMIT 1",
};

#undef RECORD
#undef SERIES
#endif
