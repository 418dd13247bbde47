/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_tone_memory.c - how a tone is given, what is remembered of it, and which
 * settings there are. */
#include "tone_sound.h"

static void portions_do_not_matter_and_come_back_wiped(void **state)
{
	static const size_t portions[] = {1, 479, 1024, 8192, 70000};
	struct tone_verdict whole;

	(void)state;
	start();
	add_tone(&ordinary, 1003, LEVEL, 0.3, 2.4);
	add_noise(&ordinary, -60, 0, 3);
	whole = judge(&ordinary);
	for (size_t k = 0; k < 5; k++) {
		struct tone_verdict v;

		start();
		add_tone(&ordinary, 1003, LEVEL, 0.3, 2.4);
		add_noise(&ordinary, -60, 0, 3);
		tone_wipe(&tone);
		for (size_t i = 0; i < n; i += portions[k])
			tone_consume(&tone, sound + i,
				n - i < portions[k] ? n - i : portions[k]);
		v = tone_judge(&tone);
		assert_int_equal(v.result, whole.result);
		assert_int_equal(v.class, whole.class);
		assert_int_equal(v.level, whole.level);
		assert_int_equal(v.frequency, whole.frequency);
		assert_int_equal(v.fluctuation, whole.fluctuation);
		assert_int_equal(v.distortion, whole.distortion);
		for (size_t i = 0; i < n; i++)
			assert_true(sound[i] == 0);
	}
}

/* Every byte is as it was before the first sample. */
static void a_wipe_leaves_no_trace(void **state)
{
	size_t size = tone_size(&ordinary);
	unsigned char *before = malloc(size);
	struct tone was;

	(void)state;
	start();
	judge(&ordinary);
	tone_wipe(&tone);
	was = tone;
	memcpy(before, memory, size);
	add_tone(&ordinary, 1000, LEVEL, 0, 2);
	tone_consume(&tone, sound, n);
	tone_judge(&tone);
	assert_true(memcmp(memory, before, size) != 0);
	tone_wipe(&tone);
	assert_memory_equal(memory, before, size);
	assert_memory_equal(&tone, &was, sizeof was);
	free(before);
}

static void more_than_it_remembers_changes_nothing(void **state)
{
	struct tone_config c = ordinary;
	struct tone_verdict v;

	(void)state;
	c.memory_s = 5;
	start();
	add_tone(&c, 1000, LEVEL, 0, 5.5);
	add_tone(&c, 1000, LEVEL + 10, 5.5, 20);
	v = judge(&c);
	assert_true(tone_is_full(&tone));
	expect(v, TONE_OK, 1);
	expect_level(v, LEVEL);
	assert_in_range(v.duration, 49, 53);
}

static void settings_out_of_range_are_refused(void **state)
{
	static char small[100];
	struct tone_config c = ordinary;

	(void)state;
	assert_false(tone_init(&tone, &c, small, sizeof small));
	assert_false(tone_init(&tone, &c, NULL, tone_size(&c)));
	c.sample_rate_hz = 8000;
	assert_int_equal(tone_size(&c), 0);
	c.sample_rate_hz = 200000;
	assert_int_equal(tone_size(&c), 0);
	c = ordinary;
	c.frequency_hz = 500;
	assert_int_equal(tone_size(&c), 0);
	c = ordinary;
	c.steady_s = 0;
	assert_int_equal(tone_size(&c), 0);
	c = ordinary;
	c.memory_s = TONE_MEMORY_MAX_S + 1;
	assert_int_equal(tone_size(&c), 0);
	c = ordinary;
	c.rail = NAN;
	assert_int_equal(tone_size(&c), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(portions_do_not_matter_and_come_back_wiped),
		cmocka_unit_test(a_wipe_leaves_no_trace),
		cmocka_unit_test(more_than_it_remembers_changes_nothing),
		cmocka_unit_test(settings_out_of_range_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, let_go);
}
