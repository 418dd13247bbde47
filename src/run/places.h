/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places.h - folders, the lock of a running meter, and who answers. */
#ifndef PLACES_H
#define PLACES_H

#include <stdbool.h>
#include <stddef.h>

/* Make the folder, its parents too, for this user alone; false, after one
 * line on stderr, if it cannot be made or belongs to somebody else. */
bool places_own_folder(const char *path);

/* false: it lies where everybody may make one, and somebody else made it: what
 * stands in it is not from this user's meter. */
bool places_is_trusted(const char *folder);

/* Make the folder that a file is to lie in. */
bool places_parent(const char *file);

/* Held while a meter runs with this folder; -1, after one line on stderr, if
 * another one does.  Closing the descriptor gives it back. */
int places_lock(const char *folder);

/* Both keep's socket and the page's address take a connection. */
bool places_answer(const char *live, const char *listen);

/* The page's address as people type it; a socket as it is configured. */
void places_page(char *out, size_t size, const char *listen);

#endif
