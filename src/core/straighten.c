/* SPDX-License-Identifier: GPL-3.0-or-later */
/* straighten.c - second-order sections before the meter, and before them a look
 * for what they would hide. */
#include "maths.h"
#include "straighten.h"

#define LN_10_20 0.115129254649702285 /* ln(10) / 20 */

/* As the meter has it: at the rail, or above the overload point. */
static uint32_t limit_of(const struct slm_config *m)
{
	double over = (double)m->overload_db - (double)m->full_scale_db;
	uint32_t limit = m->rail > 0 ? maths_size(m->rail) : UINT32_MAX;

	if (m->overload_db > 0) {
		uint32_t above =
			maths_size((float)maths_exp(over * LN_10_20)) + 1;

		limit = above < limit ? above : limit;
	}
	return limit;
}

static void begin_second(struct straighten *s)
{
	s->left = s->rate_hz;
	s->differ = s->loudest = 0;
	s->begun = false;
}

void straighten_init(struct straighten *s, const struct straighten_curve *c,
	struct slm_config *meter, uint32_t sample)
{
	*s = (struct straighten){
		.curve = c,
		.rate_hz = meter->sample_rate_hz,
		.limit = limit_of(meter),
	};
	begin_second(s);
	s->left -= sample % s->rate_hz;
	meter->rail = 0;
	meter->overload_db = 0;
}

static void look(struct straighten *s, float *x, size_t n)
{
	const float gain = s->curve->gain;
	uint32_t differ = s->differ, loudest = s->loudest, first;

	if (!s->begun)
		s->first = maths_bits(x[0]);
	s->begun = true;
	first = s->first;
#pragma GCC unroll 4
	for (size_t i = 0; i < n; i++) {
		uint32_t bits = maths_bits(x[i]), size = bits & MATHS_SIZE;

		differ |= bits ^ first;
		loudest = size > loudest ? size : loudest;
		x[i] *= gain;
	}
	s->differ = differ;
	s->loudest = loudest;
}

static void turn(const struct straighten_section *of, float *u_at, float *v_at,
	float *x, size_t n)
{
	const float a = of->a, b = of->b, c = of->c, d = of->d, e = of->e;
	float u = *u_at, v = *v_at;

#pragma GCC unroll 4
	for (size_t i = 0; i < n; i++) {
		float in = x[i], turned = a * u + b * v + in;

		x[i] = in + (d * u + e * v);
		v = c * u + a * v;
		u = turned;
	}
	*u_at = u;
	*v_at = v;
}

size_t straighten_run(struct straighten *s, float *samples, size_t n)
{
	n = n < s->left ? n : s->left;
	if (n == 0)
		return 0;
	look(s, samples, n);
	for (uint32_t i = 0; i < s->curve->sections; i++)
		turn(&s->curve->section[i], &s->state[i].u, &s->state[i].v,
			samples, n);
	s->left -= (uint32_t)n;
	return n;
}

void straighten_lost(struct straighten *s, size_t n)
{
	for (size_t i = 0; i < STRAIGHTEN_SECTIONS; i++)
		s->state[i].u = s->state[i].v = 0;
	s->left -= (uint32_t)n;
}

void straighten_second(struct straighten *s, struct slm_second *second)
{
	if (second->state < SLM_STATE_GAP && s->differ == 0)
		*second = (struct slm_second){SLM_NO_LEVEL, SLM_STATE_DEAD};
	if (second->state < SLM_STATE_GAP && s->loudest >= s->limit)
		second->state = SLM_STATE_OVERLOAD;
	begin_second(s);
}
