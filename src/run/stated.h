/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stated.h - the file by which the microphone's response is corrected, as the
 * journal names it. */
#ifndef RUN_STATED_H
#define RUN_STATED_H

#include "conf.h"

#define STATED_RESPONSE 448

/* Name, SHA-256 and range as one line of JSON; empty: there is none, or it
 * cannot be read now (then hear does not start, and says why). */
void stated_response(char out[STATED_RESPONSE], const struct conf *c);

#endif
