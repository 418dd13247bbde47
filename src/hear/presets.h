/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presets.h - what the data sheets say of common MEMS microphones. */
#ifndef PRESETS_H
#define PRESETS_H

#include <stddef.h>

struct preset {
	const char *name;
	double sensitivity_dbfs; /* at 94 dB and 1 kHz; a full-scale sine is 0 */
	double tolerance_db;	 /* of one microphone against the next */
	double self_noise_db;	 /* A-weighted: 94 less the SNR */
	double overload_db;	 /* acoustic overload point */
};

/* NULL if there is none of that name; capitals do not matter. */
const struct preset *preset_find(const char *name);

/* Level of a sine whose peak is full scale, dB. */
double preset_full_scale_db(const struct preset *p);

/* All names, with a comma between; cut where `out` is too small. */
void preset_names(char *out, size_t size);

#endif
