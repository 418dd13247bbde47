/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exit_codes.h - how every program of Sourdine says why it ended. */
#ifndef EXIT_CODES_H
#define EXIT_CODES_H

enum exit_code {
	EXIT_OK = 0,
	EXIT_FAULT = 1,   /* something stopped working underway */
	EXIT_USAGE = 2,   /* the command line makes no sense */
	EXIT_CONFIG = 3,  /* the configuration file makes no sense */
	EXIT_INPUT = 4,   /* a file or a device is missing or unusable */
	EXIT_STORE = 5,   /* the store is missing or unusable */
	EXIT_ADDRESS = 6, /* an address or a socket is in use or refused */
};

#endif
