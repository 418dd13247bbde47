#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# mutation.sh - the meter spoilt as others have it (src/DESIGN.md): the
# conformance table or a unit test must notice each.

. tests/mutate.sh
SOURCES=$(ls src/core/*.c | grep -v -e spectrum -e response -e bands)

kept iec61672/conformance

# The textbook's filter: f4 by the bilinear transform, without prewarping.
noticed "A and C by the bilinear transform" iec61672/conformance design.c \
	's/^\ts = position(&d, 1000);/\tdouble v = MATHS_PI * F4 \/ d.rate; d.pole[0] = d.pole[1] = (1 - v) \/ (1 + v); d.pole[2] = d.pole[3] = d.zero[2] = d.zero[3] = 0; d.zero[0] = d.zero[1] = -1;\n&/'
noticed "LAeq as the mean of its seconds' decibels" iec61672/conformance \
	meter.c 's/^\tsum_join(&m->all_A, &m->second.A);/\tstatic double db, k; if (m->all_n == 0) db = k = 0; db += maths_decibel(sum_value(\&m->second.A) \/ m->second.n + 1e-12); k++; m->all_A.high = (float)((m->all_n + m->second.n) * maths_exp(0.23025851 * db \/ k)); m->all_A.low = 0;/'
noticed "F as a mean over blocks of 125 ms" iec61672/conformance detector.c \
	's/d->F += t->F\[b->n\] \* (b->A \* t->share\[b->n\] - d->F);/static float sum, all; sum += b->A; all += b->n; if (all >= 6000) { d->F = sum \/ all; sum = all = 0; }/'
noticed "I with one stage that is switched" iec61672/conformance detector.c \
	's/d->hold -= t->hold\[n\] \* d->hold;/d->hold += (square > d->hold ? t->impulse[n] : t->hold[n]) * (square - d->hold);/
	 s/if (d->hold < d->impulse)/if (0)/'
noticed "LCpeak of the samples" iec61672/conformance peak.c \
	's/y = top(p, x);/y = size;/'
noticed "F with 135 ms" iec61672/conformance detector.c \
	's/\(define TAU_F\).*/\1 0.135/'
noticed "S with 1.1 s" iec61672/conformance detector.c \
	's/\(define TAU_S\).*/\1 1.1/'
noticed "I with 40 ms" iec61672/conformance detector.c \
	's/\(define TAU_I\).*/\1 0.040/'
noticed "the hold of I with 1.3 s" iec61672/conformance detector.c \
	's/\(define TAU_HOLD\).*/\1 1.3/'

# A dropped band: tests/iec61260/mutation.sh.
echo "mutation-meter: $passed passed, $failed failed"
[ "$failed" = 0 ]
