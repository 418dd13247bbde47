/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scene.h - a made-up street: distant traffic, cars that pass, a bird and a
 * tram's bell.  Everything is computed from noise and sines, by chance; the
 * same seed gives the same samples, however they are asked for. */
#ifndef HEAR_SCENE_H
#define HEAR_SCENE_H

#include <stddef.h>
#include <stdint.h>

#define SCENE_CARS 3

/* Do not rely on the contents. */
struct scene {
	uint64_t chance;
	float rate;
	float unit;		    /* rms of a sound of 0 dB, re full scale */
	uint32_t step, step_length; /* samples in this step of 10 ms */

	float density;		    /* keeps the noise alike at all rates */
	float top, bottom, engine;  /* coefficients of the low-passes... */
	float tyres[3], engines[2]; /* ...and their states */
	float gain, slope;	    /* of the traffic, now and per sample */

	float distant_db, distant_goal_db;
	float distant_wait_s, car_wait_s, bird_wait_s, bell_wait_s;

	struct car {
		float time_s; /* before (-) or after it is nearest */
		float metres, speed, loudest_db;
	} cars[SCENE_CARS];

	float bird_left_s, bird_hz, bird_sweep, bird_phase;
	float bell_amplitude, bell_phase[3];
};

/* `full_scale_db`: level of a sine whose peak is full scale. */
void scene_init(
	struct scene *s, uint32_t rate_hz, float full_scale_db, uint64_t seed);

void scene_fill(struct scene *s, float *samples, size_t n);

#endif
