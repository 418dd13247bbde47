/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - what hear is told on its command line. */
#ifndef HEAR_OPTIONS_H
#define HEAR_OPTIONS_H

#include "slm.h"
#include "source.h"

enum task {
	TASK_HEAR,
	TASK_SCENE,
	TASK_PROBE,
	TASK_LIST,
	TASK_CALIBRATE,
	TASK_COMPARE
};

struct options {
	enum task task;
	struct microphone microphone;
	struct slm_config meter;
	const char *response; /* file of the microphone's; NULL: none */
	unsigned response_at_hz;
	unsigned calibrator_hz, calibrator_s; /* 0 Hz: 1000 or 250 */
};

/* false: nothing is left to do but to exit with *code. */
bool options_read(struct options *o, int argc, char **argv, int *code);

#endif
