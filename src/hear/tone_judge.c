/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tone_judge.c - finds the steady part among the looks, and says what a
 * calibrator of class 1 or 2 may be. */
#include "tone.h"

#include <math.h>

/* The tone stands out where it has four times the power of all the rest. */
#define STANDS_OUT 4.0f

/* Looks whose frequencies agree so well belong to one tone. */
#define SAME_TONE 0.02

/* A tone so near to the wanted one is meant to be it. */
#define MEANT 0.10

#define FAST_S	   0.125 /* time constant F, IEC 61672-1 5.8 */
#define SETTLING_S 0.5

/* A look that reaches over the edge of the tone has less of it than the one a
 * frame further in: by more than 0.01 dB if it misses a fifth. */
#define EDGE 0.998f

#define CLASSES 2

const double tone_frequency_percent[CLASSES] = {0.7, 1.7};
const double tone_fluctuation_db[CLASSES] = {0.07, 0.15};
const double tone_distortion_percent[CLASSES] = {2.5, 3.0};

/* Looks first to last, both included; `heard` false: there is none. */
struct stretch {
	bool heard;
	size_t first, last;
};

static size_t length(struct stretch s)
{
	return s.heard ? s.last - s.first + 1 : 0;
}

/* How many looks fit into so many seconds. */
static size_t looks_in(const struct tone *t, double s)
{
	double samples = s * (double)t->config.sample_rate_hz;

	return (size_t)((samples - (double)t->frame) / (double)t->hop) + 1;
}

double tone_nominal_hz(const struct tone_config *c, double hz)
{
	static const double nominal[] = {1000.0, 250.0, 251.188643150958};
	size_t first = c->frequency_hz == 250,
	       n = c->frequency_hz == 1000 ? 1 : 3;
	size_t best = first;

	for (size_t i = first; i < n; i++)
		if (fabs(hz - nominal[i]) < fabs(hz - nominal[best]))
			best = i;
	return nominal[best];
}

static double off_percent(const struct tone *t, double hz)
{
	double nominal = tone_nominal_hz(&t->config, hz);

	return fabs(hz / nominal - 1.0) * 100.0;
}

static bool is_meant(const struct tone *t, struct stretch s)
{
	return off_percent(t, (double)t->looks[s.first].hz) <= MEANT * 100.0;
}

/* The next run of looks, from `at` on, at one tone that stands out. */
static struct stretch next_stretch(const struct tone *t, size_t at)
{
	const struct tone_look *l = t->looks;
	struct stretch s = {0};

	while (at < t->n && !(l[at].power > STANDS_OUT * l[at].rest))
		at++;
	if (at == t->n)
		return s;
	s = (struct stretch){true, at, at};
	while (s.last + 1 < t->n &&
		l[s.last + 1].power > STANDS_OUT * l[s.last + 1].rest &&
		fabs((double)l[s.last + 1].hz / (double)l[at].hz - 1.0) <
			SAME_TONE)
		s.last++;
	return s;
}

/* Without the looks that reach over its ends. */
static struct stretch trimmed(const struct tone *t, struct stretch s)
{
	const struct tone_look *l = t->looks;
	size_t frame = t->frame / t->hop;

	for (size_t i = 0; i < frame && s.first + frame <= s.last &&
			   l[s.first].power < EDGE * l[s.first + frame].power;
		i++)
		s.first++;
	for (size_t i = 0; i < frame && s.first + frame <= s.last &&
			   l[s.last].power < EDGE * l[s.last - frame].power;
		i++)
		s.last--;
	return s;
}

/* The F-weighted power over a stretch.  The detector settles on the first
 * half second, heard backwards, since nothing is known of what came before;
 * that can make a slow swing seem a sixth larger, and none smaller. */
static void weight_fast(struct tone *t, struct stretch s)
{
	struct tone_look *l = t->looks;
	double hop_s = (double)t->hop / (double)t->config.sample_rate_hz;
	float rate = (float)-expm1(-hop_s / FAST_S), fast;
	size_t from = s.first + (size_t)(SETTLING_S / hop_s);

	if (from > s.last)
		from = s.last;
	fast = l[from].power;
	for (size_t i = from; i-- > s.first;)
		fast += (l[i].power - fast) * rate;
	for (size_t i = s.first; i <= s.last; i++) {
		fast += (l[i].power - fast) * rate;
		l[i].fast = fast;
	}
}

/* Sums over consecutive looks. */
struct sums {
	size_t n;
	double power, rest, hz, low, high;
	bool clipped;
};

static void add(struct sums *s, const struct tone_look *l)
{
	double fast = (double)l->fast;

	s->low = s->n == 0 ? fast : fmin(s->low, fast);
	s->high = s->n == 0 ? fast : fmax(s->high, fast);
	s->n++;
	s->power += (double)l->power;
	s->rest += (double)l->rest;
	s->hz += (double)l->hz;
	s->clipped |= l->clipped;
}

static double decibel(double ratio)
{
	return 10.0 * log10(ratio);
}

/* How far the F-weighted level goes from the mean, dB. */
static double fluctuation_db(const struct sums *s)
{
	double mean = s->power / (double)s->n;

	return fmax(decibel(s->high / mean), decibel(mean / s->low));
}

static struct sums sums_of(const struct tone *t, struct stretch s)
{
	struct sums sums = {0};

	for (size_t i = s.first; i <= s.last; i++)
		add(&sums, &t->looks[i]);
	return sums;
}

/* The longest part of a stretch that is steady. */
static struct stretch steady_part(const struct tone *t, struct stretch s)
{
	double limit = tone_fluctuation_db[CLASSES - 1];
	double range = pow(10.0, 2.0 * limit / 10.0);
	struct stretch best = {0};

	for (size_t i = s.first; i + length(best) <= s.last; i++) {
		struct sums sums = {0};

		for (size_t j = i; j <= s.last; j++) {
			add(&sums, &t->looks[j]);
			if (sums.high > sums.low * range)
				break;
			if (sums.n > length(best) &&
				fluctuation_db(&sums) <= limit)
				best = (struct stretch){true, i, j};
		}
	}
	return best;
}

/* The largest distance between the mean level of any steady second in the
 * stretch and `mean`, dB: which of two levels is the calibrator's? */
static double other_level_db(
	const struct tone *t, struct stretch s, double mean)
{
	size_t second = looks_in(t, 1.0);
	double most = 0.0;

	for (size_t i = s.first; i + second <= s.last + 1; i++) {
		struct sums sums =
			sums_of(t, (struct stretch){true, i, i + second - 1});
		double there = sums.power / (double)sums.n;

		if (fluctuation_db(&sums) <= tone_fluctuation_db[CLASSES - 1])
			most = fmax(most, fabs(decibel(there / mean)));
	}
	return most;
}

static uint8_t class_of(const double value[3])
{
	const double *limits[] = {tone_frequency_percent, tone_fluctuation_db,
		tone_distortion_percent};

	for (uint8_t class = 1; class <= CLASSES; class ++) {
		bool met = true;

		for (int i = 0; i < 3; i++)
			met = met && value[i] <= limits[i][class - 1];
		if (met)
			return class;
	}
	return 0;
}

/* To the nearest whole hundredth or tenth, within the stated range. */
static long whole(double x, double low, double high)
{
	return lround(fmax(low, fmin(high, x)));
}

static struct tone_verdict describe(
	const struct tone *t, struct stretch s, double fluctuation)
{
	struct sums sums = sums_of(t, s);
	double n = (double)sums.n, hz = sums.hz / n;
	double value[3] = {off_percent(t, hz), fluctuation,
		100.0 * sqrt(sums.rest / (sums.rest + sums.power))};
	double samples = (n - 1.0) * (double)t->hop + (double)t->frame;
	struct tone_verdict v = {
		.class = class_of(value),
		.clipped = sums.clipped,
		.level = (int16_t)whole(
			100.0 * decibel(sums.power / n), -20000, 20000),
		.frequency = (uint32_t)whole(10.0 * hz, 0, 960000),
		.fluctuation = (uint16_t)whole(100.0 * value[1], 0, 20000),
		.distortion = (uint16_t)whole(100.0 * value[2], 0, 10000),
		.duration = (uint16_t)whole(
			10.0 * samples / (double)t->config.sample_rate_hz, 0,
			6000),
	};

	if (value[0] > tone_frequency_percent[CLASSES - 1])
		v.result = TONE_WRONG_FREQUENCY;
	else if (v.clipped)
		v.result = TONE_CLIPPED;
	else if (value[1] > tone_fluctuation_db[CLASSES - 1])
		v.result = TONE_UNSTEADY;
	else if (v.class == 0)
		v.result = TONE_DISTORTED;
	if (v.result != TONE_OK)
		v.class = 0;
	return v;
}

/* The longest stretch; one that is meant goes before all others. */
static struct stretch choose(struct tone *t)
{
	struct stretch best = {0}, s = next_stretch(t, 0);

	for (; s.heard; s = next_stretch(t, s.last + 1)) {
		struct stretch now = trimmed(t, s);
		bool better =
			!best.heard || is_meant(t, now) > is_meant(t, best);

		weight_fast(t, now);
		if (better || (is_meant(t, now) == is_meant(t, best) &&
				      length(now) > length(best)))
			best = now;
	}
	return best;
}

/* The same over all stretches of the tone that `s` belongs to. */
static double any_other_level_db(
	const struct tone *t, struct stretch s, double mean)
{
	struct stretch o = next_stretch(t, 0);
	double most = 0.0;

	for (; o.heard; o = next_stretch(t, o.last + 1))
		if (is_meant(t, o) == is_meant(t, s))
			most = fmax(
				most, other_level_db(t, trimmed(t, o), mean));
	return most;
}

struct tone_verdict tone_judge(struct tone *t)
{
	size_t needed = looks_in(t, (double)t->config.steady_s);
	double limit = tone_fluctuation_db[CLASSES - 1], whole_db, other_db;
	struct stretch s = choose(t), part;
	struct sums sums;

	if (!s.heard || (!is_meant(t, s) && length(s) < needed))
		return (struct tone_verdict){.result = TONE_NONE};
	sums = sums_of(t, s);
	whole_db = fluctuation_db(&sums);
	if (length(s) < needed) {
		struct tone_verdict v = describe(t, s, whole_db);

		v.class = 0;
		v.result = TONE_TOO_SHORT;
		return v;
	}
	part = steady_part(t, s);
	if (length(part) < needed)
		return describe(t, s, whole_db);
	sums = sums_of(t, part);
	other_db = any_other_level_db(t, s, sums.power / (double)sums.n);
	if (other_db > limit)
		return describe(t, s, whole_db > limit ? whole_db : other_db);
	return describe(t, part, fluctuation_db(&sums));
}
