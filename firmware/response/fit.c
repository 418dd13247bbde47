/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fit.c - sections that follow a curve.
 *
 * A section is a pair of zeros over a pair of poles, each with a frequency and a
 * quality, all on logarithmic scales: so every choice is stable and of minimum
 * phase.  Begin with none.  Add one where the deviation is largest, measured by
 * what is allowed there, and let all of them move (Levenberg and Marquardt's
 * least squares, in decibels), with more weight where it is off; until it is
 * nowhere too far off. */
#include "fit.h"

#include <math.h>
#include <string.h>

#define GRID   400
#define EACH   4 /* parameters of a section: zeros' ln w, ln Q, poles' the same */
#define MOST   (EACH * STRAIGHTEN_SECTIONS)
#define DB     4.342944819032518 /* 10 / ln 10 */
#define ROUNDS 12

#define LOWEST_HZ  20.0
#define HIGHEST_HZ 20000.0
#define ROOM	   0.95 /* of what is allowed: it is judged between them, too */

/* Bounds of ln Q, and of w: 8 Hz at 48 kHz, and far above half the rate. */
#define LN_Q_LEAST (-1.2)
#define LN_Q_MOST  2.5
#define LN_W_LEAST (-7.6)
#define LN_W_MOST  3.0

/* A tenth of the acceptance limits of class 1, the narrower side of each: IEC
 * 61672-1:2013 table 3. */
static const struct response_point allowed[] = {{20, .2f}, {25, .15f},
	{31.5f, .15f}, {40, .1f}, {4000, .1f}, {5000, .15f}, {8000, .15f},
	{10000, .2f}, {12500, .2f}, {16000, .25f}, {20000, .3f}};

struct at {
	double hz, square; /* tan^2(pi hz / rate): what a section sees of it */
	double wanted, allowed, weight;
};

struct work {
	struct at grid[GRID], reference;
	double p[MOST], slope[GRID][MOST], off[GRID];
	int n; /* parameters in use */
};

static double allowed_db(double hz)
{
	return response_db(allowed, sizeof allowed / sizeof *allowed, hz);
}

static double top_hz(const struct fit *f)
{
	return fmin(HIGHEST_HZ, 0.45 * f->rate_hz);
}

static double wanted_db(const struct fit *f, double hz)
{
	return response_db(f->points, f->n, f->reference_hz) -
	       response_db(f->points, f->n, hz);
}

/* Size of s^2 + s w/Q + w^2, dB, and its slopes by ln w and ln Q. */
static double pair_db(const double *p, double square, double *slope)
{
	double w2 = exp(2 * p[0]), k = exp(-2 * p[1]), far = w2 - square;
	double power = far * far + square * w2 * k;

	slope[0] = DB * (4 * far * w2 + 2 * square * w2 * k) / power;
	slope[1] = DB * -2 * square * w2 * k / power;
	return DB * log(power);
}

/* All sections together; slope has w->n. */
static double model_db(
	const struct work *w, const double *p, double square, double *slope)
{
	double db = 0;

	for (int i = 0; i < w->n; i += EACH) {
		db += pair_db(p + i, square, slope + i);
		db -= pair_db(p + i + 2, square, slope + i + 2);
		slope[i + 2] = -slope[i + 2];
		slope[i + 3] = -slope[i + 3];
	}
	return db;
}

/* Fills off and slope; the weighted sum of squares. */
static double deviate(struct work *w, const double *p)
{
	double zero[MOST], base, sum = 0;

	base = model_db(w, p, w->reference.square, zero);
	for (int g = 0; g < GRID; g++) {
		const struct at *at = &w->grid[g];
		double db = model_db(w, p, at->square, w->slope[g]) - base;

		w->off[g] = at->wanted - db;
		sum += at->weight * w->off[g] * at->weight * w->off[g];
		for (int i = 0; i < w->n; i++)
			w->slope[g][i] -= zero[i];
	}
	return sum;
}

/* The largest deviation, measured by what is allowed; *where on the grid. */
static double worst(const struct work *w)
{
	double most = 0;

	for (int g = 0; g < GRID; g++)
		most = fmax(most, fabs(w->off[g]) / w->grid[g].allowed);
	return most;
}

/* h x = y in place of y; h is symmetric, and positive with `damp`. */
static void solve(double h[MOST][MOST], double *y, int n, double damp)
{
	for (int i = 0; i < n; i++)
		h[i][i] += damp * (h[i][i] + 1e-3);
	for (int k = 0; k < n; k++)
		for (int i = k + 1; i < n; i++) {
			double m = h[i][k] / h[k][k];

			for (int j = k; j < n; j++)
				h[i][j] -= m * h[k][j];
			y[i] -= m * y[k];
		}
	for (int i = n - 1; i >= 0; i--) {
		for (int j = i + 1; j < n; j++)
			y[i] -= h[i][j] * y[j];
		y[i] /= h[i][i];
	}
}

static void step_to(const struct work *w, double *to, const double *step)
{
	for (int i = 0; i < w->n; i++) {
		double least = i % 2 ? LN_Q_LEAST : LN_W_LEAST;
		double most = i % 2 ? LN_Q_MOST : LN_W_MOST;

		to[i] = w->p[i] + fmax(-.5, fmin(.5, step[i]));
		to[i] = fmax(least, fmin(most, to[i]));
	}
}

/* The normal equations where the parameters are. */
static void gather(const struct work *w, double h[MOST][MOST], double *y)
{
	memset(h, 0, sizeof(double[MOST][MOST]));
	memset(y, 0, sizeof(double[MOST]));
	for (int g = 0; g < GRID; g++) {
		double weight = w->grid[g].weight * w->grid[g].weight;

		for (int i = 0; i < w->n; i++) {
			double s = weight * w->slope[g][i];

			y[i] += s * w->off[g];
			for (int j = 0; j < w->n; j++)
				h[i][j] += s * w->slope[g][j];
		}
	}
}

static void settle(struct work *w, int steps)
{
	static double h[MOST][MOST], tried_h[MOST][MOST];
	double y[MOST], step[MOST], to[MOST], damp = 1e-2;
	double sum = deviate(w, w->p), tried = sum;

	while (steps-- > 0) {
		gather(w, h, y);
		for (int tries = 0; tries < 8; tries++, damp *= 4) {
			memcpy(tried_h, h, sizeof h);
			memcpy(step, y, sizeof y);
			solve(tried_h, step, w->n, damp);
			step_to(w, to, step);
			tried = deviate(w, to);
			if (tried < sum)
				break;
		}
		if (!(tried < sum))
			break;
		memcpy(w->p, to, sizeof to);
		damp = fmax(damp / 5, 1e-9);
		if (sum - tried < 1e-6 * sum)
			break;
		sum = tried;
	}
	deviate(w, w->p);
}

/* A section that does nothing yet, where most is missing. */
static void add_section(struct work *w)
{
	double most = 0, *p = w->p + w->n, nudge;
	int where = 0;

	for (int g = 0; g < GRID; g++) {
		double sum = 0;

		/* what is wide counts more than a spike */
		for (int k = g < 10 ? -g : -10; k <= 10 && g + k < GRID; k++)
			sum += (1 + cos(k * M_PI / 10)) * w->off[g + k] /
			       w->grid[g + k].allowed;
		if (fabs(sum) > fabs(most)) {
			most = sum;
			where = g;
		}
	}
	nudge = most < 0 ? -.05 : .05;
	p[0] = p[2] = log(w->grid[where].square) / 2;
	p[1] = -nudge;
	p[3] = nudge;
	w->n += EACH;
}

/* More weight where it is off: least squares do not care for the worst. */
static void press(struct work *w)
{
	double mean = 0;

	for (int g = 0; g < GRID; g++)
		mean += fabs(w->off[g]) / w->grid[g].allowed / GRID;
	for (int g = 0; g < GRID; g++) {
		struct at *at = &w->grid[g];
		double by = sqrt(fabs(w->off[g]) / at->allowed / mean);

		at->weight *= mean > 0 ? by : 1;
		at->weight = fmax(at->weight, .2 / at->allowed);
		at->weight = fmin(at->weight, 20 / at->allowed);
	}
}

static void improve(struct work *w)
{
	double best[MOST], least;

	for (int g = 0; g < GRID; g++)
		w->grid[g].weight = 1 / w->grid[g].allowed;
	settle(w, 60);
	least = worst(w);
	memcpy(best, w->p, sizeof best);
	for (int k = 0; k < ROUNDS && least > ROOM; k++) {
		press(w);
		settle(w, 15);
		if (worst(w) < least) {
			least = worst(w);
			memcpy(best, w->p, sizeof best);
		}
	}
	memcpy(w->p, best, sizeof best);
	deviate(w, w->p);
}

/* z^0, z^-1 and z^-2 of a pair, by the bilinear transform. */
static void pair_in_z(const double *p, double out[3])
{
	double w = exp(p[0]), k = w / exp(p[1]);

	out[0] = 1 + k + w * w;
	out[1] = 2 * (w * w - 1);
	out[2] = 1 - k + w * w;
}

static struct straighten_section section_of(const double *p)
{
	double zeros[3], poles[3], a, bc, c, d, e;

	pair_in_z(p, zeros);
	pair_in_z(p + 2, poles);
	for (int i = 2; i >= 0; i--) {
		zeros[i] /= zeros[0];
		poles[i] /= poles[0];
	}
	a = -poles[1] / 2;
	bc = a * a - poles[2];
	c = fmax(sqrt(fabs(bc)), 1e-3);
	d = zeros[1] - poles[1];
	e = (zeros[2] - poles[2] + a * d) / c;
	return (struct straighten_section){
		(float)a, (float)(bc / c), (float)c, (float)d, (float)e};
}

/* |d u + e v + x| for x = 1 turning at w: u and v from their two equations. */
static double section_db(const struct straighten_section *s, double w)
{
	double re = cos(w), im = sin(w); /* z */
	double a = (double)s->a, bc = (double)s->b * (double)s->c;
	/* u = (z - a) / ((z - a)^2 - bc), v = c / ((z - a)^2 - bc) */
	double qre = (re - a) * (re - a) - im * im - bc,
	       qim = 2 * (re - a) * im;
	double nre = (double)s->d * (re - a) + (double)s->e * (double)s->c;
	double nim = (double)s->d * im;

	nre += qre;
	nim += qim;
	return DB * log((nre * nre + nim * nim) / (qre * qre + qim * qim));
}

double fit_db(const struct straighten_curve *c, double hz, double rate_hz)
{
	double db = 2 * DB * log((double)c->gain);

	for (uint32_t i = 0; i < c->sections; i++)
		db += section_db(&c->section[i], 2 * M_PI * hz / rate_hz);
	return db;
}

static void make(
	const struct fit *f, const struct work *w, struct straighten_curve *c)
{
	*c = (struct straighten_curve){.gain = 1};
	for (int i = 0; i < w->n; i += EACH)
		c->section[c->sections++] = section_of(w->p + i);
	c->gain =
		(float)exp(-fit_db(c, f->reference_hz, f->rate_hz) / (2 * DB));
}

static void judge_at(struct fit *f, const struct straighten_curve *c, double hz,
	double *most)
{
	double off = fit_db(c, hz, f->rate_hz) - wanted_db(f, hz);

	if (fabs(off) / allowed_db(hz) <= *most)
		return;
	*most = fabs(off) / allowed_db(hz);
	f->off_db = fabs(off);
	f->off_hz = hz;
	f->allowed_db = allowed_db(hz);
}

/* Of what will run: at five times as many frequencies, and at the curve's own,
 * where it has corners. */
static bool judge(struct fit *f, const struct straighten_curve *c)
{
	double top = top_hz(f), most = -1;

	for (int i = 0; i <= 5 * GRID; i++)
		judge_at(f, c,
			LOWEST_HZ * pow(top / LOWEST_HZ, i / (5.0 * GRID)),
			&most);
	for (size_t i = 0; i < f->n; i++)
		if ((double)f->points[i].hz >= LOWEST_HZ &&
			(double)f->points[i].hz <= top)
			judge_at(f, c, (double)f->points[i].hz, &most);
	return most <= 1;
}

static void look_at(struct at *at, const struct fit *f, double hz)
{
	double t = tan(M_PI * hz / f->rate_hz);

	*at = (struct at){hz, t * t, wanted_db(f, hz), allowed_db(hz), 1};
}

bool fit_sections(struct fit *f, struct straighten_curve *c)
{
	static struct work w;

	w.n = 0;
	look_at(&w.reference, f, f->reference_hz);
	for (int g = 0; g < GRID; g++)
		look_at(&w.grid[g], f,
			LOWEST_HZ *
				pow(top_hz(f) / LOWEST_HZ, g / (GRID - 1.0)));
	deviate(&w, w.p);
	for (;;) {
		make(f, &w, c);
		if (judge(f, c))
			return true;
		if (w.n == MOST)
			return false;
		add_section(&w);
		improve(&w);
	}
}
