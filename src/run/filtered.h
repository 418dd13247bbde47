/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filtered.h - has a process its filter?  The kernel is asked, not the process. */
#ifndef FILTERED_H
#define FILTERED_H

#include <stdbool.h>

/* The threads of a program share it (sandbox_filter.c), so one is asked. */
bool is_filtered(int pid);

#endif
