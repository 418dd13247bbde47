/* SPDX-License-Identifier: GPL-3.0-or-later */
/* terminal.h - the terminal while `sourdine live` has it, and the
 * signals that ask for something. */
#ifndef LIVE_TERMINAL_H
#define LIVE_TERMINAL_H

#include <stdbool.h>

#include "canvas.h"

/* Can standard output be drawn on? */
bool terminal_is_there(void);

/* What the environment asks for: NO_COLOR, COLORTERM, TERM. */
enum live_colours terminal_colours(void);

/* Take the screen; give it back as it was. */
void terminal_open(void);
void terminal_close(void);

void terminal_size(int *rows, int *cols);

/* Have SIGINT, SIGTERM and SIGHUP noticed by the waits below only; with
 * `screen` a resize and Ctrl-Z as well. */
void live_catch_signals(bool screen);

/* Wait until fd (-1: none) can be read, a signal has come, a key was pressed
 * or the time is over; *key is that key or 0 (NULL: no keys are read).
 * false: it is time to end, by a signal or by q. */
bool live_wait(int fd, char *key, int timeout_ms);

#endif
