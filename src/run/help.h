/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.h - what the table of verbs says to people. */
#ifndef HELP_H
#define HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "verbs.h"

/* All verbs, or one with its options. */
void help_all(FILE *to);
void help_verb(const struct verb *v, FILE *to);

/* The same as parts of the man pages (mdoc): verbs and keys. */
void help_mdoc(void);
void help_mdoc_keys(void);

/* Does argv hold only what the table knows?  false after one line on stderr
 * that names what it does not, and what is near it. */
bool help_check(const struct verb *v, int argc, char **argv);

/* Has somebody asked for this verb's help? */
bool help_is_asked(int argc, char **argv);

/* Say which verb there is not; the exit code. */
int help_no_verb(const char *typed);

#endif
