/* SPDX-License-Identifier: GPL-3.0-or-later */
/* say.c - what the meter says: seconds, spreads, and the summary of it all. */
#include "maths.h"
#include "say.h"

static double level(double mean_square, double offset)
{
	return maths_decibel(mean_square) + offset;
}

slm_tenth_db say_tenths_A(const slm_meter *m, float mean_square)
{
	return maths_tenths_near(
		maths_decibel_near(mean_square) + (float)m->offset_A);
}

static enum slm_state state_of(const slm_meter *m, double LAeq)
{
	if (m->started_inside)
		return SLM_STATE_START;
	if (m->gap)
		return SLM_STATE_GAP;
	if (!m->intake.differ)
		return SLM_STATE_DEAD;
	if (m->intake.overload || LAeq >= SLM_LOUDEST / 10.0 + 0.05)
		return SLM_STATE_OVERLOAD;
	if (LAeq < (double)m->under_range_db)
		return SLM_STATE_UNDER_RANGE;
	return SLM_STATE_OK;
}

void say_second(slm_meter *m)
{
	const struct energy *e = &m->second;
	double LAeq = level(sum_value(&e->A) / (double)e->n, m->offset_A);
	enum slm_state state = state_of(m, LAeq);
	bool whole = state < SLM_STATE_GAP;

	m->done_second.state = (uint8_t)state;
	m->done_second.LAeq = whole ? maths_tenths(LAeq) : SLM_NO_LEVEL;
	m->done_db = whole ? (float)LAeq : maths_nan();
	m->has_second = true;
}

/* All seven go through one rounding that keeps order, and LAFmax and LAFmin
 * are extremes of all blocks, the samples of LAFN among them: so the seven
 * fall from first to last. */
void say_spread(slm_meter *m)
{
	const struct statistics *s = &m->statistics;
	struct slm_spread *d = &m->done_spread;

	d->LAFmax = d->LAFmin = SLM_NO_LEVEL;
	if (s->total > 0) {
		d->LAFmax = say_tenths_A(m, m->detector.Fmax);
		d->LAFmin = say_tenths_A(m, m->detector.Fmin);
	}
	d->LAF1 = statistics_level(s, 1);
	d->LAF10 = statistics_level(s, 10);
	d->LAF50 = statistics_level(s, 50);
	d->LAF90 = statistics_level(s, 90);
	d->LAF95 = statistics_level(s, 95);
	m->has_spread = true;
}

bool slm_take_second(slm_meter *m, struct slm_second *s)
{
	bool has = m->has_second;

	if (has)
		*s = m->done_second;
	m->has_second = false;
	return has;
}

float slm_second_db(const slm_meter *m)
{
	return m->done_db;
}

bool slm_take_spread(slm_meter *m, struct slm_spread *s)
{
	bool has = m->has_spread;

	if (has)
		*s = m->done_spread;
	m->has_spread = false;
	return has;
}

float slm_LAF(const slm_meter *m)
{
	return (float)level((double)m->detector.F, m->offset_A);
}

float slm_LAS(const slm_meter *m)
{
	return (float)level((double)m->detector.S, m->offset_A);
}

float slm_LAI(const slm_meter *m)
{
	return (float)level((double)m->detector.hold, m->offset_A);
}

static float greatest(const slm_meter *m, float mean_square)
{
	if (mean_square < 0)
		return maths_nan();
	return (float)level((double)mean_square, m->offset_A);
}

static float least(const slm_meter *m, float mean_square)
{
	if (mean_square >= maths_infinity())
		return maths_nan();
	return (float)level((double)mean_square, m->offset_A);
}

/* Mean of everything, up to the block that is not yet full. */
static double mean(const struct sum *all, const struct sum *second, float tick,
	float block, double n)
{
	return (sum_value(all) + sum_value(second) + (double)tick +
		       (double)block) /
	       n;
}

void slm_summarise(const slm_meter *m, struct slm_summary *s)
{
	static const uint8_t percent[] = {1, 5, 10, 50, 90, 95, 99};
	const struct block *b = m->block;
	const struct energy *now = &m->second;
	struct spread all_Z = m->all_Z;
	struct detector d = m->detector;
	double present = (double)(now->n + m->tick_n + b->n);
	double n = (double)m->all_n + present;
	double peak = (double)peak_highest(&m->peak);

	s->duration_s = n / m->rate_hz;
	s->overload = m->any_overload || m->intake.overload;
	s->not_a_number = m->not_a_number;

	if (b->n > 0) {
		detector_step(&d, &m->steps, b, false);
		if (m->all)
			detector_step_slow(&d, &m->steps, b, false);
	}
	s->LAFmax =
		greatest(m, d.Fmax > m->Fmax_before ? d.Fmax : m->Fmax_before);
	s->LAFmin = least(m, d.Fmin < m->Fmin_before ? d.Fmin : m->Fmin_before);
	s->LASmax = greatest(m, d.Smax);
	s->LASmin = least(m, d.Smin);
	s->LAImax = greatest(m, d.Imax);
	for (int i = 0; i < 7; i++) {
		slm_tenth_db LN = statistics_level(&m->statistics, percent[i]);

		s->LAFN[i] = LN == SLM_NO_LEVEL ? maths_nan() : (float)LN / 10;
	}

	s->LAeq = s->LCeq = s->LZeq = s->LAE = s->LCpeak = maths_nan();
	if (!(n > 0))
		return;
	s->LAeq = (float)level(
		mean(&m->all_A, &now->A, m->tick_A, b->A, n), m->offset_A);
	s->LAE = (float)((double)s->LAeq + maths_decibel(s->duration_s));
	if (!m->all)
		return;
	s->LCeq = (float)level(
		mean(&m->all_C, &now->C, m->tick_C, b->C, n), m->offset_C);
	if (present > 0)
		spread_add(&all_Z, present,
			sum_value(&now->offset) + (double)m->tick_offset +
				(double)b->offset,
			sum_value(&now->Z) + (double)m->tick_Z + (double)b->Z,
			(double)m->weighting.pivot);
	s->LZeq = (float)level(spread_power(&all_Z), m->offset_Z);
	if (b->n > 0 && peak < (double)b->loudest)
		peak = (double)b->loudest;
	s->LCpeak = (float)level(peak * peak, m->offset_C);
}
