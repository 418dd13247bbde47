#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# mutation.sh - the bands spoilt on purpose: the conformance table and the
# unit tests must notice each.

. tests/mutate.sh
SOURCES="src/core/bands.c src/core/bands_design.c src/core/maths.c"

kept iec61260/conformance 48000
kept iec61260/test_bands
noticed "order 2: the mask" iec61260/conformance bands.h \
	's/\(SLM_BANDS_ORDER  *\)3/\12/' 48000
noticed "order 4: the bandwidth" iec61260/conformance bands.h \
	's/\(SLM_BANDS_ORDER  *\)3/\14/' 48000
noticed "a band dropped" iec61260/conformance bands_design.c \
	's/i < THIRDS; i++/i < THIRDS; i += i == 19 ? 2 : 1/' 48000
noticed "edges bent by the bilinear transform" iec61260/conformance bands_design.c \
	's/tangent(MATHS_PI \* /(MATHS_PI * /' 48000
noticed "bands too near the top of their rate" iec61260/conformance bands_design.c \
	's/\(define RATE_TOP\) .*/\1 0.46/' 32000
noticed "a half-band filter that folds" iec61260/conformance bands.c \
	's/0\.39331989f/0.39f/' 48000
noticed "half-power points inside the edges" iec61260/conformance bands_design.c \
	's/middle \/ half, middle \* half/middle \/ 1.119, middle * 1.119/' 48000
noticed "parts counted in each block anew" iec61260/test_bands bands.c \
	's/PART - (size_t)(r->samples % PART)/PART/'
noticed "sums in single precision" iec61260/test_bands bands.c \
	's/sum_add(&r->energy\[l\], \(.*\));/r->energy[l].high += \1;/'
noticed "fading into denormals" iec61260/test_bands bands.c \
	's/\(define SILENCE\) .*/\1 0/'
noticed "squares too small for a float" iec61260/test_bands bands.c \
	's/\(define PART_FROM\) .*/\1 0/'
noticed "rubbish taken as sound" iec61260/test_bands bands.c \
	's/\(define LOUDEST\) .*/\1 (1.0f \/ 0)/'
noticed "a restart that stops the filters" iec61260/test_bands bands.c \
	's/r->samples = 0;/r->samples = 0; r->s1[0] -= r->s1[0];/'
noticed "a wipe that leaves half" iec61260/test_bands bands.c \
	's/i < sizeof \*b;/i < sizeof *b \/ 2;/'

echo "mutation-bands: $passed passed, $failed failed"
[ "$failed" = 0 ]
