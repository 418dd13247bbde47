/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_clock.c - the sound's clock against simulated sound cards: drift,
 * jitter, backlogs, losses, and a wall clock that is set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/hear/clock.h"

#define MS (NS_PER_S / 1000)
#define DAY_S 86400

/* The wall clock when the monotonic one was 0: a whole hour. */
#define WALL_S INT64_C(1800000000)

/* A sound card that hands over blocks, and what the clock makes of them. */
struct card {
	struct sound_clock clock;
	uint32_t rate;
	size_t block;
	double ppm;         /* it runs fast by so much */
	double frames;      /* that it has made */
	int64_t start_ns, now_ns, wall_step_ns;
	int64_t reading_ns; /* that a block takes, however long it waited */
	int64_t seconds;    /* that have ended */
	int64_t worst_ns;   /* distance of their ends from the wall clock */
	size_t lost;
	int losses;
	bool astray;
};

static void begin(struct card *c, uint32_t rate, double ppm)
{
	memset(c, 0, sizeof *c);
	c->rate = rate;
	c->block = rate / 50;
	c->ppm = ppm;
	/* no test begins on the boundary of a second */
	c->start_ns = c->now_ns = 5 * NS_PER_S + 20 * MS;
	sound_clock_init(&c->clock, rate);
}

static struct moment moment(const struct card *c)
{
	return (struct moment){ c->now_ns,
		c->now_ns + WALL_S * NS_PER_S + c->wall_step_ns };
}

/* When the card has made so many frames. */
static int64_t made_ns(const struct card *c, double frames)
{
	return c->start_ns + (int64_t)(frames * 1e9 /
		(c->rate * (1 + c->ppm * 1e-6)));
}

static void pass(struct card *c, size_t n, int64_t true_ns)
{
	while (n > 0) {
		size_t room = sound_clock_room(&c->clock);
		size_t part = n < room ? n : room;

		sound_clock_count(&c->clock, part);
		n -= part;
		if (part == room) {
			/* the last frame of the second was made at: */
			int64_t end = true_ns - (int64_t)n *
				NS_PER_S / c->rate;
			int64_t off = (end + 500 * MS) % NS_PER_S - 500 * MS;
			off = off < 0 ? -off : off;
			if (off > c->worst_ns)
				c->worst_ns = off;
			c->seconds++;
			sound_clock_next(&c->clock);
		}
	}
}

/* The next block comes `late_ns` after it was made; so do those after it that
 * have been made meanwhile.  Returns the verdict. */
static enum verdict step(struct card *c, int64_t late_ns)
{
	int64_t made;
	size_t lost = 0;
	enum verdict v;
	bool drained;

	c->frames += (double)c->block;
	made = made_ns(c, c->frames);
	c->now_ns += c->reading_ns;
	if (made + late_ns > c->now_ns)
		c->now_ns = made + late_ns;
	drained = made_ns(c, c->frames + (double)c->block) > c->now_ns;
	pass(c, c->block, made);
	v = sound_clock_check(&c->clock, moment(c), drained, &lost);
	if (v == SOUND_LOST) {
		c->losses++;
		c->lost += lost;
		pass(c, lost, c->now_ns);
	}
	c->astray |= v == SOUND_ASTRAY;
	return v;
}

static struct joint join(struct card *c)
{
	bool settled = false;

	while (!settled) {
		c->frames += (double)c->block;
		c->now_ns = made_ns(c, c->frames);
		settled = sound_clock_settle(&c->clock, c->block, moment(c),
			true);
	}
	return sound_clock_join(&c->clock, 60, moment(c));
}

static void run_for(struct card *c, double seconds)
{
	int64_t end = c->now_ns + (int64_t)(seconds * 1e9);

	while (c->now_ns < end && !c->astray)
		step(c, 0);
}

static void test_join_says_where_the_interval_stands(void **state)
{
	struct card c;
	struct joint j;

	(void)state;
	begin(&c, 48000, 0);
	j = join(&c);
	/* it began 5.02 s after a whole minute; one block, then 0.5 s */
	assert_int_equal(WALL_S % 60, 0);
	assert_int_equal(j.second, 5);
	assert_int_equal(j.sample, 48000 * 54 / 100);
	assert_int_equal(sound_clock_room(&c.clock), 48000 * 46 / 100);
}

/* Sound has piled up while the device was opened, and a server hands over the
 * rest in portions; the time of the join must not suffer from either. */
static void test_join_ignores_what_piled_up(void **state)
{
	struct sound_clock c;
	struct joint j = { 0 };
	int i, waiting = 60;

	(void)state;
	sound_clock_init(&c, 48000);
	/* block i ends at 9 s + i * 20 ms, the first 60 are read at once */
	for (i = 1;; i++) {
		int64_t ready = i <= waiting ? waiting : (i + 5) / 6 * 6;
		int64_t at = 9 * NS_PER_S + ready * 20 * MS;
		struct moment m = { at, at + WALL_S * NS_PER_S };

		if (sound_clock_settle(&c, 960, m, ready == i)) {
			j = sound_clock_join(&c, 60, m);
			break;
		}
	}
	assert_true(i > waiting);
	assert_int_equal(j.second * 1000 + j.sample / 48, 9000 + i * 20);
}

static void test_drift_is_followed_for_two_days(void **state)
{
	static const struct {
		uint32_t rate;
		double ppm;
	} cards[] = {
		{ 48000, 0 }, { 48000, 50 }, { 48000, -50 }, { 48000, 200 },
		{ 44100, -200 }, { 96000, 200 }, { 48000, 1000 },
		{ 48000, -1000 }, { 44100, 950 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
		struct card c;
		int64_t began;

		begin(&c, cards[i].rate, cards[i].ppm);
		join(&c);
		began = c.now_ns;
		c.block = cards[i].rate / 10; /* to be quick */
		run_for(&c, 2 * DAY_S);
		assert_false(c.astray);
		assert_int_equal(c.losses, 0);
		assert_true(c.worst_ns < 50 * MS);
		/* not one message too many or too few */
		assert_int_equal(c.seconds, c.now_ns / NS_PER_S -
			began / NS_PER_S);
	}
}

static void test_jitter_is_no_loss(void **state)
{
	struct card c;

	(void)state;
	srand(1);
	begin(&c, 48000, 50);
	join(&c);
	for (int i = 0; i < 50 * 3600 && !c.astray; i++) {
		/* always up to 30 ms; each 5 s a portion of 0.8 s at once */
		int64_t late = rand() % 30 * MS;
		if (i % 250 == 100)
			late = 800 * MS;
		step(&c, late);
	}
	assert_false(c.astray);
	assert_int_equal(c.losses, 0);
	assert_true(c.worst_ns < 50 * MS);
}

/* Portions of a quarter of a second, as a server with large buffers. */
static void test_portions_are_no_loss(void **state)
{
	struct card c;

	(void)state;
	begin(&c, 48000, -100);
	join(&c);
	for (int i = 0; i < 50 * 600 && !c.astray; i++)
		step(&c, (12 - i % 13) * 20 * MS);
	assert_false(c.astray);
	assert_int_equal(c.losses, 0);
	assert_true(c.worst_ns < 50 * MS);
}

/* A reader that was stopped for 0.8 s, and then is hardly faster than the card:
 * late for three seconds, with sound waiting all the while. */
static void test_a_backlog_is_no_loss(void **state)
{
	struct card c;
	int late = 0;

	(void)state;
	begin(&c, 48000, 0);
	join(&c);
	run_for(&c, 5);
	c.reading_ns = 15 * MS;
	step(&c, 800 * MS);
	for (int i = 0; i < 50 * 10; i++)
		late += step(&c, 0) == SOUND_LATE;
	assert_true(late > 100);
	assert_false(c.astray);
	assert_int_equal(c.losses, 0);
}

static void lose(struct card *c, int64_t ns)
{
	c->start_ns += ns; /* what it makes from here on comes later */
}

static void test_loss_is_found_and_its_length(void **state)
{
	static const int lengths_ms[] = { 70, 100, 200, 500, 900 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths_ms / sizeof *lengths_ms; i++) {
		struct card c;
		int64_t before;

		begin(&c, 48000, 100);
		join(&c);
		run_for(&c, 20.3);
		before = c.now_ns;
		lose(&c, lengths_ms[i] * MS);
		for (int j = 0; c.losses == 0 && !c.astray && j < 99; j++)
			step(&c, j % 3 * 9 * MS);
		assert_int_equal(c.losses, 1);
		assert_false(c.astray);
		assert_in_range(c.lost, lengths_ms[i] * 48 - 480,
			lengths_ms[i] * 48 + 480);
		assert_true(c.now_ns - before < (lengths_ms[i] + 500) * MS);
		c.worst_ns = 0;
		run_for(&c, 600);
		assert_int_equal(c.losses, 1);
		assert_true(c.worst_ns < 20 * MS);
	}
}

static void test_a_loss_is_unsure_until_it_is_found(void **state)
{
	struct card c;
	enum verdict v;
	int late = 0;

	(void)state;
	begin(&c, 48000, 0);
	join(&c);
	run_for(&c, 3.3);
	lose(&c, 200 * MS);
	while ((v = step(&c, 0)) == SOUND_LATE)
		late++;
	assert_int_equal(v, SOUND_LOST);
	/* not one block of it was called on time */
	assert_in_range(late, 19, 22);
	assert_int_equal(step(&c, 0), SOUND_ON_TIME);
}

static void test_a_long_loss_goes_astray(void **state)
{
	struct card c;

	(void)state;
	begin(&c, 48000, 0);
	join(&c);
	run_for(&c, 10);
	lose(&c, 5 * NS_PER_S);
	run_for(&c, 5.6);
	assert_true(c.astray);
	assert_int_equal(c.losses, 0);
}

static void test_too_much_sound_goes_astray(void **state)
{
	struct card c;

	(void)state;
	begin(&c, 48000, 0);
	join(&c);
	run_for(&c, 10);
	lose(&c, -300 * MS);
	run_for(&c, 1);
	assert_true(c.astray);
}

static void test_a_set_wall_clock_goes_astray(void **state)
{
	static const struct {
		int64_t step_ms;
		bool astray;
	} steps[] = {
		{ 150, false }, { -150, false }, { 250, true }, { -250, true },
		{ 3600000, true }, { -1000, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		struct card c;

		begin(&c, 48000, 0);
		join(&c);
		run_for(&c, 10);
		c.wall_step_ns = steps[i].step_ms * MS;
		step(&c, 0);
		assert_int_equal(c.astray, steps[i].astray);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_join_says_where_the_interval_stands),
		cmocka_unit_test(test_join_ignores_what_piled_up),
		cmocka_unit_test(test_drift_is_followed_for_two_days),
		cmocka_unit_test(test_jitter_is_no_loss),
		cmocka_unit_test(test_portions_are_no_loss),
		cmocka_unit_test(test_a_backlog_is_no_loss),
		cmocka_unit_test(test_loss_is_found_and_its_length),
		cmocka_unit_test(test_a_loss_is_unsure_until_it_is_found),
		cmocka_unit_test(test_a_long_loss_goes_astray),
		cmocka_unit_test(test_too_much_sound_goes_astray),
		cmocka_unit_test(test_a_set_wall_clock_goes_astray),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
