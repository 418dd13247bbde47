#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# mutation.sh - the bands spoilt on purpose: the conformance table and the
# unit tests must notice each.

CC=${CC:-cc}
passed=0
failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count() # what; 0 or not
{
	if [ "$2" = 0 ]; then
		echo "ok $1"
		passed=$((passed + 1))
	else
		echo "FAILED $1"
		failed=$((failed + 1))
	fi
}

# Builds the bands as they are after `sed EXPRESSION FILE`, with the test
# TEST.c, and says how that ends: 0 all well, 1 something was noticed.
try() # test, file, expression, sample rate
{
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/tests"
	cp -r include src "$scratch/tree"
	cp -r tests/core tests/iec61260 "$scratch/tree/tests"
	cd "$scratch/tree" || exit 2
	sed -i "$3" "src/core/$2"
	if [ -n "$3" ] && cmp -s "src/core/$2" "$OLDPWD/src/core/$2"; then
		echo "  $3 changes nothing in $2"
		cd "$OLDPWD" && return 0
	fi
	"$CC" -std=c11 -O2 -w -ffp-contract=off -D_POSIX_C_SOURCE=200809L \
		-Iinclude -o "$scratch/test" "tests/iec61260/$1.c" \
		src/core/bands*.c src/core/maths.c -lm -lcmocka
	local built=$?
	cd "$OLDPWD" || exit 2
	[ $built = 0 ] || return 3
	"$scratch/test" "${4:-48000}" > "$scratch/out" 2>&1
	local status=$?
	grep -E '^5\..*FAILED|FAILED  \] [a-z]' "$scratch/out" |
		sort -u | sed 's/^/  | /'
	# A test that crashed has noticed nothing.
	[ $status -lt 100 ] || return 3
	[ $status = 0 ] || return 1
}

noticed() # what, test, file, expression, sample rate
{
	try "$2" "$3" "$4" "${5:-}"
	[ $? = 1 ]
	count "noticed by $2: $1" $?
}

try conformance bands.c ""
count "unspoilt, the conformance table is kept" $?
try test_bands bands.c ""
count "unspoilt, the unit tests pass" $?
noticed "order 2: the mask" conformance bands.h \
	's/\(SLM_BANDS_ORDER  *\)3/\12/'
noticed "order 4: the bandwidth" conformance bands.h \
	's/\(SLM_BANDS_ORDER  *\)3/\14/'
noticed "a band dropped" conformance bands_design.c \
	's/i < THIRDS; i++/i < THIRDS; i += i == 19 ? 2 : 1/'
noticed "edges bent by the bilinear transform" conformance bands_design.c \
	's/tangent(MATHS_PI \* /(MATHS_PI * /'
noticed "bands too near the top of their rate" conformance bands_design.c \
	's/\(define RATE_TOP\) .*/\1 0.46/' 32000
noticed "a half-band filter that folds" conformance bands.c \
	's/0\.39331989f/0.39f/'
noticed "half-power points inside the edges" conformance bands_design.c \
	's/middle \/ half, middle \* half/middle \/ 1.119, middle * 1.119/'
noticed "parts counted in each block anew" test_bands bands.c \
	's/PART - (size_t)(r->samples % PART)/PART/'
noticed "sums in single precision" test_bands bands.c \
	's/sum_add(&r->energy\[l\], \(.*\));/r->energy[l].high += \1;/'
noticed "fading into denormals" test_bands bands.c \
	's/\(define SILENCE\) .*/\1 0/'
noticed "squares too small for a float" test_bands bands.c \
	's/\(define PART_FROM\) .*/\1 0/'
noticed "rubbish taken as sound" test_bands bands.c \
	's/\(define LOUDEST\) .*/\1 (1.0f \/ 0)/'
noticed "a restart that stops the filters" test_bands bands.c \
	's/r->samples = 0;/r->samples = 0; r->s1[0] -= r->s1[0];/'
noticed "a wipe that leaves half" test_bands bands.c \
	's/i < sizeof \*b;/i < sizeof *b \/ 2;/'

echo "mutation: $passed passed, $failed failed"
[ "$failed" = 0 ]
