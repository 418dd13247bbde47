/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weather_csv.c - reads a weather station's CSV.
 *
 * Each line holds from its time until the next one's, at most for an hour: of
 * what lies beyond, nothing is known.  The same for a line without a value. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "../../run/language.h"
#include "../iso_time.h"
#include "file.h"
#include "weather.h"
#include "weather_spans.h"

#define LONGEST_S 3600
#define COLUMNS   32

struct reading {
	const char *path;
	int line;
	int time, rain, wind; /* columns */
	int64_t from;         /* of the line before; INT64_MIN: none */
	bool known, bad;      /* of the line before */
	struct weather *weather;
};

static bool wrong(const struct reading *r, const char *value,
	const char *wanted)
{
	fprintf(stderr, _("sourdine: %s, line %d: '%s' is not %s\n"), r->path,
		r->line, value, wanted);
	return false;
}

static int split(char *line, char *cells[COLUMNS])
{
	int n = 0;

	line[strcspn(line, "\r")] = '\0';
	while (line && n < COLUMNS) {
		char *comma = strchr(line, ',');

		if (comma)
			*comma++ = '\0';
		cells[n++] = line;
		line = comma;
	}
	return n;
}

static bool read_head(struct reading *r, char *line)
{
	char *cells[COLUMNS], whole[128];
	int n;

	snprintf(whole, sizeof whole, "%.*s", (int)strcspn(line, "\r"), line);
	if (strncmp(line, "\xef\xbb\xbf", 3) == 0) /* a mark of UTF-8 */
		line += 3;
	n = split(line, cells);
	r->time = r->rain = r->wind = -1;
	for (int k = 0; k < n; k++) {
		if (strcmp(cells[k], "time") == 0)
			r->time = k;
		if (strcmp(cells[k], "rain_mm") == 0)
			r->rain = k;
		if (strcmp(cells[k], "wind_m_s") == 0)
			r->wind = k;
	}
	return (r->time >= 0 && r->rain >= 0 && r->wind >= 0) ||
		wrong(r, whole, _("a head with the columns "
			"time,rain_mm,wind_m_s"));
}

/* NAN for an empty cell. */
static bool number(const struct reading *r, const char *cell, double most,
	const char *wanted, double *value)
{
	char *end;

	*value = cell[0] ? strtod(cell, &end) : NAN;
	return !cell[0] || (*end == '\0' && *value >= 0 && *value <= most) ||
		wrong(r, cell, wanted);
}

static void end_line(struct reading *r, int64_t to)
{
	if (r->from == INT64_MIN || !r->known)
		return;
	if (to - r->from > LONGEST_S)
		to = r->from + LONGEST_S;
	weather_add(r->weather, r->from, to, r->bad);
}

static bool read_line(struct reading *r, char *line)
{
	char *cells[COLUMNS];
	int n = split(line, cells);
	int most = r->time > r->rain ? r->time : r->rain;
	double rain, wind;
	int64_t at;

	if (n == 1 && !cells[0][0])
		return true;
	if (n <= (most > r->wind ? most : r->wind))
		return wrong(r, cells[0], _("a line with as many columns as "
			"the head"));
	if (!iso_time_parse(&at, cells[r->time]))
		return wrong(r, cells[r->time], _(ISO_TIME_WANTED));
	if (at <= r->from)
		return wrong(r, cells[r->time], _("later than the line before "
			"it"));
	if (!number(r, cells[r->rain], 1000, _("rain in mm, like 0.2"),
			&rain) ||
		!number(r, cells[r->wind], 150, _("wind in m/s, like 3.5"),
			&wind))
		return false;
	end_line(r, at);
	r->from = at;
	r->bad = rain > 0 || wind > WEATHER_WIND_M_S;
	r->known = r->bad || (!isnan(rain) && !isnan(wind));
	r->weather->rows++;
	return true;
}

static bool read_all(struct reading *r, char *text)
{
	while (text) {
		char *next = strchr(text, '\n');

		if (next)
			*next++ = '\0';
		r->line++;
		if (!(r->line == 1 ? read_head : read_line)(r, text))
			return false;
		text = next;
	}
	if (r->weather->rows == 0)
		return wrong(r, "", _("a line of weather"));
	end_line(r, r->from + LONGEST_S);
	return true;
}

static void name(struct weather *w, const char *path, const char *text,
	size_t n)
{
	const char *slash = strrchr(path, '/');
	uint8_t hash[crypto_hash_sha256_BYTES];

	snprintf(w->file, sizeof w->file, "%s", slash ? slash + 1 : path);
	crypto_hash_sha256(hash, (const uint8_t *)text, n);
	sodium_bin2hex(w->sha256, sizeof w->sha256, hash, sizeof hash);
}

struct weather *weather_from_csv(const char *path)
{
	struct weather *w = calloc(1, sizeof *w);
	struct reading r = { .path = path, .from = INT64_MIN, .weather = w };
	size_t n = 0;
	char *text = w ? report_read_file(path, &n) : NULL;
	bool good = text != NULL;

	if (!good)
		fprintf(stderr, "sourdine: %s: %s\n", path, strerror(errno));
	if (good) {
		name(w, path, text, n);
		good = read_all(&r, text);
	}
	free(text);
	if (good)
		return w;
	weather_free(w);
	return NULL;
}
