/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_street.c - hands over the made-up street at the pace of real sound. */
#include <errno.h>
#include <time.h>

#include "clock.h"
#include "scene.h"
#include "source.h"

static struct {
	struct scene scene;
	int64_t due_ns; /* when the next block has sounded */
	int64_t block_ns;
} street;

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

void street_open(uint32_t rate_hz, float full_scale_db, uint64_t seed)
{
	scene_init(&street.scene, rate_hz, full_scale_db, seed);
	street.block_ns = NS_PER_S / SOURCE_BLOCKS_PER_S;
	street.due_ns = now_ns() + street.block_ns;
}

enum sound street_read(float *block, size_t n, bool *drained)
{
	const struct timespec due = {.tv_sec = street.due_ns / NS_PER_S,
		.tv_nsec = street.due_ns % NS_PER_S};

	scene_fill(&street.scene, block, n);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) ==
		EINTR)
		;
	street.due_ns += street.block_ns;
	*drained = now_ns() < street.due_ns;
	return SOUND_COMES;
}
