/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.h - what hear gives up once its microphone is open. */
#ifndef HEAR_DOOR_H
#define HEAR_DOOR_H

#include <stdbool.h>

/* false: it did not shut, so nothing may be heard. */
bool hear_shut_the_door(void);

#endif
