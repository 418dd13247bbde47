/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scene.c - a made-up street, from noise and sines.  Levels are dB(A) where the
 * microphone would stand; what happens next is decided every 10 ms. */
#include "scene.h"

#include <math.h>
#include <string.h>

#define TWO_PI 6.2831853f
#define STEP_S 0.01f

/* Traffic is white noise, filtered twice: tyres between BOTTOM and TOP, engines
 * below ENGINE.  With these gains noise of rms 1 becomes 0 dB(A), and 10 dB
 * more without the weighting (integrated over frequency; a test measures). */
#define BOTTOM_HZ   500.0f
#define TOP_HZ	    1500.0f
#define ENGINE_HZ   90.0f
#define TYRE_GAIN   6.675f
#define ENGINE_GAIN 57.62f

/* 64 bits of chance, by a counter and a mix of shifts and odd factors. */
static uint64_t next(struct scene *s)
{
	uint64_t x = s->chance += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static float between(struct scene *s, float low, float high)
{
	return low + (high - low) * (float)(next(s) >> 40) / 16777216.0f;
}

/* Waiting time of something that happens by chance, once in `mean_s`. */
static float wait_for(struct scene *s, float mean_s)
{
	return -mean_s * logf(between(s, 1e-4f, 1.0f));
}

static float power(float db)
{
	return powf(10.0f, db / 10.0f);
}

/* Share of the way that a first-order low-pass goes in one sample. */
static float low_pass(float hz, float rate)
{
	return 1 - expf(-TWO_PI * hz / rate);
}

void scene_init(
	struct scene *s, uint32_t rate_hz, float full_scale_db, uint64_t seed)
{
	memset(s, 0, sizeof *s);
	s->chance = seed;
	s->rate = (float)rate_hz;
	/* a sine at full scale has an rms of 1/sqrt(2) */
	s->unit = sqrtf(0.5f / power(full_scale_db));
	s->step_length = rate_hz / 100;
	s->density = sqrtf(s->rate / 48000);
	s->top = low_pass(TOP_HZ, s->rate);
	s->bottom = low_pass(BOTTOM_HZ, s->rate);
	s->engine = low_pass(ENGINE_HZ, s->rate);
	s->distant_db = s->distant_goal_db = between(s, 49, 53);
	s->car_wait_s = wait_for(s, 4);
	s->bird_wait_s = wait_for(s, 6);
	s->bell_wait_s = wait_for(s, 90);
}

/* The traffic far away rises and falls within half a minute. */
static void drive_far(struct scene *s)
{
	s->distant_wait_s -= STEP_S;
	if (s->distant_wait_s <= 0) {
		s->distant_wait_s = between(s, 8, 25);
		s->distant_goal_db = between(s, 48, 54);
	}
	s->distant_db += (s->distant_goal_db - s->distant_db) * STEP_S / 6;
}

static void start_car(struct scene *s)
{
	for (int i = 0; i < SCENE_CARS; i++) {
		struct car *c = &s->cars[i];
		if (c->speed > 0)
			continue;
		*c = (struct car){
			.time_s = -12,
			.metres = between(s, 6, 15),
			.speed = between(s, 7, 14),
			.loudest_db = between(s, 60, 70),
		};
		return;
	}
}

/* Power of the cars near by: with the square of the distance. */
static float drive_by(struct scene *s)
{
	float sum = 0;

	s->car_wait_s -= STEP_S;
	if (s->car_wait_s <= 0) {
		s->car_wait_s = wait_for(s, 9);
		start_car(s);
	}
	for (int i = 0; i < SCENE_CARS; i++) {
		struct car *c = &s->cars[i];
		float way = c->time_s * c->speed / fmaxf(c->metres, 1);
		if (c->speed == 0)
			continue;
		sum += power(c->loudest_db) / (1 + way * way);
		c->time_s += STEP_S;
		if (c->time_s > 12)
			c->speed = 0;
	}
	return sum;
}

static void perhaps_bird(struct scene *s)
{
	s->bird_wait_s -= STEP_S;
	if (s->bird_wait_s > 0)
		return;
	/* a few chirps close together, then a pause */
	s->bird_wait_s =
		next(s) % 4 ? between(s, 0.15f, 0.3f) : wait_for(s, 15);
	s->bird_left_s = between(s, 0.05f, 0.1f);
	s->bird_hz = between(s, 3000, 4500);
	s->bird_sweep = between(s, -9000, 9000);
}

static void perhaps_bell(struct scene *s)
{
	s->bell_wait_s -= STEP_S;
	if (s->bell_wait_s > 0)
		return;
	s->bell_wait_s = next(s) % 3 ? 0.6f : wait_for(s, 150);
	s->bell_amplitude = s->unit * sqrtf(power(between(s, 56, 62)));
}

static void decide(struct scene *s)
{
	float goal;

	drive_far(s);
	goal = s->unit * sqrtf(power(s->distant_db) + drive_by(s));
	s->slope = (goal - s->gain) / (float)s->step_length;
	perhaps_bird(s);
	perhaps_bell(s);
}

static float traffic(struct scene *s)
{
	float white = between(s, -1.7320508f, 1.7320508f) * s->density;
	float *t = s->tyres, *e = s->engines;

	t[0] += (white - t[0]) * s->top;
	t[1] += (t[0] - t[1]) * s->top;
	t[2] += (t[1] - t[2]) * s->bottom;
	e[0] += (white - e[0]) * s->engine;
	e[1] += (e[0] - e[1]) * s->engine;
	s->gain += s->slope;
	return s->gain * (TYRE_GAIN * (t[1] - t[2]) + ENGINE_GAIN * e[1]);
}

static float turn(float *phase, float hz, float rate)
{
	*phase += hz / rate;
	*phase -= floorf(*phase);
	return sinf(TWO_PI * *phase);
}

static float bird(struct scene *s)
{
	if (s->bird_left_s <= 0)
		return 0;
	s->bird_left_s -= 1 / s->rate;
	s->bird_hz += s->bird_sweep / s->rate;
	/* fades out over its last 20 ms; 52 dB at most */
	return s->unit * 560 * fminf(1, fmaxf(0, s->bird_left_s / 0.02f)) *
	       turn(&s->bird_phase, s->bird_hz, s->rate);
}

static float bell(struct scene *s)
{
	static const float partials[3] = {620, 1250, 1870};
	float sum = 0;

	if (s->bell_amplitude < s->unit)
		return 0;
	s->bell_amplitude -= s->bell_amplitude * 3 / s->rate;
	for (int i = 0; i < 3; i++)
		sum += turn(&s->bell_phase[i], partials[i], s->rate);
	return s->bell_amplitude * 0.8165f * sum; /* rms 1 */
}

void scene_fill(struct scene *s, float *samples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s->step == 0)
			decide(s);
		s->step = (s->step + 1) % s->step_length;
		samples[i] = traffic(s) + bird(s) + bell(s);
	}
}
