/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presets.c - the table of microphones.  A data sheet is no calibration: it
 * holds for the type, within the tolerance, not for the one that you have. */
#include "presets.h"

#include <stdio.h>
#include <strings.h>

#define SENSITIVITY_AT_DB 94.0

static const struct preset presets[] = {
	/* name        dBFS   +-   noise overload */
	{"ICS-43432", -26.0, 1.0, 29.0, 116.0},
	{"ICS-43434", -26.0, 1.0, 29.0, 120.0},
	{"IM72D128", -36.0, 1.0, 22.0, 128.0},
	{"INMP441", -26.0, 3.0, 33.0, 120.0},
	{"SPH0645LM4H", -26.0, 3.0, 29.0, 120.0},
};

#define PRESETS (sizeof presets / sizeof *presets)

const struct preset *preset_find(const char *name)
{
	for (size_t i = 0; i < PRESETS; i++)
		if (strcasecmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}

double preset_full_scale_db(const struct preset *p)
{
	return SENSITIVITY_AT_DB - p->sensitivity_dbfs;
}

void preset_names(char *out, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < PRESETS && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s",
			i ? ", " : "", presets[i].name);
}
