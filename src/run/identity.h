/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity.h - which programs these are: one number that anybody can compute
 * again.  Builds of the same source have the same (`make prove`, claim 8). */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>

#define IDENTITY_HEX 65 /* SHA-256 in hexadecimal, and a zero */

/* Of `command`, the file of the sourdine command, and of all sourdine-* in
 * `folder`.  Where they lie in one folder, this prints the same:
 *
 *     sha256sum sourdine sourdine-* | sha256sum        (LC_ALL=C)
 *
 * false if one of them cannot be read: then there is no identity. */
bool identity(char out[IDENTITY_HEX], const char *command, const char *folder);

/* Of the programs that this process belongs to. */
bool identity_own(char out[IDENTITY_HEX]);

#endif
