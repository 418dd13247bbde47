/* SPDX-License-Identifier: GPL-3.0-or-later */
/* language.h - sentences in the reader's language.
 *
 * `_("...")` is a sentence that a person reads; `N_("...")` marks one that
 * stands in a table and goes through `_` where it is shown.  Whatever a
 * program reads (JSON, CSV, configuration, exit codes) is never translated. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

/* Take the language that the environment asks for, and load its catalogue: a
 * program that is locked later has all its sentences then. */
void language_open(void);

/* "en" or "fr"; what has been shown stays as it is. */
void language_set(const char *code);
const char *language_now(void);

/* "53.2", or "53,2" where people write that.  The text is good until the
 * eighth call after it. */
const char *decimal(double value, int digits);

/* The sign before the decimals. */
char decimal_point(void);

#endif
