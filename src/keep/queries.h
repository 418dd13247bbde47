/* SPDX-License-Identifier: GPL-3.0-or-later */
/* queries.h - every question that a store is asked, as SQLite is given it;
 * for store.c. */
#ifndef QUERIES_H
#define QUERIES_H

#include "store_file.h"

/* clang-format off: lines as SQL has them */
#define RECORD "sequence, n, series, start_utc_s, interval_s, covered_s, " \
	"flags, LAeq, LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin, link"
#define SERIES "id, n, since_utc_s, place, height_cm, description, " \
	"microphone, source, full_scale, self_noise, calibrated, interval_s, " \
	"software, placement, calibration, link"
#define HISTOGRAM "n, series, hour_utc_s, first, seconds, link"
#define SECOND "n, series, start_utc_s, count, seconds, digest, link"
#define LINES "n, kind, utc_s, from_utc_s, to_utc_s, refers, value, " \
	"subject, text, link"

static const char *const sql[QUERIES] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[TIP] = "SELECT n, hash FROM tip",
	[SET_TIP] = "UPDATE tip SET n = ?1, hash = ?2",
	[ADD_SERIES] = "INSERT INTO series (" SERIES ") VALUES ("
		"?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
		"?14, ?15, ?16)",
	[ADD_RECORD] = "INSERT INTO record (" RECORD ") VALUES ("
		"?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
		"?14, ?15, ?16)",
	[ADD_HISTOGRAM] = "INSERT INTO histogram (" HISTOGRAM ") VALUES ("
		"?1, ?2, ?3, ?4, ?5, ?6)",
	[ADD_SECONDS] = "INSERT INTO seconds (" SECOND ") VALUES ("
		"?1, ?2, ?3, ?4, ?5, NULL, ?6)",
	[ADD_JOURNAL] = "INSERT INTO journal (" LINES ") VALUES ("
		"?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[ADD_KEY] = "INSERT INTO key (n, public, link) VALUES (?1, ?2, ?3)",
	[BOUNDS] = "SELECT min(sequence), max(sequence) FROM record "
		"WHERE start_utc_s >= ?1 AND start_utc_s < ?2",
	/* "+": in order of sequence without sorting, so not by the index */
	[RECORDS] = "SELECT " RECORD " FROM record "
		"WHERE sequence > ?1 AND sequence <= ?2 "
		"AND +start_utc_s >= ?3 AND +start_utc_s < ?4 "
		"ORDER BY sequence LIMIT ?5",
	[LAST] = "SELECT " RECORD " FROM record "
		"ORDER BY sequence DESC LIMIT 1",
	[COUNT] = "SELECT coalesce(max(sequence) - min(sequence) + 1, 0) "
		"FROM record",
	[NEXT_SEQUENCE] = "SELECT coalesce(max(sequence), 0) + 1 FROM record",
	[SEQUENCE_AT] = "SELECT coalesce((SELECT sequence FROM record "
		"WHERE n >= ?1 ORDER BY sequence LIMIT 1), "
		"(SELECT coalesce(max(sequence), 0) + 1 FROM record))",
	[HOUR] = "SELECT " HISTOGRAM " FROM histogram "
		"WHERE hour_utc_s = ?1 AND series = ?2 AND n <= ?3",
	[ONE_SERIES] = "SELECT " SERIES " FROM series WHERE id = ?1",
	[LAST_SERIES] = "SELECT " SERIES " FROM series "
		"ORDER BY id DESC LIMIT 1",
	[SECONDS] = "SELECT " SECOND " FROM seconds WHERE n > ?1 "
		"AND +start_utc_s > ?2 AND +start_utc_s < ?3 "
		"ORDER BY n LIMIT ?4",
	[JOURNAL] = "SELECT " LINES " FROM journal WHERE n > ?1 "
		"AND (?2 = 0 OR +kind = ?2) ORDER BY n LIMIT ?3",
	[JOURNAL_AT] = "SELECT " LINES " FROM journal WHERE n = ?1",
	[LAST_OF_KIND] = "SELECT coalesce(max(n), 0) FROM journal "
		"WHERE kind = ?1",
	[REFERRING] = "SELECT " LINES " FROM journal WHERE kind = ?1 "
		"AND refers = ?2 AND n <= ?3 ORDER BY n DESC LIMIT 1",
	[CALIBRATED] = "SELECT coalesce(max(n), 0) FROM journal "
		"WHERE kind = ?1 AND subject = ?2 "
		"AND value BETWEEN ?3 - 5 AND ?3 + 5",
	[ANCHORS] = "SELECT refers, n, value, utc_s FROM journal "
		"WHERE kind = ?1 ORDER BY n",
	[START_OF] = "SELECT " LINES " FROM journal WHERE kind = ?1 "
		"AND n < ?2 ORDER BY n DESC LIMIT 1",
	[WALK_SERIES] = "SELECT " SERIES " FROM series WHERE id > ?1 "
		"AND n >= ?2 ORDER BY id",
	[WALK_RECORD] = "SELECT " RECORD " FROM record WHERE sequence > ?1 "
		"AND n >= ?2 ORDER BY sequence",
	[WALK_HISTOGRAM] = "SELECT " HISTOGRAM " FROM histogram "
		"WHERE n > ?1 AND n >= ?2 ORDER BY n",
	[WALK_SECONDS] = "SELECT " SECOND " FROM seconds WHERE n > ?1 "
		"AND n >= ?2 ORDER BY n",
	[WALK_JOURNAL] = "SELECT " LINES " FROM journal WHERE n > ?1 "
		"AND n >= ?2 ORDER BY n",
	[WALK_KEY] = "SELECT n, public, link FROM key WHERE n > ?1 "
		"AND n >= ?2 ORDER BY n",
	[ADD_HEAD] = "INSERT INTO head (n, utc_s, signature) VALUES "
		"(?1, ?2, ?3)",
	[HEADS] = "SELECT n, utc_s, signature FROM head WHERE n > ?1 "
		"ORDER BY n",
	[LAST_HEAD] = "SELECT n, utc_s, signature FROM head "
		"ORDER BY n DESC LIMIT 1",
	[ADD_CHECKPOINT] = "INSERT INTO checkpoint (n, utc_s, hash, kept, "
		"signature) VALUES (?1, ?2, ?3, ?4, ?5)",
	[CHECKPOINT] = "SELECT n, utc_s, hash, kept, signature "
		"FROM checkpoint ORDER BY n DESC LIMIT 1",
	[LAST_KEY] = "SELECT n, public FROM key ORDER BY n DESC LIMIT 1",
};

#undef RECORD
#undef SERIES
#undef HISTOGRAM
#undef SECOND
#undef LINES
#endif
