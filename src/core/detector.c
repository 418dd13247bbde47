/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detector.c - how fast a meter reacts: Fast (125 ms), Slow (1 s), Impulse. */
#include "detector.h"
#include "maths.h"

#define TAU_F	 0.125 /* s, IEC 61672-1 5.8.1 */
#define TAU_S	 1.0
#define TAU_I	 0.035 /* s, IEC 60651; dropped from IEC 61672-1 */
#define TAU_HOLD 1.5   /* s: the holder falls by 2.9 dB/s */

uint32_t detector_block(uint32_t rate_hz)
{
	return rate_hz * 182 / 4000000 * 4; /* 0.182 ms */
}

void detector_init(
	struct detector *d, struct detector_steps *t, uint32_t rate_hz)
{
	for (int n = 0; n <= BLOCK_LONGEST; n++) {
		double time = (double)n / rate_hz;

		t->F[n] = (float)maths_decay(time / TAU_F);
		t->S[n] = (float)maths_decay(time / TAU_S);
		t->impulse[n] = (float)maths_decay(time / TAU_I);
		t->hold[n] = (float)maths_decay(time / TAU_HOLD);
		t->share[n] = n > 0 ? (float)(1.0 / n) : 0;
	}
	detector_rest(d);
	detector_begin(d);
	d->Smax = d->Imax = -1;
	d->Smin = maths_infinity();
}

void detector_step(struct detector *d, const struct detector_steps *t,
	const struct block *b, bool settled)
{
	d->F += t->F[b->n] * (b->A * t->share[b->n] - d->F);
	if (d->Fmax < d->F)
		d->Fmax = d->F;
	if (settled && d->Fmin > d->F)
		d->Fmin = d->F;
}

float detector_run(struct detector *d, const struct detector_steps *t,
	const struct block *b, size_t n, float sum)
{
	const float rate = t->F[b->n], share = t->share[b->n];
	float F = d->F, Fmax = d->Fmax, Fmin = d->Fmin;

	for (size_t i = 0; i < n; i++) {
		F += rate * (b[i].A * share - F);
		Fmax = Fmax < F ? F : Fmax;
		Fmin = Fmin > F ? F : Fmin;
		sum += b[i].A;
	}
	d->F = F;
	d->Fmax = Fmax;
	d->Fmin = Fmin;
	return sum;
}

void detector_step_slow(struct detector *d, const struct detector_steps *t,
	const struct block *b, bool settled)
{
	const float square = b->A * t->share[b->n];
	const uint32_t n = b->n;

	d->S += t->S[n] * (square - d->S);
	d->impulse += t->impulse[n] * (square - d->impulse);
	d->hold -= t->hold[n] * d->hold;
	if (d->hold < d->impulse)
		d->hold = d->impulse;

	if (d->Smax < d->S)
		d->Smax = d->S;
	if (d->Imax < d->hold)
		d->Imax = d->hold;
	if (settled && d->Smin > d->S)
		d->Smin = d->S;
}

static void snap(float *x)
{
	*x = *x < POWER_FLOOR ? 0 : *x;
}

void detector_snap(struct detector *d)
{
	snap(&d->F);
	snap(&d->S);
	snap(&d->impulse);
	snap(&d->hold);
}

void detector_rest(struct detector *d)
{
	d->F = d->S = d->impulse = d->hold = 0;
}

void detector_begin(struct detector *d)
{
	d->Fmax = -1;
	d->Fmin = maths_infinity();
}
