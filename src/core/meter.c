/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meter.c - the meter: where a second ends, and what is lost in it. */
#include "maths.h"
#include "say.h"

#define TICKS 100 /* in a second: LAF is sampled every 10 ms */

static bool finite(float x)
{
	return maths_size(x) < 0x7f800000;
}

static int check(const struct slm_config *c)
{
	if (c->sample_rate_hz < SLM_RATE_MIN_HZ ||
		c->sample_rate_hz > SLM_RATE_MAX_HZ)
		return SLM_ERR_RATE;
	if (c->interval_s != 0 && (c->interval_s < SLM_INTERVAL_MIN_S ||
					  c->interval_s > SLM_INTERVAL_MAX_S ||
					  3600 % c->interval_s))
		return SLM_ERR_INTERVAL;
	if (!(c->full_scale_db >= 60 && c->full_scale_db <= 180))
		return SLM_ERR_FULL_SCALE;
	if (!finite(c->self_noise_db) || c->self_noise_db >= c->full_scale_db)
		return SLM_ERR_SELF_NOISE;
	if (!finite(c->overload_db) || c->overload_db < 0 || !finite(c->rail) ||
		c->rail < 0)
		return SLM_ERR_OVERLOAD;
	return SLM_OK;
}

/* The smallest sample that is an overload, as maths_size(). */
static uint32_t overload_size(const struct slm_config *c)
{
	uint32_t size = maths_size(SAMPLE_LIMIT) + 1, other;
	double over = (double)c->overload_db - (double)c->full_scale_db;

	if (c->rail > 0 && maths_size(c->rail) < size)
		size = maths_size(c->rail);
	if (c->overload_db > 0 && over < 190) {
		const double ln_10_20 = 0.115129254649702285; /* ln(10) / 20 */

		other = maths_size((float)maths_exp(over * ln_10_20)) + 1;
		size = other < size ? other : size;
	}
	/* at least the floor, or zero itself would be an overload */
	other = maths_size(SAMPLE_FLOOR) + 1;
	return size > other ? size : other;
}

static uint32_t tick_end(const slm_meter *m, uint32_t tick)
{
	return (tick * m->length + TICKS / 2) / TICKS;
}

/* A block begins at m->at, and lasts until its tick ends, at most. */
static void begin_block(slm_meter *m)
{
	while (tick_end(m, m->tick + 1u) <= m->at)
		m->tick++;
	m->tick_end = tick_end(m, m->tick + 1u);
	m->block[0] = (struct block){0};
}

static void begin_second(slm_meter *m)
{
	m->length = m->rate_hz;
	m->at = 0;
	m->tick = 0;
	m->second = (struct energy){0};
	m->gap = m->started_inside = false;
	intake_begin(&m->intake);
	begin_block(m);
}

static void begin_interval(slm_meter *m)
{
	const struct detector *d = &m->detector;

	if (m->Fmax_before < d->Fmax)
		m->Fmax_before = d->Fmax;
	if (m->Fmin_before > d->Fmin)
		m->Fmin_before = d->Fmin;
	m->second_in_interval = 0;
	detector_begin(&m->detector);
	statistics_clear(&m->statistics);
}

static void rest(slm_meter *m)
{
	weighting_rest(&m->weighting);
	detector_rest(&m->detector);
	peak_rest(&m->peak);
	m->settling = 0;
}

int slm_init(slm_meter *m, const struct slm_config *c)
{
	/* amplitude 1 is a mean square of 1/2 */
	const double sine = maths_decibel(2);
	int error = check(c);

	slm_wipe(m);
	if (error)
		return error;
	m->rate_hz = c->sample_rate_hz;
	m->block_longest = detector_block(m->rate_hz);
	m->interval_s = c->interval_s;
	m->all = !c->messages_only;
	m->under_range_db = 0.05f; /* would be rounded to 0.0 dB */
	if (c->self_noise_db + 7 > m->under_range_db && c->self_noise_db != 0)
		m->under_range_db = c->self_noise_db + 7;
	weighting_init(&m->weighting, m->rate_hz);
	m->intake.hot = overload_size(c);
	m->offset_Z = (double)c->full_scale_db + sine;
	m->offset_A = m->offset_Z + m->weighting.gain_A;
	m->offset_C = m->offset_Z + m->weighting.gain_C;
	detector_init(&m->detector, &m->steps, m->rate_hz);
	peak_init(&m->peak);
	m->Fmax_before = -1;
	m->Fmin_before = maths_infinity();
	m->done_db = maths_nan();
	begin_interval(m);
	begin_second(m);
	return SLM_OK;
}

void slm_join(slm_meter *m, uint16_t second, uint32_t sample)
{
	if (m->interval_s)
		m->second_in_interval = second % m->interval_s;
	m->at = sample % m->length;
	m->started_inside = m->at > 0;
	begin_block(m);
}

void slm_stretch(slm_meter *m, int32_t samples)
{
	int32_t most = (int32_t)(m->rate_hz / 1000);

	if (m->at > 0)
		return;
	samples = samples > most ? most : samples;
	samples = samples < -most ? -most : samples;
	m->length = (uint32_t)((int32_t)m->rate_hz + samples);
	begin_block(m);
}

/* Move the sums of the tick up. */
static void end_tick(slm_meter *m)
{
	sum_add(&m->second.A, m->tick_A);
	if (m->all) {
		sum_add(&m->second.C, m->tick_C);
		sum_add(&m->second.Z, m->tick_Z);
		sum_add(&m->second.offset, m->tick_offset);
	}
	m->second.n += m->tick_n;
	m->tick_A = m->tick_C = m->tick_Z = m->tick_offset = 0;
	m->tick_n = 0;
}

/* Strictly more than 0.625 s, five time constants, and the same for S. */
static bool F_settled(const slm_meter *m)
{
	return 8 * m->settling > 5 * m->rate_hz;
}

static bool S_settled(const slm_meter *m)
{
	return m->settling > 5 * m->rate_hz;
}

static void end_block(slm_meter *m, const struct block *b)
{
	if (!S_settled(m))
		m->settling += b->n;
	detector_step(&m->detector, &m->steps, b, F_settled(m));
	m->tick_A += b->A;
	m->tick_n += b->n;
	if (!m->all)
		return;
	detector_step_slow(&m->detector, &m->steps, b, S_settled(m));
	peak_add(&m->peak, b->n, b->loudest);
	m->tick_C += b->C < POWER_FLOOR ? 0 : b->C;
	m->tick_Z += b->Z < POWER_FLOOR ? 0 : b->Z;
	m->tick_offset += b->offset;
}

/* A block that is not full. */
static void end_part(slm_meter *m)
{
	weighting_end(&m->weighting, m->block);
	end_block(m, m->block);
}

/* Full blocks; for the messages alone there is a shorter way. */
static void end_blocks(slm_meter *m, const struct block *b, size_t n)
{
	if (m->all || !F_settled(m)) {
		for (size_t i = 0; i < n; i++)
			end_block(m, &b[i]);
	} else if (n > 0) {
		m->tick_A =
			detector_run(&m->detector, &m->steps, b, n, m->tick_A);
		m->tick_n += (uint32_t)n * b->n;
	}
}

/* What has been heard reaches up to m->at: the end of the tick? */
static void end_run(slm_meter *m, size_t whole, bool part)
{
	end_blocks(m, m->block, whole);
	m->block[0] = part ? m->block[whole] : (struct block){0};
	if (m->at < m->tick_end)
		return;
	if (part)
		end_part(m);
	detector_snap(&m->detector);
	if (F_settled(m))
		statistics_add(&m->statistics, say_tenths_A(m, m->detector.F));
	end_tick(m);
}

/* Move the sums of the second up, and begin the next. */
static void end_second(slm_meter *m)
{
	end_tick(m);
	say_second(m);
	sum_join(&m->all_A, &m->second.A);
	sum_join(&m->all_C, &m->second.C);
	if (m->second.n > 0) {
		double n = (double)m->second.n, pivot = m->weighting.pivot;
		double offset = sum_value(&m->second.offset);

		spread_add(
			&m->all_Z, n, offset, sum_value(&m->second.Z), pivot);
		weighting_pivot(&m->weighting, (float)(pivot + offset / n));
	}
	m->all_n += m->second.n;
	m->any_overload |= m->intake.overload;
	m->second_in_interval++;
	if (m->interval_s && m->second_in_interval == m->interval_s) {
		say_spread(m);
		begin_interval(m);
	}
	begin_second(m);
}

/* Z of the first second is counted from its first sample. */
static void begin_hearing(slm_meter *m, float sample)
{
	if (m->all_n == 0)
		weighting_pivot(&m->weighting, sample);
}

/* Some samples of one tick; returns how many come before one that is no number.
 */
static size_t hear(slm_meter *m, void *samples, bool integers, size_t n)
{
	uint32_t begun = m->block[0].n, full = m->block_longest;
	float *C = m->all ? peak_room(&m->peak, begun) : NULL;
	bool first = !m->intake.begun;

	if (integers)
		intake_integers(&m->intake, samples, n);
	else
		n = intake_floats(&m->intake, samples, n);
	if (n == 0)
		return 0;
	if (first)
		begin_hearing(m, integers ? intake_float(*(int32_t *)samples)
					  : *(float *)samples);
	weighting_run(&m->weighting, m->block, full, samples, integers, C, n);
	m->at += (uint32_t)n;
	end_run(m, (begun + n) / full, (begun + n) % full > 0);
	return n;
}

static size_t consume(slm_meter *m, void *samples, bool integers, size_t n)
{
	size_t done = 0;

	while (done < n) {
		uint32_t *next = (uint32_t *)samples + done;
		size_t most = m->tick_end - m->at, took;

		most = most < n - done ? most : n - done;
		most = most < RUN_LONGEST ? most : RUN_LONGEST;
		took = hear(m, next, integers, most);
		done += took;
		if (took < most) {
			((float *)samples)[done++] = 0;
			m->not_a_number = true;
			slm_lost(m, 1);
		} else if (m->at == m->length) {
			end_second(m);
		} else if (m->at == m->tick_end) {
			begin_block(m);
		}
		if (m->at == 0)
			break;
	}
	return done;
}

size_t slm_consume(slm_meter *m, float *samples, size_t n)
{
	return consume(m, samples, false, n);
}

size_t slm_consume_integers(slm_meter *m, int32_t *samples, size_t n)
{
	return consume(m, samples, true, n);
}

size_t slm_lost(slm_meter *m, size_t n)
{
	size_t left = m->length - m->at;

	n = n < left ? n : left;
	if (n == 0)
		return 0;
	if (m->block[0].n > 0)
		end_part(m);
	rest(m);
	m->gap = true;
	m->at += (uint32_t)n;
	if (m->at < m->length)
		begin_block(m);
	else
		end_second(m);
	return n;
}

void slm_wipe(slm_meter *m)
{
	volatile unsigned char *byte = (volatile unsigned char *)m;

	for (size_t i = 0; i < sizeof *m; i++)
		byte[i] = 0;
}
