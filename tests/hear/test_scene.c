/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_scene.c - the made-up street is a plausible one, and the same for the
 * same seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "../../src/hear/scene.h"
#include "slm.h"

#define NEVER_S 1e9f

static void test_the_seed_decides_alone(void **state)
{
	static struct scene a, b, c;
	static float one[48000], parts[48000], other[48000];
	size_t differ = 0;

	(void)state;
	scene_init(&a, 48000, 120, 7);
	scene_init(&b, 48000, 120, 7);
	scene_init(&c, 48000, 120, 8);
	for (int second = 0; second < 20; second++) {
		scene_fill(&a, one, 48000);
		for (size_t at = 0, n = 1; at < 48000; at += n, n = n * 2 + 1) {
			n = n < 48000 - at ? n : 48000 - at;
			scene_fill(&b, parts + at, n);
		}
		scene_fill(&c, other, 48000);
		assert_memory_equal(one, parts, sizeof one);
		for (size_t i = 0; i < 48000; i++)
			differ += one[i] != other[i];
	}
	assert_true(differ > 900000);
}

/* Distant traffic alone is as loud as it says, at any rate and full scale; and
 * it rumbles as traffic does. */
static void test_traffic_has_the_level_it_says(void **state)
{
	static const struct {
		uint32_t rate;
		float full_scale_db;
	} cases[] = { { 48000, 120 }, { 44100, 120 }, { 96000, 100 } };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		static struct scene s;
		static slm_meter m;
		static float x[96000];
		struct slm_summary sum;
		struct slm_config config = { .sample_rate_hz = cases[i].rate,
			.full_scale_db = cases[i].full_scale_db };

		scene_init(&s, cases[i].rate, cases[i].full_scale_db, 1);
		s.distant_db = s.distant_goal_db = 50;
		s.distant_wait_s = s.car_wait_s = s.bird_wait_s =
			s.bell_wait_s = NEVER_S;
		assert_int_equal(slm_init(&m, &config), SLM_OK);
		for (int second = 0; second < 10; second++) {
			size_t n = cases[i].rate, at = 0;
			scene_fill(&s, x, n);
			while (at < n)
				at += slm_consume(&m, x + at, n - at);
		}
		slm_summarise(&m, &sum);
		assert_true(fabs((double)sum.LAeq - 50) < 0.5);
		assert_true(fabs((double)sum.LZeq - 60) < 0.8);
	}
}

static void test_ten_minutes_are_plausible(void **state)
{
	static struct scene s;
	static slm_meter m;
	static float x[22050];
	const struct slm_config config = { .sample_rate_hz = 22050,
		.full_scale_db = 120, .rail = 0.9999f };
	struct slm_summary sum;
	int loud = 0, quiet = 0;

	(void)state;
	scene_init(&s, 22050, 120, 3);
	assert_int_equal(slm_init(&m, &config), SLM_OK);
	for (int i = 0; i < 600; i++) {
		struct slm_second second;
		size_t at = 0;

		scene_fill(&s, x, 22050);
		while (at < 22050)
			at += slm_consume(&m, x + at, 22050 - at);
		assert_true(slm_take_second(&m, &second));
		assert_int_equal(second.state, SLM_STATE_OK);
		/* the first second rises from nothing */
		if (i > 0)
			assert_in_range(second.LAeq, 450, 760);
		loud += second.LAeq > 620;
		quiet += second.LAeq < 550;
	}
	slm_summarise(&m, &sum);
	assert_in_range(lrintf(sum.LAeq), 52, 64);
	/* cars pass, and there are pauses between them */
	assert_in_range(loud, 20, 300);
	assert_in_range(quiet, 100, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_seed_decides_alone),
		cmocka_unit_test(test_traffic_has_the_level_it_says),
		cmocka_unit_test(test_ten_minutes_are_plausible),
	};

	return cmocka_run_group_tests_name("scene", tests, NULL, NULL);
}
