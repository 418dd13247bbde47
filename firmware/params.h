/* SPDX-License-Identifier: GPL-3.0-or-later */
/* params.h - what the operator states about a node, once, when it is built.
 * Read-only for all; it knows nothing of sound. */
#ifndef PARAMS_H
#define PARAMS_H

#include <stdint.h>

#include "../src/core/straighten_curve.h"

#define PARAMS_MAGIC 0x534e5031 /* "SNP1" */

struct params {
	uint32_t magic;
	uint32_t node; /* number of the node, as on its label */
	uint32_t rate_hz;
	uint32_t interval_s; /* of a record: 60 to 3600, divides 3600 */
	uint32_t baud;	     /* of the serial link */

	/* As in struct slm_config. */
	float full_scale_db, self_noise_db, overload_db;
	uint32_t calibrated; /* 1: full_scale_db was found with a calibrator */

	struct straighten_curve response; /* of the microphone, undone */
};

/* In memory that every domain may read. */
extern const struct params params;

#endif
