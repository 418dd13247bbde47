/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stated.h - what the operator states of a measurement: who measured, where
 * facade and source are, the file that corrects the microphone. */
#ifndef REPORT_STATED_H
#define REPORT_STATED_H

#include "../../keep/store.h"
#include "doc.h"
#include "report.h"

/* As it was stated for this period: before its end, or for the first time
 * after it while the microphone stayed where it was. */
json_t *report_stated(struct store *s, const struct report_request *r);

/* Who and where, below the title; and the response file. */
void say_stated(struct doc *d, const json_t *report);
void say_response(struct doc *d, const json_t *report);

#endif
