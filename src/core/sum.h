/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sum.h - sums that keep their digits. */
#ifndef SUM_H
#define SUM_H

/* Of two floats: 48 bits, so that a year does not drift. */
struct sum {
	float high, low; /* low is what high could not hold */
};

/* Knuth's exact addition, then one renormalisation. */
static inline void sum_add(struct sum *s, float x)
{
	float high = s->high + x;
	float part = high - s->high;
	float lost = (s->high - (high - part)) + (x - part);
	float low = s->low + lost;

	s->high = high + low;
	s->low = low - (s->high - high);
}

static inline void sum_join(struct sum *s, const struct sum *other)
{
	sum_add(s, other->high);
	sum_add(s, other->low);
}

static inline double sum_value(const struct sum *s)
{
	return (double)s->high + (double)s->low;
}

/* The mean square of a wave about its mean, in two parts, within seconds and
 * between their means: a wave 100 dB below its own offset is not lost. */
struct spread {
	double n, within, sum, square;
};

/* n samples: the sums of what they differ from `pivot` by, and of its square.
 */
static inline void spread_add(
	struct spread *s, double n, double offset, double square, double pivot)
{
	double mean = pivot + offset / n;

	s->n += n;
	s->within += square - offset * offset / n;
	s->sum += n * mean;
	s->square += n * mean * mean;
}

static inline double spread_power(const struct spread *s)
{
	return (s->within + (s->square - s->sum * s->sum / s->n)) / s->n;
}

#endif
