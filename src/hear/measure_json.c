/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_json.c - the levels of a recording for a program to read. */
#include <math.h>

#include <jansson.h>

#include "measure.h"

/* Significant digits: enough for three decimals of any level or duration. */
#define DIGITS 12

/* Three decimals, or null where there is nothing to say. */
static json_t *real(double x)
{
	return isfinite(x) ? json_real(round(x * 1000.0) / 1000.0)
			   : json_null();
}

/* A name that is not UTF-8 cannot stand in JSON as it is. */
static json_t *text(const char *name)
{
	json_t *t = json_string(name);
	char plain[4096];
	size_t n = 0;

	if (t)
		return t;
	for (; name[n] && n + 1 < sizeof plain; n++)
		plain[n] = (unsigned char)name[n] < 0x80 ? name[n] : '?';
	plain[n] = '\0';
	return json_string(plain);
}

/* jansson refuses to add or to print NULL: so a want of memory anywhere ends
 * up in the answer of the outermost call. */
static json_t *whole(json_t *j, int bad)
{
	if (!bad)
		return j;
	json_decref(j);
	return NULL;
}

static json_t *exceeded(const float levels[7])
{
	json_t *j = json_object();
	char key[8];
	int bad = 0;

	for (int i = 0; i < 7; i++) {
		snprintf(key, sizeof key, "L%d", measure_percents[i]);
		bad |= json_object_set_new(j, key, real((double)levels[i]));
	}
	return whole(j, bad);
}

static json_t *seconds(const float *levels, size_t n)
{
	json_t *j = json_array();
	int bad = 0;

	for (size_t i = 0; i < n; i++)
		bad |= json_array_append_new(j, real((double)levels[i]));
	return whole(j, bad);
}

static json_t *bands(const struct band *b, size_t n)
{
	json_t *j = json_object();
	char key[24];
	int bad = 0;

	for (size_t i = 0; i < n; i++) {
		snprintf(key, sizeof key, "%g", b[i].nominal_hz);
		bad |= json_object_set_new(j, key, real((double)b[i].db));
	}
	return whole(j, bad);
}

static int set_origin(json_t *j, const struct measurement *m,
	const struct recording *r, const struct options *o)
{
	const struct {
		const char *key;
		json_t *value;
	} keys[] = {
		{"file", text(r->name)},
		{"duration_s", real(m->all.duration_s)},
		{"sample_rate_hz", json_integer(r->info.samplerate)},
		{"channel", json_integer(o->channel)},
		{"channels", json_integer(r->info.channels)},
		{"full_scale_db", real(o->full_scale_db)},
		{"calibrated", json_boolean(o->calibrated)},
		{"truncated", json_boolean(m->truncated)},
		{"overload", json_boolean(m->all.overload)},
		{"under_range", json_boolean(m->under_range)},
		{"no_signal_s", json_integer((json_int_t)m->no_signal_s)},
	};
	int bad = 0;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		bad |= json_object_set_new(j, keys[i].key, keys[i].value);
	return bad;
}

static int set_levels(json_t *j, const struct slm_summary *s)
{
	const struct {
		const char *key;
		float db;
	} levels[] = {
		{"LAeq", s->LAeq},
		{"LCeq", s->LCeq},
		{"LZeq", s->LZeq},
		{"LAE", s->LAE},
		{"LAFmax", s->LAFmax},
		{"LAFmin", s->LAFmin},
		{"LASmax", s->LASmax},
		{"LASmin", s->LASmin},
		{"LAImax", s->LAImax},
		{"LCpeak", s->LCpeak},
	};
	int bad = 0;

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		bad |= json_object_set_new(
			j, levels[i].key, real((double)levels[i].db));
	return bad;
}

static bool dump(json_t *j, FILE *to)
{
	bool good = json_dumpf(j, to, JSON_REAL_PRECISION(DIGITS)) == 0;

	json_decref(j);
	return good;
}

bool measure_json(const struct measurement *m, const struct recording *r,
	const struct options *o, FILE *to)
{
	json_t *j = json_object();
	int bad = set_origin(j, m, r, o) | set_levels(j, &m->all);

	bad |= json_object_set_new(j, "LN", exceeded(m->all.LAFN));
	bad |= json_object_set_new(j, "LAeq1s_LN", exceeded(m->LAeq_1s_N));
	if (o->bands) {
		bad |= json_object_set_new(
			j, "third", bands(m->bands.thirds, m->bands.n_thirds));
		bad |= json_object_set_new(j, "octave",
			bands(m->bands.octaves, m->bands.n_octaves));
	}
	bad |= json_object_set_new(
		j, "LAeq_1s", seconds(m->LAeq_1s, m->seconds));
	return dump(whole(j, bad), to);
}

bool measure_json_error(const struct recording *r, FILE *to)
{
	json_t *j = json_object();
	int bad = json_object_set_new(j, "file", text(r->name));

	bad |= json_object_set_new(j, "error", text(r->why));
	return dump(whole(j, bad), to);
}
