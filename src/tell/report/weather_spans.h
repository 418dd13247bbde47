/* SPDX-License-Identifier: GPL-3.0-or-later */
/* weather_spans.h - what the weather files' reader and user share. */
#ifndef REPORT_WEATHER_SPANS_H
#define REPORT_WEATHER_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct weather_span {
	int64_t from, to; /* UTC, s */
	bool bad;         /* rain, or wind over the limit */
};

struct weather {
	char file[256];   /* its name, without folders */
	char sha256[65];
	int64_t rows;
	size_t n;
	struct weather_span *spans; /* in order, none over another */
};

/* At the end; what only continues the last span makes it longer. */
void weather_add(struct weather *w, int64_t from, int64_t to, bool bad);

#endif
