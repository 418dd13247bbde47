/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_honest.c - whatever the sound, what the meter says never contradicts
 * itself: the gate may refuse what breaks these rules. */
#include "cmocka_with.h"
#include "sound.h"

#define RATE	 22050
#define INTERVAL 60

static slm_meter m;
static uint32_t seed = 42;

/* How far over LAFmax; and the mean, how far over its bound, dB. */
static double worst_second = -999, worst_mean = -999;
static int intervals, overloads, gaps, dead, under;

static float chance(void)
{
	return 0.5f + 0.5f * noise(&seed);
}

/* The seconds of an interval that have a level. */
struct heard {
	slm_tenth_db level[INTERVAL];
	int n;
};

static bool in_range(slm_tenth_db level)
{
	return level >= 0 && level <= SLM_LOUDEST;
}

static void check_second(const struct slm_second *s, struct heard *h)
{
	switch (s->state) {
	case SLM_STATE_GAP:
	case SLM_STATE_DEAD:
	case SLM_STATE_START:
		gaps += s->state == SLM_STATE_GAP;
		dead += s->state == SLM_STATE_DEAD;
		assert_int_equal(s->LAeq, SLM_NO_LEVEL);
		return;
	case SLM_STATE_OK:
	case SLM_STATE_OVERLOAD:
	case SLM_STATE_UNDER_RANGE:
		overloads += s->state == SLM_STATE_OVERLOAD;
		under += s->state == SLM_STATE_UNDER_RANGE;
		assert_true(in_range(s->LAeq));
		h->level[h->n++] = s->LAeq;
		return;
	default:
		fail_msg("state %d", s->state);
	}
}

static void check_spread(const struct slm_spread *d, const struct heard *h)
{
	const slm_tenth_db all[7] = {d->LAFmax, d->LAF1, d->LAF10, d->LAF50,
		d->LAF90, d->LAF95, d->LAFmin};
	double energy = 0, mean, loudest = 0, bound;

	intervals++;
	if (d->LAFmax == SLM_NO_LEVEL) {
		for (int i = 0; i < 7; i++)
			assert_int_equal(all[i], SLM_NO_LEVEL);
		assert_int_equal(h->n, 0);
		return;
	}
	for (int i = 0; i < 7; i++) {
		assert_true(in_range(all[i]));
		assert_true(i == 0 || all[i - 1] >= all[i]);
	}
	if (h->n == 0)
		return;
	for (int i = 0; i < h->n; i++) {
		energy += pow(10, h->level[i] / 100.0);
		loudest = fmax(loudest, h->level[i] / 10.0);
	}
	/* A level is rounded by up to 0.05 dB, and LAFmax too. */
	bound = 10 * log10(1 + 0.125 / h->n) + 0.1;
	mean = 10 * log10(energy / h->n);
	worst_second = fmax(worst_second, loudest - d->LAFmax / 10.0);
	worst_mean = fmax(worst_mean, mean - d->LAFmax / 10.0 - bound);
	if (!(loudest <= d->LAFmax / 10.0 + 0.6 + 1e-9))
		fail_msg("second %.1f, LAFmax %.1f", loudest, d->LAFmax / 10.0);
	if (!(mean <= d->LAFmax / 10.0 + bound + 1e-9))
		fail_msg("mean %.2f of %d s, LAFmax %.1f", mean, h->n,
			d->LAFmax / 10.0);
}

/* One part of a scene: a sound, digital silence, a stuck value, or a loss. */
enum kind { NOISE, TONE, BANG, NOTHING, STUCK, LOST };

struct part {
	enum kind kind;
	float amplitude;
	size_t n;
};

static struct part any_part(void)
{
	struct part p = {NOISE, 0, 0};

	p.kind = (enum kind)(chance() * 5.99f);
	p.amplitude = powf(10, -8 + 8.3f * chance());
	p.n = (size_t)(RATE * powf(10, -3 + 4.2f * chance()));
	if (p.kind == LOST && chance() < 0.7f)
		p.kind = NOISE;
	return p;
}

static float sample_of(const struct part *p, size_t i)
{
	switch (p->kind) {
	case NOISE:
		return p->amplitude * noise(&seed);
	case TONE:
		return p->amplitude * sinf((float)(i % RATE) * 0.37f);
	case BANG:
		return i < 200 ? p->amplitude * noise(&seed) : 0;
	case STUCK:
		return p->amplitude;
	default:
		return 0;
	}
}

static void play(const struct part *p, struct heard *h)
{
	float x[1000];

	for (size_t at = 0; at < p->n;) {
		size_t n = p->n - at < 1000 ? p->n - at : 1000;
		struct slm_second s;
		struct slm_spread d;

		for (size_t i = 0; i < n; i++)
			x[i] = sample_of(p, at + i);
		n = p->kind == LOST ? slm_lost(&m, n) : slm_consume(&m, x, n);
		at += n;
		if (slm_take_second(&m, &s)) {
			check_second(&s, h);
			slm_stretch(&m, (int32_t)(22 * noise(&seed)));
		}
		if (slm_take_spread(&m, &d)) {
			check_spread(&d, h);
			h->n = 0;
		}
	}
}

static void begin(uint16_t second, uint32_t sample, float full_scale_db)
{
	struct slm_config c = usual(RATE);

	c.interval_s = INTERVAL;
	c.full_scale_db = full_scale_db;
	c.self_noise_db = 25;
	c.rail = 1;
	assert_int_equal(slm_init(&m, &c), SLM_OK);
	slm_join(&m, second, sample);
}

static void test_scenes_at_random(void **state)
{
	(void)state;
	for (int scene = 0; scene < 60; scene++) {
		struct heard h = {.n = 0};
		int until = intervals + 2;
		uint16_t second = (uint16_t)(60 * chance());
		uint32_t sample = (uint32_t)(RATE * chance());

		begin(second, scene % 3 ? sample : 0, 60 + 110 * chance());
		while (intervals < until) {
			struct part p = any_part();

			play(&p, &h);
		}
	}
	print_message("%d intervals; seconds: %d overload, %d under-range, "
		      "%d gap, %d dead\n",
		intervals, overloads, under, gaps, dead);
	assert_true(overloads > 100 && under > 100 && gaps > 100 && dead > 100);
}

/* Honest, but a naive check would refuse them. */
static void test_scenes_that_look_wrong(void **state)
{
	static const struct {
		uint16_t second;
		uint32_t sample;
		struct part part[4];
	} scene[] = {
		/* a bang of 100 dB, then 25, then 30 dB */
		{0, 0,
			{{BANG, 1, RATE}, {NOISE, 3e-5f, 30 * RATE},
				{NOISE, 5e-5f, 29 * RATE}}},
		/* the bang just before the interval, one second covered */
		{59, 0,
			{{BANG, 1, RATE}, {NOISE, 1e-5f, RATE},
				{LOST, 0, 59 * RATE}}},
		/* 0.2 s covered, from cold */
		{59, RATE * 8 / 10, {{NOISE, 0.5f, RATE / 5 + 9}}},
		/* a bang at once, then the level that it left in the detector:
		 * the whole second lies at LAFmax, and the bang comes on top */
		{59, 0, {{TONE, 1, 400}, {TONE, 0.3675f, RATE}}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof scene / sizeof *scene; i++) {
		struct heard h = {.n = 0};
		int before = intervals;

		begin(scene[i].second, scene[i].sample, 120);
		for (int k = 0; k < 4; k++)
			play(&scene[i].part[k], &h);
		play(&(struct part){NOISE, 1e-4f, RATE}, &h);
		assert_true(intervals > before);
	}
	print_message("highest over LAFmax: a second by %.2f dB; the mean "
		      "stayed %.2f dB below its bound\n",
		worst_second, -worst_mean);
	assert_true(worst_second > 0.3); /* the bound was put to use */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scenes_at_random),
		cmocka_unit_test(test_scenes_that_look_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
