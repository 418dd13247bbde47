/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response_file.h - reads the calibration file that came with a microphone:
 * miniDSP, Dayton, OmniMic, REW and other tables of Hz and dB. */
#ifndef RESPONSE_FILE_H
#define RESPONSE_FILE_H

#include <stdio.h>

#include "../core/response.h"

#define RESPONSE_FILE_LINES 10000

struct response_file {
	struct response_point points[RESPONSE_FILE_LINES];
	size_t n;

	/* What a miniDSP file says of itself.  The "Sens Factor" is an offset
	 * to a nominal sensitivity that the file does not name: something to
	 * propose, never a calibration.  dB; NAN where there is none. */
	float sens_factor_db;
	char serial[32]; /* empty where there is none */

	char why[200]; /* what is wrong, and what would be right */
};

/* false: f->why says why, with the number of the line. */
bool response_file_read(struct response_file *f, FILE *from);

#endif
