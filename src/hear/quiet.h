/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quiet.h - sound libraries print on stderr, abort and hang.  Between
 * quiet_begin and quiet_end nothing is printed, and an abort, or a hang of
 * QUIET_LONGEST_S, ends the program with one clear line and EXIT_INPUT. */
#ifndef HEAR_QUIET_H
#define HEAR_QUIET_H

#define QUIET_LONGEST_S 8

void quiet_begin(void);
void quiet_end(void);

/* Instead of quiet_end: stderr stays shut for good. */
void quiet_for_good(void);

#endif
