/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.c - the records of a period, one at a time, in a form. */
#include <string.h>

#include "write.h"

const struct export_format *export_find(const char *name)
{
	static const struct export_format *const all[] = { &export_csv,
		&export_json, &export_jsonl, &export_influx };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(name, all[i]->name) == 0)
			return all[i];
	return NULL;
}

bool export_is_simulated(const struct store_series *s)
{
	return strcmp(s->source, "simulated") == 0;
}

static bool find_series(struct export_stream *st, int64_t id)
{
	if (st->series.id == id)
		return true;
	if (!store_series(st->store, id, &st->series))
		return false;
	if (st->first_series == 0)
		st->first_series = id;
	return true;
}

static bool write_record(void *user, const struct store_record *r)
{
	struct export_stream *st = user;
	struct export_row row = { r, &st->series, false };

	if (!find_series(st, r->series)) {
		st->error = STORE_ERR_FORMAT;
		return false;
	}
	row.doubtful = !export_is_simulated(&st->series) &&
		calibrations_doubt(&st->request->calibrations,
			st->series.microphone, r->start_utc_s,
			r->start_utc_s + r->interval_s);
	if (!st->request->format->put(st, &row))
		st->error = STORE_ERR_FORMAT;
	st->written++;
	return !st->error && !ferror(st->to) && !*st->request->stop;
}

int export_write(FILE *to, struct store *s, const struct export_request *r)
{
	struct export_stream st = { .to = to, .store = s, .request = r };
	int error;

	if (r->format->begin)
		r->format->begin(&st);
	error = store_records(s, r->from_utc_s, r->to_utc_s, write_record,
		&st);
	if (!error)
		error = st.error;
	if (!error && r->format->end && !ferror(to) && !r->format->end(&st))
		error = STORE_ERR_FORMAT;
	return error;
}
