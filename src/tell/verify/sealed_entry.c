/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed_entry.c - an entry as a line of JSON, and back. */
#include <string.h>

#include <sodium.h>

#include "sealed.h"

json_t *sealed_hex(const uint8_t *bytes, size_t n)
{
	char text[4 * STORE_SECONDS + 1];

	if (2 * n >= sizeof text)
		return NULL;
	sodium_bin2hex(text, sizeof text, bytes, n);
	return json_string(text);
}

bool sealed_read_hex(uint8_t *bytes, size_t n, const json_t *text)
{
	const char *hex = json_string_value(text);
	size_t got = 0;

	return hex && strlen(hex) == 2 * n && sodium_hex2bin(bytes, n, hex,
		2 * n, NULL, &got, NULL) == 0 && got == n;
}

/* One table for both ways: a field's name and where it lies. */
enum field_type { NUMBER_64, NUMBER_32, LEVEL_16, TIME_64, TEXT };

struct field {
	const char *name;
	enum field_type type;
	size_t offset, size;
};

#define FIELD(of, type, name) { #name, type, \
	offsetof(struct entry, of.name), sizeof((struct entry *)0)->of.name }
#define LEVEL(name) { #name, LEVEL_16, \
	offsetof(struct entry, record.spread.name), 2 }

static const struct field series[] = {
	FIELD(series, NUMBER_64, id), FIELD(series, NUMBER_64, since_utc_s),
	FIELD(series, TEXT, place), FIELD(series, NUMBER_32, height_cm),
	FIELD(series, TEXT, description), FIELD(series, TEXT, microphone),
	FIELD(series, TEXT, source), FIELD(series, NUMBER_32, full_scale),
	FIELD(series, NUMBER_32, self_noise),
	FIELD(series, NUMBER_32, calibrated),
	FIELD(series, NUMBER_32, interval_s), FIELD(series, TEXT, software),
	FIELD(series, NUMBER_64, placement),
	FIELD(series, NUMBER_64, calibration), { NULL, TEXT, 0, 0 }
};
static const struct field record[] = {
	FIELD(record, NUMBER_64, sequence), FIELD(record, NUMBER_64, series),
	FIELD(record, NUMBER_64, start_utc_s),
	FIELD(record, NUMBER_32, interval_s),
	FIELD(record, NUMBER_32, covered_s), FIELD(record, NUMBER_32, flags),
	FIELD(record, LEVEL_16, LAeq), LEVEL(LAFmax), LEVEL(LAF1),
	LEVEL(LAF10), LEVEL(LAF50), LEVEL(LAF90), LEVEL(LAF95), LEVEL(LAFmin),
	{ NULL, TEXT, 0, 0 }
};
static const struct field histogram[] = {
	FIELD(histogram, NUMBER_64, series),
	FIELD(histogram, NUMBER_64, hour_utc_s), { NULL, TEXT, 0, 0 }
};
static const struct field seconds[] = {
	FIELD(seconds, NUMBER_64, series),
	FIELD(seconds, NUMBER_64, start_utc_s),
	FIELD(seconds, NUMBER_32, count), { NULL, TEXT, 0, 0 }
};
static const struct field journal[] = {
	FIELD(journal, NUMBER_64, utc_s), FIELD(journal, TIME_64, from_utc_s),
	FIELD(journal, TIME_64, to_utc_s), FIELD(journal, NUMBER_64, refers),
	FIELD(journal, NUMBER_64, value), FIELD(journal, TEXT, subject),
	FIELD(journal, TEXT, text), { NULL, TEXT, 0, 0 }
};
static const struct field none[] = { { NULL, TEXT, 0, 0 } };

static const struct field *const fields[ENTRY_KINDS] = {
	[ENTRY_SERIES] = series, [ENTRY_RECORD] = record,
	[ENTRY_HISTOGRAM] = histogram, [ENTRY_SECONDS] = seconds,
	[ENTRY_JOURNAL] = journal, [ENTRY_KEY] = none,
};

/* ---------------------------------------------------------------- writing */

static json_t *write_field(const struct field *f, const void *at)
{
	int64_t v64;
	int32_t v32;
	slm_tenth_db level;

	switch (f->type) {
	case NUMBER_64:
	case TIME_64:
		memcpy(&v64, at, sizeof v64);
		return f->type == TIME_64 && v64 == STORE_NO_TIME ?
			json_null() : json_integer(v64);
	case NUMBER_32:
		memcpy(&v32, at, sizeof v32);
		return json_integer(v32);
	case LEVEL_16:
		memcpy(&level, at, sizeof level);
		return level == SLM_NO_LEVEL ? json_null() :
			json_integer(level);
	case TEXT:
		break;
	}
	return json_string(at);
}

static void set_bytes(json_t *line, const struct entry *e)
{
	uint8_t bytes[2 * STORE_SECONDS];
	int first;
	size_t n;

	switch (e->kind) {
	case ENTRY_HISTOGRAM:
		n = entry_histogram_bytes(bytes, &first, &e->histogram);
		json_object_set_new(line, "first", json_integer(first));
		json_object_set_new(line, "seconds", sealed_hex(bytes, n));
		break;
	case ENTRY_SECONDS:
		if (e->seconds.erased) {
			json_object_set_new(line, "digest",
				sealed_hex(e->packed, ENTRY_HASH));
			break;
		}
		n = entry_seconds_bytes(bytes, &e->seconds);
		json_object_set_new(line, "seconds", sealed_hex(bytes, n));
		break;
	case ENTRY_JOURNAL:
		json_object_set_new(line, "line",
			json_integer(e->journal.kind));
		break;
	case ENTRY_KEY:
		json_object_set_new(line, "public",
			sealed_hex(e->key, ENTRY_KEY_BYTES));
		break;
	case ENTRY_SERIES:
	case ENTRY_RECORD:
	case ENTRY_KINDS:
		break;
	}
}

/* All its texts are UTF-8: JSON has no others. */
static bool can_be_shown(const struct entry *e)
{
	bool can = true;

	for (const struct field *f = fields[e->kind]; f->name; f++) {
		json_t *j = write_field(f, (const char *)e + f->offset);

		can = can && j;
		json_decref(j);
	}
	return can;
}

json_t *sealed_entry(const struct entry *e, bool withhold)
{
	json_t *line = json_object();
	uint8_t digest[ENTRY_HASH];

	withhold = withhold || e->withheld || !can_be_shown(e);
	json_object_set_new(line, "n", json_integer(e->n));
	json_object_set_new(line, "kind",
		json_string(entry_kind_name(e->kind)));
	if (withhold) {
		entry_digest(digest, e);
		json_object_set_new(line, "withheld",
			sealed_hex(digest, sizeof digest));
	} else {
		for (const struct field *f = fields[e->kind]; f->name; f++)
			json_object_set_new(line, f->name,
				write_field(f, (const char *)e + f->offset));
		set_bytes(line, e);
	}
	json_object_set_new(line, "link", sealed_hex(e->link, ENTRY_LINK));
	return line;
}

/* ---------------------------------------------------------------- reading */

static bool read_field(const struct field *f, void *at, const json_t *v)
{
	int64_t v64 = json_integer_value(v);
	int32_t v32 = (int32_t)v64;
	slm_tenth_db level = (slm_tenth_db)v64;
	size_t n;

	switch (f->type) {
	case TIME_64:
		if (json_is_null(v))
			v64 = STORE_NO_TIME;
		memcpy(at, &v64, sizeof v64);
		return json_is_integer(v) || json_is_null(v);
	case NUMBER_64:
		memcpy(at, &v64, sizeof v64);
		return json_is_integer(v);
	case NUMBER_32:
		memcpy(at, &v32, sizeof v32);
		return json_is_integer(v) && v32 == v64;
	case LEVEL_16:
		if (json_is_null(v))
			level = SLM_NO_LEVEL;
		memcpy(at, &level, sizeof level);
		return json_is_null(v) || (json_is_integer(v) && v64 >= 0 &&
			v64 <= SLM_LOUDEST);
	case TEXT:
		break;
	}
	n = json_string_length(v);
	if (!json_is_string(v) || n >= f->size)
		return false;
	memcpy(at, json_string_value(v), n + 1);
	return strlen(at) == n;
}

static bool read_histogram(struct store_histogram *h, const json_t *line)
{
	const json_t *text = json_object_get(line, "seconds");
	json_int_t first = json_integer_value(json_object_get(line, "first"));
	size_t n = json_string_length(text) / 4;
	uint8_t b[2 * STORE_CLASSES];

	if (first < 0 || first > STORE_CLASSES ||
		n > STORE_CLASSES - (size_t)first ||
		!sealed_read_hex(b, 2 * n, text))
		return false;
	for (size_t i = 0; i < n; i++)
		h->seconds[(size_t)first + i] = (uint16_t)(b[2 * i] |
			b[2 * i + 1] << 8);
	return true;
}

static bool read_seconds(struct entry *e, const json_t *line)
{
	const json_t *text = json_object_get(line, "seconds");
	struct store_seconds *x = &e->seconds;
	uint8_t b[2 * STORE_SECONDS];

	if (x->count < 1 || x->count > STORE_SECONDS)
		return false;
	x->erased = text == NULL;
	if (x->erased)
		return sealed_read_hex(e->packed, ENTRY_HASH,
			json_object_get(line, "digest"));
	if (!sealed_read_hex(b, 2 * (size_t)x->count, text))
		return false;
	for (int i = 0; i < x->count; i++)
		x->second[i] = (uint16_t)(b[2 * i] | b[2 * i + 1] << 8);
	return true;
}

static bool read_bytes(struct entry *e, const json_t *line)
{
	const json_t *kind = json_object_get(line, "line");

	switch (e->kind) {
	case ENTRY_HISTOGRAM:
		return read_histogram(&e->histogram, line);
	case ENTRY_SECONDS:
		return read_seconds(e, line);
	case ENTRY_JOURNAL:
		e->journal.kind = (int32_t)json_integer_value(kind);
		e->journal.n = e->n;
		return json_is_integer(kind) && e->journal.kind > 0 &&
			e->journal.kind < 256;
	case ENTRY_KEY:
		return sealed_read_hex(e->key, ENTRY_KEY_BYTES,
			json_object_get(line, "public"));
	case ENTRY_SERIES:
	case ENTRY_RECORD:
	case ENTRY_KINDS:
		break;
	}
	return true;
}

bool sealed_read_entry(struct entry *e, const json_t *line)
{
	const char *kind = json_string_value(json_object_get(line, "kind"));
	const json_t *withheld = json_object_get(line, "withheld");

	memset(e, 0, sizeof *e);
	e->kind = ENTRY_SERIES;
	while (kind && e->kind < ENTRY_KINDS &&
		strcmp(kind, entry_kind_name(e->kind)) != 0)
		e->kind++;
	e->n = json_integer_value(json_object_get(line, "n"));
	if (!kind || e->kind == ENTRY_KINDS || e->n < 1 ||
		!sealed_read_hex(e->link, ENTRY_LINK,
			json_object_get(line, "link")))
		return false;
	e->withheld = withheld != NULL;
	if (e->withheld)
		return sealed_read_hex(e->digest, ENTRY_HASH, withheld);
	for (const struct field *f = fields[e->kind]; f->name; f++)
		if (!read_field(f, (char *)e + f->offset,
			json_object_get(line, f->name)))
			return false;
	return read_bytes(e, line);
}
