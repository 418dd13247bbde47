/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.h - what sourdine-report may read once its door is shut. */
#ifndef REPORT_DOOR_H
#define REPORT_DOOR_H

#include "options.h"

/* From here on: the files that `o` names, the store, time zones and fonts, all
 * to read only; to be written is what is open, stdout and stderr.  An exit
 * code; unless it is EXIT_OK it has been said why, and nothing may go on. */
int report_shut_door(const struct report_options *o);

#endif
