/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-hear: the only program that sees a sample.  It is
 * disposable: whatever goes wrong, it ends and is started again. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "door.h"
#include "listener.h"
#include "options.h"
#include "../run/exit_codes.h"

/* A device that delivers nothing for so long hangs.  The alarm ends hear, even
 * inside a library; it needs no thread and no handler. */
#define LONGEST_WAIT_S 2

static struct moment now(void)
{
	struct timespec m, w;

	clock_gettime(CLOCK_MONOTONIC, &m);
	clock_gettime(CLOCK_REALTIME, &w);
	return (struct moment){m.tv_sec * NS_PER_S + m.tv_nsec,
		w.tv_sec * NS_PER_S + w.tv_nsec};
}

static bool say(struct listener *l)
{
	for (int i = 0; i < l->n_ready; i++)
		if (write(1, l->ready[i], SLM_MESSAGE_BYTES) !=
			SLM_MESSAGE_BYTES)
			return false;
	l->n_ready = 0;
	return true;
}

/* Until the sound ends, or the gate does. */
static int hear(const struct options *o, struct listener *l)
{
	static float block[SOURCE_BLOCK_MAX];
	size_t n = o->microphone.rate_hz / SOURCE_BLOCKS_PER_S;

	for (;;) {
		bool drained;
		enum sound sound;

		alarm(LONGEST_WAIT_S);
		sound = o->task == TASK_SCENE
				? street_read(block, n, &drained)
				: microphone_read(block, n, &drained);
		if (sound == SOUND_ENDS)
			return EXIT_FAULT;
		if (!listener_hear(l, block, n, now(), drained,
			    sound == SOUND_OVERRAN))
			return EXIT_FAULT;
		if (!say(l))
			return EXIT_FAULT;
	}
}

static int probe(const struct microphone *m)
{
	bool raw;
	int code = microphone_open(m, &raw);

	if (code != EXIT_OK)
		return code;
	microphone_close();
	printf("%s %u\n", raw ? "raw" : "server", (unsigned)m->rate_hz);
	return EXIT_OK;
}

int main(int argc, char **argv)
{
	static struct listener listener;
	struct options o;
	bool raw;
	int code;

	if (!options_read(&o, argc, argv, &code))
		return code;
	if (o.task == TASK_LIST)
		return microphone_list();
	if (o.task == TASK_PROBE)
		return probe(&o.microphone);
	if (isatty(1)) {
		fputs("sourdine-hear: descriptor 1 is a pipe to sourdine-gate, "
		      "not a terminal; start it with `sourdine run`\n",
			stderr);
		return EXIT_USAGE;
	}
	listener_init(&listener, &o.meter);

	if (o.task == TASK_SCENE)
		street_open(o.microphone.rate_hz, o.meter.full_scale_db,
			(uint64_t)now().wall_ns);
	else if ((code = microphone_open(&o.microphone, &raw)) != EXIT_OK)
		return code;

	/* Shut the door. */
	if (!hear_shut_the_door())
		return EXIT_FAULT;

	return hear(&o, &listener);
}
