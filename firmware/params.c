/* SPDX-License-Identifier: GPL-3.0-or-later */
/* params.c - the node's parameters; `make firmware` takes other values, as in
 * PARAMS="-DFULL_SCALE_DB=119.3f -DCALIBRATED=1", and RESPONSE=FILE. */
#include "params.h"

#include "memory.h"
#include "slm.h"

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
/* What a board's port and line can do. */
#ifndef RATE_IS_FIT
#define RATE_IS_FIT 1
#endif
#ifndef BAUD_IS_FIT
#define BAUD_IS_FIT 1
#endif
_Static_assert(NODE >= 1 && NODE <= 65535, "-DNODE=N is 1 to 65535");
_Static_assert(RATE_HZ >= SLM_RATE_MIN_HZ && RATE_HZ <= SLM_RATE_MAX_HZ,
	"-DRATE_HZ=N is 22050 to 192000");
_Static_assert(RATE_IS_FIT, "-DRATE_HZ=N: this board has 48000 alone");
_Static_assert(INTERVAL_S >= SLM_INTERVAL_MIN_S &&
		       INTERVAL_S <= SLM_INTERVAL_MAX_S &&
		       3600 % (INTERVAL_S) == 0,
	"-DINTERVAL_S=N is 60 to 3600 and divides 3600");
_Static_assert(BAUD >= 50, "-DBAUD=N is 50 at least");
_Static_assert(BAUD_IS_FIT, "-DBAUD=N: this board has 50 to 100, and 641 up");
_Static_assert((int)FULL_SCALE_DB >= 60 && (int)FULL_SCALE_DB < 180,
	"-DFULL_SCALE_DB=N is 60.0f to 180.0f");
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
