/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - sourdine-hear: the only program that sees a sample.  It is
 * disposable: whatever goes wrong, it ends and is started again. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "../run/language.h"
#include "calibrator.h"
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

/* false after one line: the microphone cannot be straightened. */
static bool straighten(struct options *o, struct correction *c)
{
	static struct response_file curve;
	char why[256];

	if (correction_read(&curve, o->response, why, sizeof why) &&
		correction_make(c, &curve, o->response_at_hz, &o->meter, why,
			sizeof why))
		return true;
	fprintf(stderr, "sourdine-hear: %s: %s\n", o->response, why);
	return false;
}

int main(int argc, char **argv)
{
	static struct listener listener;
	static struct correction correction;
	struct options o;
	bool raw = true;
	int code;

	language_open();
	if (!options_read(&o, argc, argv, &code))
		return code;
	if (o.task == TASK_LIST)
		return microphone_list();
	if (o.response && !straighten(&o, &correction))
		return EXIT_INPUT;
	if (o.task == TASK_PROBE)
		return probe(&o.microphone);
	if (isatty(1)) {
		fputs(_("sourdine-hear: descriptor 1 is a pipe to sourdine-gate, "
		      "not a terminal; start it with `sourdine run`\n"),
			stderr);
		return EXIT_USAGE;
	}
	if (o.task == TASK_CALIBRATE && !calibrator_prepare(&o)) {
		fputs(_("sourdine-hear: no memory to look at the tone\n"), stderr);
		return EXIT_FAULT;
	}
	listener_init(&listener, &o.meter);
	listener.correction = o.response ? &correction : NULL;

	hear_see_the_door();
	if (o.task == TASK_SCENE)
		street_open(o.microphone.rate_hz, o.meter.full_scale_db,
			(uint64_t)now().wall_ns);
	else if ((code = microphone_open(&o.microphone, &raw)) != EXIT_OK)
		return code;

	listener.never_repeats =
		o.task != TASK_SCENE && microphone_never_repeats();

	if (!hear_shut_the_door(!raw))
		return EXIT_FAULT;

	code = o.task == TASK_CALIBRATE ? calibrator_hear(&o)
	       : o.task == TASK_COMPARE
		       ? calibrator_compare(&o, listener.correction)
		       : hear(&o, &listener);
	if (o.response)
		response_wipe(&correction.response);

	/* No library has a say in how it ends. */
	_exit(code);
}
