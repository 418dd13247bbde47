/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - is a report what the store gives? */
#ifndef REPORT_CHECK_H
#define REPORT_CHECK_H

#include "options.h"

/* Check o->check against o->store (NULL: the signature alone) and say what was
 * found on stdout.  An exit code: EXIT_OK only for a report that is valid. */
int report_check(const struct report_options *o);

#endif
