/* SPDX-License-Identifier: GPL-3.0-or-later */
/* version_1.h - the tables of a store of version 1, as they are in users'
 * hands. */
#ifndef VERSION_1_H
#define VERSION_1_H

/* clang-format off: lines as SQL has them */
#define OLD_LEVEL(name) name " INTEGER CHECK (" name " BETWEEN 0 AND 1400), "

#define OLD_TRIGGERS(table, number)                                         \
	"CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table        \
	" BEGIN SELECT raise(ABORT, '" table ": rows are never changed');"  \
	" END; "                                                            \
	"CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table        \
	" BEGIN SELECT raise(ABORT, '" table ": rows are never deleted');"  \
	" END; "                                                            \
	"CREATE TRIGGER " table "_next BEFORE INSERT ON " table             \
	" WHEN NEW." number " IS NOT"                                       \
	" (SELECT coalesce(max(" number "), 0) + 1 FROM " table ")"         \
	" BEGIN SELECT raise(ABORT, '" table ": not the next number');"     \
	" END; "

static const char *const version_1[] = {
	"PRAGMA application_id = 1397900366; PRAGMA user_version = 1; "
	"CREATE TABLE series (id INTEGER PRIMARY KEY, "
	"since_utc_s INTEGER NOT NULL, place TEXT NOT NULL"
	" CHECK (place IN ('outdoors', 'indoors', 'window')), "
	"height_cm INTEGER NOT NULL CHECK (height_cm >= -1), "
	"description TEXT NOT NULL, microphone TEXT NOT NULL, "
	"source TEXT NOT NULL"
	" CHECK (source IN ('raw', 'server', 'simulated')), "
	"full_scale INTEGER NOT NULL, self_noise INTEGER NOT NULL, "
	"calibrated INTEGER NOT NULL CHECK (calibrated IN (0, 1)), "
	"interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 3600), "
	"software TEXT NOT NULL) STRICT; ",

	"CREATE TABLE record (sequence INTEGER PRIMARY KEY, "
	"series INTEGER NOT NULL REFERENCES series (id), "
	"start_utc_s INTEGER NOT NULL, "
	"interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 3600), "
	"covered_s INTEGER NOT NULL"
	" CHECK (covered_s BETWEEN 0 AND interval_s), "
	"flags INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 127), "
	OLD_LEVEL("LAeq") OLD_LEVEL("LAFmax") OLD_LEVEL("LAF1")
	OLD_LEVEL("LAF10") OLD_LEVEL("LAF50") OLD_LEVEL("LAF90")
	OLD_LEVEL("LAF95") OLD_LEVEL("LAFmin")
	"CHECK ((LAeq IS NULL) = (covered_s = 0)), "
	"CHECK ((LAFmax >= LAF1 AND LAF1 >= LAF10 AND LAF10 >= LAF50 AND"
	" LAF50 >= LAF90 AND LAF90 >= LAF95 AND LAF95 >= LAFmin) IS TRUE"
	" OR coalesce(LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin)"
	" IS NULL)) STRICT; "
	"CREATE INDEX record_start ON record (start_utc_s); ",

	"CREATE TABLE histogram (id INTEGER PRIMARY KEY, "
	"series INTEGER NOT NULL REFERENCES series (id), "
	"hour_utc_s INTEGER NOT NULL CHECK (hour_utc_s % 3600 = 0), "
	"seconds BLOB NOT NULL CHECK (length(seconds) = 282)) STRICT; "
	"CREATE INDEX histogram_hour ON histogram (hour_utc_s); ",

	OLD_TRIGGERS("series", "id"),
	OLD_TRIGGERS("record", "sequence"),
	OLD_TRIGGERS("histogram", "id")
};
/* clang-format on */

#undef OLD_LEVEL
#undef OLD_TRIGGERS
#endif
