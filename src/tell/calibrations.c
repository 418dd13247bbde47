/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrations.c - the calibrations so far, and what they put in doubt. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../keep/store.h"
#include "../run/language.h"
#include "calibrations.h"
#include "iso_time.h"

/* Values are kept in hundredths of a dB; half of one decides nothing. */
#define TIE_DB 0.005

const char *calibration_kind_name(int32_t kind)
{
	static const char *const names[] = { "none", "calibrator",
		"comparison" };

	return kind >= CALIBRATION_NONE && kind <= CALIBRATION_COMPARISON ?
		names[kind] : "?";
}

/* ------------------------------------------------------------- the file */

bool calibration_split(char field[CALIBRATION_FIELDS][CALIBRATION_TEXT],
	const char *line)
{
	int n = 0;
	size_t at = 0;
	bool quoted = false;

	for (const char *p = line; *p && *p != '\n' && *p != '\r'; p++) {
		if (*p == '"' && quoted && p[1] == '"')
			p++;
		else if (*p == '"') {
			quoted = !quoted;
			continue;
		} else if (*p == ',' && !quoted) {
			field[n][at] = '\0';
			if (++n == CALIBRATION_FIELDS)
				return false;
			at = 0;
			continue;
		}
		if (at + 1 < CALIBRATION_TEXT)
			field[n][at++] = *p;
	}
	field[n][at] = '\0';
	return n == CALIBRATION_FIELDS - 1;
}

void calibrations_path(char *out, size_t size, const char *store)
{
	const char *slash = strrchr(store, '/');

	snprintf(out, size, "%.*scalibrations.csv",
		slash ? (int)(slash - store) + 1 : 0, store);
}

static bool parse(struct calibration_event *e, const char *line)
{
	static char field[CALIBRATION_FIELDS][CALIBRATION_TEXT];
	char *end;

	if (!calibration_split(field, line) ||
		!iso_time_parse(&e->utc_s, field[CALIBRATION_TIME]))
		return false;
	e->full_scale_db = strtod(field[CALIBRATION_FULL_SCALE], &end);
	if (end == field[CALIBRATION_FULL_SCALE] || *end ||
		!(e->full_scale_db >= 60 && e->full_scale_db <= 180))
		return false;
	e->by_comparison =
		strcmp(field[CALIBRATION_SOURCE], "comparison") == 0;
	snprintf(e->microphone, sizeof e->microphone, "%.127s",
		field[CALIBRATION_MICROPHONE]);
	return true;
}

/* Kept in the order of time: a clock may have been wrong in between. */
static bool add(struct calibrations *c, const struct calibration_event *e)
{
	struct calibration_event *more =
		realloc(c->event, (c->n + 1) * sizeof *more);
	size_t at = c->n;

	if (!more)
		return false;
	c->event = more;
	for (; at > 0 && more[at - 1].utc_s > e->utc_s; at--)
		more[at] = more[at - 1];
	more[at] = *e;
	c->n++;
	return true;
}

void calibrations_read(struct calibrations *c, const char *store)
{
	char path[1024], line[CALIBRATION_LINE];
	struct calibration_event e;
	FILE *f;

	*c = (struct calibrations){ 0 };
	calibrations_path(path, sizeof path, store);
	f = fopen(path, "re");
	if (!f && errno != ENOENT && errno != ENOTDIR)
		fprintf(stderr, "sourdine: %s: %s; without it nothing is known "
			"of the calibrations\n", path, strerror(errno));
	for (int n = 1; f && fgets(line, sizeof line, f); n++) {
		if (strcmp(line, CALIBRATION_HEADER) == 0)
			continue;
		if (!parse(&e, line) || !add(c, &e))
			fprintf(stderr, "sourdine: %s:%d: this is no line of "
				"`sourdine calibrate` and was left out\n", path,
				n);
	}
	if (f)
		fclose(f);
}

/* ---------------------------------------------------------- the journal */

static bool take(void *user, const struct store_journal *j)
{
	struct calibration_event e;

	/* the line of the file is its text */
	if (!parse(&e, j->text)) {
		e = (struct calibration_event){ 0 };
		memcpy(e.microphone, j->subject, sizeof e.microphone);
	}
	e.utc_s = j->utc_s;
	e.full_scale_db = (double)j->value / 100;
	return add(user, &e);
}

void calibrations_of_store(struct calibrations *c, struct store *s,
	const char *path)
{
	char file[1024];

	*c = (struct calibrations){ 0 };
	(void)store_journal(s, STORE_CALIBRATION, take, c);
	if (c->n > 0)
		return;
	calibrations_read(c, path);
	calibrations_path(file, sizeof file, path);
	if (c->n > 0)
		fprintf(stderr, _("sourdine: the store's journal has no "
			"calibration yet: what is doubtful is taken from %s, "
			"which is not sealed\n"), file);
}

void calibrations_free(struct calibrations *c)
{
	free(c->event);
	*c = (struct calibrations){ 0 };
}

/* ------------------------------------------------------------- the doubt */

static bool differ(const struct calibration_event *a,
	const struct calibration_event *b)
{
	double most = a->by_comparison || b->by_comparison ?
		CALIBRATION_COMPARISON_DB : CALIBRATION_DRIFT_DB;

	return fabs(a->full_scale_db - b->full_scale_db) > most + TIE_DB;
}

bool calibrations_doubt(const struct calibrations *c, const char *microphone,
	int64_t from_utc_s, int64_t to_utc_s)
{
	const struct calibration_event *before = NULL;

	for (size_t i = 0; i < c->n; i++) {
		const struct calibration_event *e = &c->event[i];

		if (strcmp(e->microphone, microphone) != 0)
			continue;
		if (before && before->utc_s < to_utc_s &&
			from_utc_s < e->utc_s && differ(before, e))
			return true;
		before = e;
	}
	return false;
}
