/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.h - the tables of a store, as SQLite is given them.
 *
 * Rows are only ever added: triggers refuse every change, and a row whose
 * number is not the next one, so that nothing can be replaced either.  What
 * may go is what a signed checkpoint stands for, and the seconds of a study
 * whose digest takes their place.  A level that does not exist is NULL.
 *
 * n is the entry's number in the chain, link the first bytes of the chain's
 * hash after it; tip is the chain's end. */
#ifndef SCHEMA_H
#define SCHEMA_H

/* clang-format off: lines as SQL has them */
#define LEVEL(name) name " INTEGER CHECK (" name " BETWEEN 0 AND 1400), "
#define LINK "link BLOB NOT NULL CHECK (length(link) = 4)"

#define TRIGGER(table, when, only, why)                                     \
	" BEFORE " when " ON " table only                                   \
	" BEGIN SELECT raise(ABORT, '" table ": " why "'); END; "

#define ONLY_ADDED(table)                                                   \
	"CREATE TRIGGER " table "_no_delete"                                \
	TRIGGER(table, "DELETE", " WHEN OLD.n > (SELECT"                    \
		" coalesce(max(n), 0) FROM checkpoint)",                    \
		"rows are never deleted")                                   \
	"CREATE TRIGGER " table "_next"                                     \
	TRIGGER(table, "INSERT", " WHEN NEW.n IS NOT"                       \
		" (SELECT n + 1 FROM tip)", "not the next number")

#define NEVER_CHANGED(table)                                                \
	"CREATE TRIGGER " table "_no_update"                                \
	TRIGGER(table, "UPDATE", "", "rows are never changed")

#define COUNTED(table, number)                                              \
	"CREATE TRIGGER " table "_counted"                                  \
	TRIGGER(table, "INSERT", " WHEN NEW." number " IS NOT (SELECT"      \
		" coalesce(max(" number "), 0) + 1 FROM " table ")",        \
		"not the next number")

static const char *const schema[] = {
	"CREATE TABLE tip ("
	"one INTEGER PRIMARY KEY CHECK (one = 1), "
	"n INTEGER NOT NULL CHECK (n >= 0), "
	"hash BLOB NOT NULL CHECK (length(hash) = 32)"
	") STRICT; ",

	"CREATE TABLE series ("
	"id INTEGER PRIMARY KEY, "
	"n INTEGER NOT NULL, "
	"since_utc_s INTEGER NOT NULL, "
	"place TEXT NOT NULL"
	" CHECK (place IN ('outdoors', 'indoors', 'window')), "
	"height_cm INTEGER NOT NULL CHECK (height_cm >= -1), "
	"description TEXT NOT NULL, "
	"microphone TEXT NOT NULL, "
	"source TEXT NOT NULL"
	" CHECK (source IN ('raw', 'server', 'simulated')), "
	"full_scale INTEGER NOT NULL, "
	"self_noise INTEGER NOT NULL, "
	"calibrated INTEGER NOT NULL CHECK (calibrated IN (0, 1, 2)), "
	"interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 3600), "
	"software TEXT NOT NULL, "
	"placement INTEGER NOT NULL CHECK (placement >= 1), "
	"calibration INTEGER NOT NULL CHECK (calibration >= 0), "
	LINK
	") STRICT; ",

	"CREATE TABLE record ("
	"sequence INTEGER PRIMARY KEY, "
	"n INTEGER NOT NULL, "
	"series INTEGER NOT NULL REFERENCES series (id), "
	"start_utc_s INTEGER NOT NULL, "
	"interval_s INTEGER NOT NULL CHECK (interval_s BETWEEN 60 AND 3600), "
	"covered_s INTEGER NOT NULL"
	" CHECK (covered_s BETWEEN 0 AND interval_s), "
	"flags INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 127), "
	LEVEL("LAeq") LEVEL("LAFmax") LEVEL("LAF1") LEVEL("LAF10")
	LEVEL("LAF50") LEVEL("LAF90") LEVEL("LAF95") LEVEL("LAFmin")
	LINK ", "
	"CHECK ((LAeq IS NULL) = (covered_s = 0)), "
	"CHECK ((LAFmax >= LAF1 AND LAF1 >= LAF10 AND LAF10 >= LAF50 AND"
	" LAF50 >= LAF90 AND LAF90 >= LAF95 AND LAF95 >= LAFmin) IS TRUE"
	" OR coalesce(LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin)"
	" IS NULL)"
	") STRICT; "
	"CREATE INDEX record_start ON record (start_utc_s); ",

	/* seconds: counts of 16 bits, low byte first, from class `first` on,
	 * without the zeros at either end */
	"CREATE TABLE histogram ("
	"n INTEGER PRIMARY KEY, "
	"series INTEGER NOT NULL REFERENCES series (id), "
	"hour_utc_s INTEGER NOT NULL CHECK (hour_utc_s % 3600 = 0), "
	"first INTEGER NOT NULL CHECK (first BETWEEN 0 AND 140), "
	"seconds BLOB NOT NULL CHECK (length(seconds) % 2 = 0"
	" AND length(seconds) <= 2 * (141 - first)), "
	LINK
	") STRICT; "
	"CREATE INDEX histogram_hour ON histogram (hour_utc_s); ",

	/* seconds: 16 bits each, low byte first: the state above 12 bits of
	 * level.  Erased, their digest is left. */
	"CREATE TABLE seconds ("
	"n INTEGER PRIMARY KEY, "
	"series INTEGER NOT NULL REFERENCES series (id), "
	"start_utc_s INTEGER NOT NULL, "
	"count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 3600), "
	"seconds BLOB CHECK (length(seconds) = 2 * count), "
	"digest BLOB CHECK (length(digest) = 32), "
	LINK ", "
	"CHECK ((seconds IS NULL) != (digest IS NULL))"
	") STRICT; "
	"CREATE INDEX seconds_start ON seconds (start_utc_s); ",

	"CREATE TABLE journal ("
	"n INTEGER PRIMARY KEY, "
	"kind INTEGER NOT NULL CHECK (kind >= 1), "
	"utc_s INTEGER NOT NULL, "
	"from_utc_s INTEGER, "
	"to_utc_s INTEGER, "
	"refers INTEGER NOT NULL, "
	"value INTEGER NOT NULL, "
	"subject TEXT NOT NULL, "
	"text TEXT NOT NULL, "
	LINK
	") STRICT; "
	"CREATE INDEX journal_kind ON journal (kind, refers); ",

	"CREATE TABLE key ("
	"n INTEGER PRIMARY KEY, "
	"public BLOB NOT NULL CHECK (length(public) = 32), "
	LINK
	") STRICT; ",

	/* a signature over the chain up to n */
	"CREATE TABLE head ("
	"n INTEGER PRIMARY KEY, "
	"utc_s INTEGER NOT NULL, "
	"signature BLOB NOT NULL CHECK (length(signature) = 64)"
	") STRICT; ",

	/* what was removed ended at n, where the chain had this hash; kept:
	 * digest of the entries before it that were not removed */
	"CREATE TABLE checkpoint ("
	"n INTEGER PRIMARY KEY, "
	"utc_s INTEGER NOT NULL, "
	"hash BLOB NOT NULL CHECK (length(hash) = 32), "
	"kept BLOB NOT NULL CHECK (length(kept) = 32), "
	"signature BLOB NOT NULL CHECK (length(signature) = 64)"
	") STRICT; ",

	NEVER_CHANGED("series") NEVER_CHANGED("record")
	NEVER_CHANGED("histogram") NEVER_CHANGED("journal")
	NEVER_CHANGED("key") NEVER_CHANGED("head") NEVER_CHANGED("checkpoint")
	"CREATE TRIGGER seconds_no_update"
	TRIGGER("seconds", "UPDATE", " WHEN OLD.seconds IS NULL"
		" OR NEW.seconds IS NOT NULL OR NEW.digest IS NULL"
		" OR NEW.n != OLD.n OR NEW.series != OLD.series"
		" OR NEW.start_utc_s != OLD.start_utc_s"
		" OR NEW.count != OLD.count OR NEW.link != OLD.link",
		"rows are never changed")
	"CREATE TRIGGER head_no_delete"
	TRIGGER("head", "DELETE", " WHEN OLD.n > (SELECT"
		" coalesce(max(n), 0) FROM checkpoint)",
		"rows are never deleted")
	"CREATE TRIGGER checkpoint_no_delete"
	TRIGGER("checkpoint", "DELETE", "", "rows are never deleted"),

	ONLY_ADDED("series") ONLY_ADDED("record") ONLY_ADDED("histogram")
	ONLY_ADDED("seconds") ONLY_ADDED("journal") ONLY_ADDED("key")
	COUNTED("series", "id") COUNTED("record", "sequence")
};

#undef LEVEL
#undef LINK
#undef TRIGGER
#undef ONLY_ADDED
#undef NEVER_CHANGED
#undef COUNTED
#endif
