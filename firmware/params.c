/* SPDX-License-Identifier: GPL-3.0-or-later */
/* params.c - the node's parameters; `make firmware` takes other values, as in
 * PARAMS="-DFULL_SCALE_DB=119.3f -DCALIBRATED=1", and RESPONSE=FILE. */
#include "params.h"

#ifndef NODE
#define NODE 1
#endif
#ifndef RATE_HZ
#define RATE_HZ 48000
#endif
#ifndef INTERVAL_S
#define INTERVAL_S 60
#endif
#ifndef BAUD
#define BAUD 115200
#endif
#ifndef FULL_SCALE_DB
#define FULL_SCALE_DB 120.0f /* a microphone of -26 dBFS at 94 dB */
#endif
#ifndef SELF_NOISE_DB
#define SELF_NOISE_DB 0.0f
#endif
#ifndef OVERLOAD_DB
#define OVERLOAD_DB 0.0f
#endif
#ifndef CALIBRATED
#define CALIBRATED 0
#endif
#ifdef RESPONSE_RATE_HZ
_Static_assert(RESPONSE_RATE_HZ == RATE_HZ,
	"the response was made for another sample rate");
#else
#define RESPONSE_SECTIONS 0
#define RESPONSE_GAIN	  0
#define RESPONSE_SECTION                                                       \
	{                                                                      \
		0                                                              \
	}
#endif

const struct params params = {
	.magic = PARAMS_MAGIC,
	.node = NODE,
	.rate_hz = RATE_HZ,
	.interval_s = INTERVAL_S,
	.baud = BAUD,
	.full_scale_db = FULL_SCALE_DB,
	.self_noise_db = SELF_NOISE_DB,
	.overload_db = OVERLOAD_DB,
	.calibrated = CALIBRATED,
	.response = {RESPONSE_SECTIONS, RESPONSE_GAIN, {RESPONSE_SECTION}},
};
