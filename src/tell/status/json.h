/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json.h - how a meter does, for programs. */
#ifndef STATUS_JSON_H
#define STATUS_JSON_H

#include "look.h"

/* One object on standard output; false: no memory. */
bool status_json(const struct status *s);

#endif
