/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verbs.h - the verbs of the command that live in src/run. */
#ifndef VERBS_H
#define VERBS_H

#include "conf.h"

/* Each returns an exit code. */
int verb_run(const struct conf *c, int argc, char **argv);
int verb_setup(const struct conf *c, int argc, char **argv);
int verb_calibrate(const struct conf *c, int argc, char **argv);
int verb_help(int argc, char **argv);

#endif
