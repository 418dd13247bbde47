#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# symbols.sh - what the core may call: nothing that could open, send or keep.

BUILD=${BUILD:-build}
CC=${CC:-cc}
passed=0
failed=0

check() # what, then a command
{
	local what=$1
	shift
	if "$@"; then
		echo "ok $what"
		passed=$((passed + 1))
	else
		echo "FAILED $what"
		failed=$((failed + 1))
	fi
}

# A compiler may call the first three for an assignment; the rest guard the
# stack and find addresses.
allowed='^(memcpy|memset|memmove|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|kiss_fftri?|kiss_fftr_alloc)$'

# What the objects call and none of them defines, less the allowed.
foreign()
{
	nm -u "$@" | awk 'NF == 2 { print $2 }' | sort -u |
		comm -23 - <(nm --defined-only "$@" |
			awk 'NF == 3 { print $3 }' | sort -u) |
		grep -Ev "$allowed"
}

alone()
{
	local names
	names=$(foreign "$@")
	[ -z "$names" ] || echo "  calls: $names"
	[ -z "$names" ]
}

# Data that could change: a global.
constant()
{
	local names
	names=$(nm "$@" | awk 'NF == 3 && $2 ~ /^[bBdDC]$/ { print $3 }')
	[ -z "$names" ] || echo "  globals: $names"
	[ -z "$names" ]
}

refused() { ! "$@" > /dev/null; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
compile() # name; the code comes on stdin
{
	"$CC" -x c -O2 -fPIE -ffreestanding -c -o "$scratch/$1.o" -
}

core=("$BUILD"/core/*.o)
check "the core is built (${#core[@]} objects)" test -e "${core[0]}"
check "the core calls nothing but itself" alone "${core[@]}"
check "the core has no data that changes" constant "${core[@]}"

# The controls: each check must be able to fail.
compile file <<-'END'
	int open(const char *, int, ...);
	int leak(void);
	int leak(void) { return open("sound", 1); }
END
compile libm <<-'END'
	double pow(double, double);
	double ten(double);
	double ten(double x) { return pow(10, x); }
END
compile global <<-'END'
	int count(void);
	static int n;
	int count(void) { return n++; }
END
check "control: a call of open is found" \
	refused alone "${core[@]}" "$scratch/file.o"
check "control: a call of libm is found" \
	refused alone "${core[@]}" "$scratch/libm.o"
check "control: a global is found" \
	refused constant "${core[@]}" "$scratch/global.o"

echo "symbols: $passed passed, $failed failed"
[ "$failed" = 0 ]
