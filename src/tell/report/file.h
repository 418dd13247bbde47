/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file.h - a whole file in memory. */
#ifndef REPORT_FILE_H
#define REPORT_FILE_H

#include <stddef.h>

/* The file's bytes with a 0 behind them, to be freed; NULL with errno set
 * (EFBIG beyond 64 MB: no report is that long). */
char *report_read_file(const char *path, size_t *length);

#endif
