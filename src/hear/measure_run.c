/* SPDX-License-Identifier: GPL-3.0-or-later */
/* measure_run.c - takes one recording through the meter. */
#include <math.h>
#include <stdlib.h>

#include "correction.h"
#include "measure.h"

/* Beyond this a float is no sample of a sound, whatever its unit, and its
 * square would not fit. */
#define ABSURD 1e9f

/* A level this little above the self-noise is partly that noise. */
#define SELF_NOISE_MARGIN_DB 7.0

double measure_limit_db(const struct options *o)
{
	return o->self_noise_db > 0.0 ? o->self_noise_db + SELF_NOISE_MARGIN_DB
				      : -INFINITY;
}

/* The meters; static, for they are large. */
static struct {
	slm_meter meter;
	bool bands;
	struct slm_bands thirds, octaves;
	bool corrected;
	struct correction correction;
	int64_t skip;	      /* what is left of the filter's delay */
	int64_t began, taken; /* samples before this second; so far */
} tools;

/* The filter takes the stillness of a dead microphone away. */
static bool is_dead(const struct slm_second *s)
{
	return s->state == SLM_STATE_DEAD ||
	       (tools.corrected && correction_was_still(&tools.correction,
					   tools.began, tools.taken));
}

static bool keep_second(struct measurement *m, const struct slm_second *s,
	const struct options *o)
{
	if (m->seconds == m->room) {
		size_t room = m->room ? 2 * m->room : 1024;
		float *more = realloc(m->LAeq_1s, room * sizeof *more);

		if (!more)
			return false;
		m->LAeq_1s = more;
		m->room = room;
	}
	m->LAeq_1s[m->seconds] = is_dead(s) ? NAN : slm_second_db(&tools.meter);
	m->no_signal_s += is_dead(s);
	m->seconds++;
	tools.began = tools.taken;
	/* Without a stated self-noise the meter says it of levels below 0 dB
	 * only, which its messages cannot carry; here they are shown. */
	if (s->state == SLM_STATE_UNDER_RANGE && o->self_noise_db > 0.0)
		m->under_range = true;
	return true;
}

static bool take(
	struct measurement *m, float *x, size_t n, const struct options *o)
{
	struct slm_second s;

	if (tools.bands) {
		slm_bands_consume(&tools.thirds, x, n);
		slm_bands_consume(&tools.octaves, x, n);
	}
	while (n > 0) {
		size_t done = slm_consume(&tools.meter, x, n);

		tools.taken += (int64_t)done;
		if (slm_take_second(&tools.meter, &s) && !keep_second(m, &s, o))
			return false;
		x += done;
		n -= done;
	}
	return true;
}

/* Through the filter in small portions, so that it knows of no sound much
 * later than what it gives back. */
static bool correct(
	struct measurement *m, float *x, size_t n, const struct options *o)
{
	size_t portion = response_delay(&tools.correction.response);

	for (size_t part; n > 0; x += part, n -= part) {
		size_t skip;

		part = n < portion ? n : portion;
		m->overload |= correction_run(&tools.correction, x, part);
		skip = (int64_t)part < tools.skip ? part : (size_t)tools.skip;
		tools.skip -= (int64_t)skip;
		if (!take(m, x + skip, part - skip, o))
			return false;
	}
	return true;
}

/* What the filter still holds. */
static bool drain(struct measurement *m, float *x, const struct options *o)
{
	size_t n = response_delay(&tools.correction.response);

	for (size_t i = 0; i < n; i++)
		x[i] = 0;
	return correct(m, x, n, o);
}

/* Index of the first sample that cannot be one, or n. */
static size_t first_bad(const float *x, size_t n)
{
	size_t i = 0;

	while (i < n && fabsf(x[i]) <= ABSURD)
		i++;
	return i;
}

static bool prepare(struct recording *r, const struct options *o)
{
	struct slm_config c = {
		.sample_rate_hz = (uint32_t)r->info.samplerate,
		.full_scale_db = (float)o->full_scale_db,
		.self_noise_db = (float)o->self_noise_db,
		.overload_db = (float)o->overload_db,
		.rail = r->rail,
	};
	int error;

	tools.began = tools.taken = 0;
	tools.corrected = o->curve != NULL;
	if (tools.corrected) {
		char why[SENTENCE / 2], name[SENTENCE / 3];

		if (!correction_make(&tools.correction, o->curve,
			    o->response_at_hz, &c, why, sizeof why)) {
			measure_printable(name, sizeof name, o->response);
			snprintf(r->why, sizeof r->why, "the response in %s %s",
				name, why);
			return false;
		}
		tools.skip = correction_delay(&tools.correction);
	}
	error = slm_init(&tools.meter, &c);
	tools.bands = o->bands;
	if (!error && o->bands)
		error = slm_bands_init(&tools.thirds, c.sample_rate_hz, 3);
	if (!error && o->bands)
		error = slm_bands_init(&tools.octaves, c.sample_rate_hz, 1);
	if (error)
		snprintf(r->why, sizeof r->why,
			"the meter refused its settings (error %d); check "
			"the options",
			error);
	return error == 0;
}

static bool hear_all(
	struct measurement *m, struct recording *r, const struct options *o)
{
	static float mono[BITE];
	struct progress p;
	bool good = true;
	size_t n;

	progress_begin(&p, r, !o->quiet);
	while (good && (n = recording_read(r, o->channel, mono)) > 0) {
		size_t bad = first_bad(mono, n);

		if (bad < n) {
			double at = (double)(r->heard - (int64_t)(n - bad)) /
				    r->info.samplerate;

			snprintf(r->why, sizeof r->why,
				"the sample at %.4f s is %s; export the "
				"recording again",
				at,
				isnan(mono[bad])   ? "not a number"
				: isinf(mono[bad]) ? "infinite"
						   : "far too large for sound");
			good = false;
		} else if (!(tools.corrected ? correct : take)(m, mono, n, o)) {
			snprintf(r->why, sizeof r->why,
				"no memory for %zu seconds; measure it in "
				"parts",
				m->seconds);
			good = false;
		}
		progress_say(&p, r->heard);
	}
	progress_end(&p);
	if (good && tools.corrected)
		good = drain(m, mono, o);
	measure_wipe(mono, BITE);
	return good;
}

static size_t read_bands(
	struct band *out, const struct slm_bands *b, double full_scale_db)
{
	size_t n = 0;

	for (; n < slm_bands_count(b); n++)
		out[n] = (struct band){
			.nominal_hz = slm_bands_nominal_hz(b, n),
			.db = slm_bands_db(b, n, (float)full_scale_db),
		};
	return n;
}

static void read_meters(struct measurement *m, const struct options *o)
{
	slm_summarise(&tools.meter, &m->all);
	m->all.overload |= m->overload;
	/* Less than a second of sound has no second to say it. */
	if ((double)m->all.LAeq < measure_limit_db(o))
		m->under_range = true;
	if (tools.bands) {
		m->bands.n_thirds = read_bands(
			m->bands.thirds, &tools.thirds, o->full_scale_db);
		m->bands.n_octaves = read_bands(
			m->bands.octaves, &tools.octaves, o->full_scale_db);
	}
}

static void forget(void)
{
	slm_wipe(&tools.meter);
	if (tools.corrected)
		correction_end(&tools.correction);
	if (tools.bands) {
		slm_bands_wipe(&tools.thirds);
		slm_bands_wipe(&tools.octaves);
	}
}

bool measure(
	struct measurement *m, struct recording *r, const struct options *o)
{
	*m = (struct measurement){0};
	if (o->channel > r->info.channels) {
		snprintf(r->why, sizeof r->why,
			"has no channel %d; give "
			"--channel 1%s%.0d",
			o->channel, r->info.channels > 1 ? " to " : "",
			r->info.channels > 1 ? r->info.channels : 0);
		return false;
	}
	if (!prepare(r, o))
		return false;

	bool good = hear_all(m, r, o);

	if (good && r->heard == 0) {
		snprintf(r->why, sizeof r->why,
			"no sample of it can be read; "
			"export the recording again");
		good = false;
	}
	if (good)
		read_meters(m, o);
	forget();
	if (good && !measure_exceeded(m->LAeq_1s_N, m->LAeq_1s, m->seconds)) {
		snprintf(r->why, sizeof r->why,
			"no memory; measure it in "
			"parts");
		good = false;
	}
	m->truncated = recording_is_short(r);
	return good;
}

void measurement_free(struct measurement *m)
{
	free(m->LAeq_1s);
	m->LAeq_1s = NULL;
}
