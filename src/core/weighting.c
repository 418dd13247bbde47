/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weighting.c - the loop that every sample passes through, and ends in. */
#include "weighting.h"

#include "maths.h"

/* Of the integers, in units of full scale. */
#define INTEGER_UNIT 0x1p-31f

#define INLINE static inline __attribute__((always_inline))

/* High-pass: a zero at 0 Hz and a pole; c is 1 - pole, which a float holds
 * far better than the pole. */
INLINE float high_pass(float x, float *state, float c)
{
	float y = x + *state;

	*state -= c * y;
	return y;
}

INLINE float section(float x, float *state, float pole, float zero)
{
	float y = x + *state;

	*state = pole * y - zero * x;
	return y;
}

INLINE float pole_alone(float x, float *state, float pole)
{
	float y = x + *state;

	*state = pole * y;
	return y;
}

INLINE float weigh_C(
	float y, struct echo *e, const struct sections *s, const bool four)
{
	y = high_pass(y, &e->low[0], s->c1);
	y = high_pass(y, &e->low[2], s->c1);
	y = section(y, &e->high[0], s->pole[0], s->zero[0]);
	y = section(y, &e->high[1], s->pole[1], s->zero[1]);
	if (!four)
		return pole_alone(y, &e->high[2], s->pole[2]);
	y = section(y, &e->high[2], s->pole[2], s->zero[2]);
	return section(y, &e->high[3], s->pole[3], s->zero[3]);
}

/* From C to A. */
INLINE float weigh_A(float y, struct echo *e, const struct sections *s)
{
	y = high_pass(y, &e->low[1], s->c2);
	return high_pass(y, &e->low[3], s->c3);
}

static void snap(float *x, float floor)
{
	*x = maths_abs(*x) < floor ? 0 : *x;
}

/* A quiet block ends: what has faded away becomes zero. */
static void fade(struct block *b, struct echo *e, float unit)
{
	for (int i = 0; i < 4; i++) {
		snap(&e->low[i], SAMPLE_FLOOR * unit);
		snap(&e->high[i], SAMPLE_FLOOR * unit);
	}
	snap(&b->A, POWER_FLOOR);
}

/* What lies there, `unit` times as large. */
INLINE float look(const void *sample, bool integers, float unit)
{
	return integers
		       ? (float)*(const int32_t *)sample * (INTEGER_UNIT * unit)
		       : *(const float *)sample;
}

/* One sample on its way; C[i] gets it half-way, if `all` is wanted. */
INLINE void weigh(float y, struct block *b, struct echo *e,
	const struct sections *s, const bool four, const bool all, float pivot,
	float *C, size_t i)
{
	if (all) {
		float z = y - pivot;

		b->Z += z * z;
		b->offset += z;
	}
	y = weigh_C(y, e, s, four);
	if (all) {
		float size = maths_abs(y);

		C[i] = y;
		b->C += y * y;
		b->loudest = size > b->loudest ? size : b->loudest;
	}
	y = weigh_A(y, e, s);
	b->A += y * y;
}

/* One by one, all in one block.  Returns the block that is open then. */
static struct block *run_singly(struct weighting *w, struct block *b,
	uint32_t full, void *samples, bool integers, float *C, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t *word = (uint32_t *)samples + i;

		weigh(look(word, integers, 1), b, &w->echo, &w->sections,
			w->sections.four, C != NULL, w->pivot, C, i);
		__builtin_memset(word, 0, sizeof *word);
	}
	b->n += (uint32_t)n;
	if (b->n < full)
		return b;
	weighting_end(w, b);
	*++b = (struct block){0};
	return b;
}

static void scale(struct echo *e, float unit)
{
	for (int i = 0; i < 4; i++) {
		e->low[i] *= unit;
		e->high[i] *= unit;
	}
}

/* Whole blocks; `integers`, `four` and `all` are known when this is compiled
 * into its caller.  For A alone integers stay as they are, 2^31 for full scale:
 * a power of two changes no other bits, and it is blocks that are scaled
 * instead of samples. */
INLINE struct block *run_blocks(struct weighting *w, struct block *b,
	uint32_t full, uint32_t *word, const bool integers, const bool four,
	const bool all, float *C, size_t n)
{
	const struct sections s = w->sections;
	const float unit = integers && !all ? 1 / INTEGER_UNIT : 1;
	const float pivot = w->pivot;
	struct block *end = b + n / full;
	struct echo e;

	scale(&w->echo, unit);
	e = w->echo;
	for (; b != end; b++) {
		const uint32_t *stop = word + full;
		struct block sum = {.n = full};

		do {
			const float y0 = look(word, integers, unit);
			const float y1 = look(word + 1, integers, unit);
			const float y2 = look(word + 2, integers, unit);
			const float y3 = look(word + 3, integers, unit);

			__builtin_memset(word, 0, 4 * sizeof *word);
			weigh(y0, &sum, &e, &s, four, all, pivot, C, 0);
			weigh(y1, &sum, &e, &s, four, all, pivot, C, 1);
			weigh(y2, &sum, &e, &s, four, all, pivot, C, 2);
			weigh(y3, &sum, &e, &s, four, all, pivot, C, 3);
			word += 4;
			C = all ? C + 4 : C;
		} while (word != stop);
		sum.A /= unit * unit;
		if (all)
			*b = sum;
		b->A = sum.A;
		b->n = full;
		if (sum.A < POWER_QUIET && sum.A > 0) {
			w->echo = e;
			fade(b, &w->echo, unit);
			e = w->echo;
		}
	}
	w->echo = e;
	scale(&w->echo, 1 / unit);
	*b = (struct block){0};
	return b;
}

static struct block *run_whole(struct weighting *w, struct block *b,
	uint32_t full, uint32_t *word, bool integers, float *C, size_t n)
{
	const bool four = w->sections.four;

	if (integers && !C && four)
		return run_blocks(w, b, full, word, true, true, false, C, n);
	if (integers && !C)
		return run_blocks(w, b, full, word, true, false, false, C, n);
	if (!integers && C && four)
		return run_blocks(w, b, full, word, false, true, true, C, n);
	if (!integers && C)
		return run_blocks(w, b, full, word, false, false, true, C, n);
	if (!integers && four)
		return run_blocks(w, b, full, word, false, true, false, C, n);
	if (!integers)
		return run_blocks(w, b, full, word, false, false, false, C, n);
	for (size_t i = 0; i < n; i += full)
		b = run_singly(
			w, b, full, word + i, true, C ? C + i : NULL, full);
	return b;
}

void weighting_run(struct weighting *w, struct block *b, uint32_t full,
	void *samples, bool integers, float *C, size_t n)
{
	uint32_t *word = samples;
	size_t first = b->n > 0 ? full - b->n : 0, whole;

	first = first < n ? first : n;
	whole = (n - first) / full * full;
	if (first > 0)
		b = run_singly(w, b, full, word, integers, C, first);
	word += first;
	C = C ? C + first : NULL;
	if (whole > 0)
		b = run_whole(w, b, full, word, integers, C, whole);
	word += whole;
	C = C ? C + whole : NULL;
	if (n > first + whole)
		run_singly(w, b, full, word, integers, C, n - first - whole);
}

void weighting_end(struct weighting *w, struct block *b)
{
	if (b->A < POWER_QUIET && b->A > 0)
		fade(b, &w->echo, 1);
}

void weighting_pivot(struct weighting *w, float pivot)
{
	w->pivot = maths_size(pivot) < maths_size(SAMPLE_FLOOR) ? 0 : pivot;
}

void weighting_rest(struct weighting *w)
{
	w->echo = (struct echo){0};
}
