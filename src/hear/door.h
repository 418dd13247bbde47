/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.h - what hear gives up once its microphone is open. */
#ifndef HEAR_DOOR_H
#define HEAR_DOOR_H

#include <stdbool.h>

/* Before the microphone is opened, which silences stderr: keep it for the one
 * line that may have to be said. */
void hear_see_the_door(void);

/* `server`: the sound comes through a sound server or a plug-in.  false after
 * one line: it did not shut, so nothing may be heard. */
bool hear_shut_the_door(bool server);

#endif
