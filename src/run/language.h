/* SPDX-License-Identifier: GPL-3.0-or-later */
/* language.h - sentences in the reader's language.
 *
 * `_("...")` is a sentence that a person reads; `N_("...")` marks one that
 * stands in a table and goes through `_` where it is shown.  Whatever a
 * program reads (JSON, CSV, configuration, exit codes) is never translated. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include <stdbool.h>
#include <stdio.h>

#define _(text) language_text(text)
#define N_(text) text

/* The sentence in the language that is set; `many` for any n but one. */
const char *language_text(const char *text)
	__attribute__((format_arg(1)));
const char *language_number(const char *one, const char *many, long n)
	__attribute__((format_arg(1), format_arg(2)));

/* Take the language that the environment asks for, and load its catalogue: a
 * program that is locked later has all its sentences then. */
void language_open(void);

/* Take the terminal's characters.  true: it shows UTF-8. */
bool language_shows_utf8(void);

/* "en" or "fr"; what has been shown stays as it is.  Back to a language that
 * was set before needs no file. */
void language_set(const char *code);
const char *language_now(void);

/* What strerror says, in that language. */
const char *reason(int error);

/* "53.2", or "53,2" where people write that.  The text is good until the
 * eighth call after it. */
const char *decimal(double value, int digits);

/* The same with its sign: "+0.12". */
const char *signed_decimal(double value, int digits);

/* Characters, not bytes: French has both; and text with spaces up to a width
 * of so many. */
int text_width(const char *text);
void put_padded(FILE *to, const char *text, int width);

/* The bytes of the character that a text begins with; 0: it is a control
 * character, or not UTF-8. */
size_t plain_bytes(const char *text);
/* One line of UTF-8, without anything that could steer a terminal? */
bool is_plain(const char *text);
/* Somebody's words: what is not plain comes out as "?". */
void put_plain(FILE *to, const char *text);

/* The sign before the decimals. */
char decimal_point(void);

#endif
