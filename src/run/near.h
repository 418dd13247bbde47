/* SPDX-License-Identifier: GPL-3.0-or-later */
/* near.h - the name that somebody probably meant. */
#ifndef NEAR_H
#define NEAR_H

/* "; did you mean 'status'?", or "" if none of the names, which end in NULL,
 * is near.  Good until the next call. */
const char *near_name(const char *typed, const char *const *names);

#endif
